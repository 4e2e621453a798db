import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { IconChevronDown, IconUser } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import classes from './user-menu.module.css';

type Props = UnstyledButtonProps & ComponentProps<'button'> & { name: string };

/** Who is signed in, as a button for their menu. */
export function UserButton({ name, ...button }: Props) {
  return (
    <UnstyledButton aria-haspopup="menu" {...button} className={classes.target}>
      <IconUser size={16} aria-hidden />
      <span className={classes.name}>{name}</span>
      <IconChevronDown size={14} aria-hidden />
    </UnstyledButton>
  );
}
