import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface Props {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  role?: 'alert' | 'status';
  /** It stands for the whole page, and its title is the page's. */
  page?: boolean;
}

/** Says what would be here, why it is not, and what can be done about it. */
export function EmptyState({ icon: Icon, title, children, action, role, page }: Props) {
  const Title = page ? 'h1' : 'h2';
  return (
    <div className={classes.empty} role={role}>
      <Icon size={30} stroke={1.5} aria-hidden />
      <Title>{title}</Title>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
