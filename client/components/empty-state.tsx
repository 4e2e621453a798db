import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface Props {
  icon: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  role?: 'alert' | 'status';
}

/** Says what would be here, why it is not, and what can be done about it. */
export function EmptyState({ icon: Icon, title, children, action, role }: Props) {
  return (
    <div className={classes.empty} role={role}>
      <Icon size={30} stroke={1.5} aria-hidden />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
