import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../components/empty-state.tsx';

interface Props {
  children: ReactNode;
}

interface State {
  failed: boolean;
}

/**
 * Keeps the header when a page breaks. The usual cause on a console that is open for days is a part of
 * the page that a newer version of the server no longer has; a reload brings the new console.
 * Give it the path as `key`, so that going elsewhere is another chance.
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <EmptyState
        page
        role="alert"
        icon={IconAlertTriangle}
        title="This page could not be shown"
        action={
          <Button variant="default" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        The server may be away, or the console may have been updated since you opened it. Reloading brings the
        current version.
      </EmptyState>
    );
  }
}
