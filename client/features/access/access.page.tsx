import { IconLock } from '@tabler/icons-react';
import { Link } from 'wouter';
import { permits, ROLES } from '../../components/access/roles.ts';
import { HOME } from '../../components/access/return-path.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useFacility } from '../../components/facility.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import classes from './access.module.css';
import { Accounts } from './accounts.tsx';
import { Tokens } from './tokens.tsx';

const SECTIONS = {
  accounts: { href: '/access', label: 'Accounts', Shown: Accounts },
  tokens: { href: '/access/tokens', label: 'Tokens', Shown: Tokens },
};

interface Props {
  section: keyof typeof SECTIONS;
}

/** Who may come in: people with their accounts, programs with their tokens. */
export default function AccessPage({ section }: Props) {
  const { label, Shown } = SECTIONS[section];
  useDocumentTitle(label);
  const { role } = useFacility().viewer;
  if (!permits(role, 'admin')) {
    return (
      <EmptyState
        icon={IconLock}
        title="This page is for administrators"
        action={<Link href={HOME}>Back to Background Tasks</Link>}
      >
        Your role here is {ROLES[role].label.toLowerCase()}. Ask an administrator if you need an account for
        somebody, or a token for a program.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title="Access">
        Who may do what here. People sign in to accounts; programs send tokens.
      </PageHeader>
      <nav className={classes.sections} aria-label="Access">
        {Object.entries(SECTIONS).map(([key, { href, label: name }]) => (
          <Link key={key} href={href} aria-current={key === section ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <Shown />
    </>
  );
}
