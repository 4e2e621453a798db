import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useFrame } from '../../components/action/frame.ts';
import { Refused } from '../../components/action/refused.tsx';
import { numberText } from '../../components/count-text.ts';
import { useSignOut } from '../use-sign-out.ts';
import { findCommands, type Command } from './command.ts';
import { CommandList, optionId, SHOWN } from './command-list.tsx';
import classes from './palette.module.css';
import { useCommands } from './use-commands.tsx';

interface Props {
  /** Opens another dialog in the place of this one. */
  onAsk: (dialog: ReactNode) => void;
}

function Search({ onAsk }: Props) {
  const { close } = useFrame();
  const [, navigate] = useLocation();
  const { send: signOut, error } = useSignOut();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const found = findCommands(useCommands(signOut), search);
  const shown = found.slice(0, SHOWN);
  const active = shown[Math.min(at, shown.length - 1)];

  const choose = ({ id, does }: Command) => {
    if ('asks' in does) return onAsk(does.asks);
    if ('to' in does) navigate(does.to);
    else does.acts();
    // What was refused is told here.
    if (id !== 'sign-out') close();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((shown.indexOf(active!) + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Enter' && active) choose(active);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes.search}>
        <IconSearch size={18} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-label="Search pages, tasks and actions"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={list}
          aria-activedescendant={active && optionId(list, active)}
          placeholder="Search pages, tasks and actions"
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
          data-autofocus
        />
        <kbd className={classes.key}>Esc</kbd>
      </div>
      <Refused title="You are still signed in" error={error} />
      <CommandList
        id={list}
        commands={shown}
        active={active}
        onPoint={(command) => setAt(shown.indexOf(command))}
        onChoose={choose}
      />
      <p role="status" className={classes.foot}>
        {found.length === 0
          ? `Nothing is called “${search.trim()}”.`
          : found.length > SHOWN
            ? `${numberText(found.length - SHOWN)} more. Type on to narrow the search.`
            : search
              ? `${numberText(found.length)} found`
              : 'Type the name of a task to open, run, pause or resume it.'}
      </p>
    </>
  );
}

/** Finds pages, tasks, failed runs and actions by their names, and goes there or does it. */
export default function Palette(props: Props) {
  const { opened, close, onGone } = useFrame();
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      onExitTransitionEnd={onGone}
      returnFocus={false}
      size="lg"
      yOffset="10dvh"
      padding={0}
      classNames={{ content: classes.content }}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label="Commands">
        <Modal.Body>
          <Search {...props} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
