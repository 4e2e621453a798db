import { Button } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Suspense, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { clearAnnouncement } from '../announcer.tsx';
import { FrameContext } from './frame.ts';

interface Props {
  children: string;
  icon: Icon;
  /** Whose action it is, for those who hear the buttons of a list without its rows. */
  of?: string;
  /** The effect, for those who hesitate over the button. */
  hint: string;
  /** Why this person may not do it; null when they may. */
  refusal?: string | null;
  /** Whether the action makes sense now. Its dialog stays when that changes while somebody reads it. */
  offered?: boolean;
  variant?: 'default' | 'filled';
  size?: 'xs' | 'sm' | 'compact-sm';
  /** Shared by two buttons that take each other's place, so that the focus goes on to the one that is there. */
  place?: RefObject<HTMLButtonElement | null>;
  onAsk?: () => void;
  /** The dialog; its code may come lazily. */
  dialog: ReactNode;
}

/** A button that asks in a dialog before it does anything; for those who may not, disabled with the reason. */
export function ActionButton({
  children,
  icon: ButtonIcon,
  of,
  hint,
  refusal = null,
  offered = true,
  variant = 'default',
  size = 'sm',
  place,
  onAsk,
  dialog,
}: Props) {
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(false);
  const own = useRef<HTMLButtonElement>(null);
  const button = place ?? own;
  const ask = () => {
    clearAnnouncement();
    onAsk?.();
    setAsked(true);
    setAsking(true);
  };
  const frame = useMemo(
    () => ({
      opened: asking,
      close: () => setAsking(false),
      // The dialog arrives too late to see for itself where the focus was; and its action may have taken the button away.
      onGone: () => (button.current ?? document.querySelector('main'))?.focus({ preventScroll: true }),
    }),
    [asking, button],
  );
  return (
    <>
      {offered && (
        <Button
          ref={button}
          variant={variant}
          size={size}
          leftSection={<ButtonIcon size={14} aria-hidden />}
          aria-label={of && `${children}: ${of}`}
          data-hint={refusal ?? hint}
          // aria-disabled rather than disabled, so that the hint can give the reason.
          aria-haspopup="dialog"
          aria-disabled={refusal !== null}
          data-disabled={refusal === null ? undefined : true}
          onClick={refusal === null ? ask : undefined}
        >
          {children}
        </Button>
      )}
      {asked && (
        <FrameContext value={frame}>
          <Suspense>{dialog}</Suspense>
        </FrameContext>
      )}
    </>
  );
}
