import { ActionIcon } from '@mantine/core';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useRef, useState, type ReactNode } from 'react';
import { FrameContext } from '../components/action/frame.ts';
import { clearAnnouncement } from '../components/announcer.tsx';
import classes from './layout.module.css';
import { ShortcutsDialog, fetchShortcuts } from './shortcuts/lazy-dialog.ts';
import { MODIFIER } from './shortcuts/modifier.ts';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';

const loadPalette = () => import('./palette/palette.tsx');
const Palette = lazy(loadPalette);

/** Fetches the palette and the list of keys before somebody asks for them. */
export const fetchCommands = (): Promise<unknown> => Promise.all([loadPalette(), fetchShortcuts()]);

/**
 * The palette and the list of keys, by button and by key, and the dialogs that the palette opens. Give it the path as
 * `key`: on another page it begins anew, with all dialogs closed.
 */
export function Commands() {
  const [opened, setOpened] = useState(false);
  const [dialog, setDialog] = useState<ReactNode>();
  // Null while no dialog is open.
  const cameFrom = useRef<Element>(null);
  const show = (next: ReactNode) => {
    clearAnnouncement();
    // One dialog may take the place of another; the focus goes back to where it was before the first.
    cameFrom.current ??= document.activeElement;
    setDialog(next);
    setOpened(true);
  };
  const openPalette = () => show(<Palette onAsk={show} />);
  const openShortcuts = () => show(<ShortcutsDialog />);
  useShortcuts({ openPalette, openShortcuts });
  const frame = useMemo(
    () => ({
      opened,
      close: () => setOpened(false),
      onGone: () => {
        const back = cameFrom.current;
        const target =
          back instanceof HTMLElement && back !== document.body ? back : document.querySelector('main');
        target?.focus({ preventScroll: true });
        cameFrom.current = null;
        setDialog(undefined);
      },
    }),
    [opened],
  );
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        className={classes.tool}
        aria-label="Search the console"
        aria-haspopup="dialog"
        data-hint={`Search the console (${MODIFIER}+K)`}
        onClick={openPalette}
      >
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        className={classes.tool}
        aria-label="Keyboard shortcuts"
        aria-haspopup="dialog"
        data-hint="Keyboard shortcuts (?)"
        onClick={openShortcuts}
      >
        <IconKeyboard size={18} aria-hidden />
      </ActionIcon>
      {dialog && (
        <FrameContext value={frame}>
          <Suspense>{dialog}</Suspense>
        </FrameContext>
      )}
    </>
  );
}
