import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './action.module.css';
import { useFrame } from './frame.ts';

interface Props {
  title: string;
  size?: 'md' | 'lg' | 'xl';
  /** A click beside it does not close it: for what is shown once. */
  stays?: boolean;
  /** Mounted only while the dialog is open, so each opening asks afresh and forgets the last refusal. */
  children: ReactNode;
}

/** The frame of every dialog that asks before it acts. */
export function ActionDialog({ title, size = 'md', stays = false, children }: Props) {
  const { opened, close, onGone } = useFrame();
  return (
    <Modal
      opened={opened}
      onClose={close}
      onExitTransitionEnd={onGone}
      returnFocus={false}
      closeOnClickOutside={!stays}
      title={title}
      size={size}
      centered
      overlayProps={{ backgroundOpacity: 0.4 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ title: classes.title }}
    >
      {children}
    </Modal>
  );
}

/** The dialog's content, one thing below the other. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className={classes.body}>{children}</div>;
}

/** What the action does, set apart from what the thing is. */
export function Effect({ children }: { children: ReactNode }) {
  return <div className={classes.effect}>{children}</div>;
}

export function DialogButtons({ children }: { children: ReactNode }) {
  return <div className={classes.buttons}>{children}</div>;
}
