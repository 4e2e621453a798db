import { IconCompassOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { EmptyState } from './empty-state.tsx';
import { useDocumentTitle } from './use-document-title.ts';

export function NotFoundState({ title, children }: { title: string; children: ReactNode }) {
  useDocumentTitle('Not found');
  return (
    <EmptyState
      page
      icon={IconCompassOff}
      title={title}
      action={<Link href="/tasks">Back to Background Tasks</Link>}
    >
      {children}
    </EmptyState>
  );
}
