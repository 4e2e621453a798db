import { CloseButton } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Tone } from './badge.tsx';
import classes from './notice.module.css';

interface Props {
  tone: Tone;
  icon: Icon;
  title: string;
  role?: 'alert' | 'status';
  children?: ReactNode;
  /** What can be done about it, at the right. */
  action?: ReactNode;
  onClose?: () => void;
}

/** A message that belongs to this place on the page. */
export function Notice({ tone, icon: Icon, title, role, children, action, onClose }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role={role}>
      <Icon size={18} aria-hidden />
      <div className={classes.body}>
        <p className={classes.title}>{title}</p>
        {children}
      </div>
      {action && <div className={classes.action}>{action}</div>}
      {onClose && <CloseButton size="sm" aria-label="Dismiss" onClick={onClose} />}
    </div>
  );
}
