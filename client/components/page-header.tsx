import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import classes from './page-header.module.css';

interface Props {
  title: string;
  back?: { to: string; text: string };
  /** Badges beside the title. */
  badges?: ReactNode;
  /** A line under the title. */
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, back, badges, children, actions }: Props) {
  return (
    <div className={classes.header}>
      <div className={classes.text}>
        {back && (
          <Link href={back.to} className={classes.back}>
            <IconArrowLeft size={15} aria-hidden /> {back.text}
          </Link>
        )}
        <div className={classes.title}>
          <h1>{title}</h1>
          {badges}
        </div>
        {children && <div className={classes.below}>{children}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
