import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Link } from 'wouter';
import { RUN_STATES } from '../../components/run-states.ts';
import type { Failure } from './failures.ts';
import classes from './status.module.css';

const SHOWN = 3;
const SHOWN_FOR = 15_000;

/** True while somebody looks another way: in another tab, or at another window. */
function useHidden(): boolean {
  const [hidden, setHidden] = useState(document.hidden);
  useEffect(() => {
    const look = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return hidden;
}

function Toast({ failure, onDismiss }: { failure: Failure; onDismiss: () => void }) {
  const { label, state, count, message, runId } = failure;
  return (
    <li className={classes.toast}>
      <IconAlertTriangle size={18} aria-hidden />
      <div className={classes.text}>
        <p className={classes.title}>
          {label}: {RUN_STATES[state].label.toLowerCase()}
          {count > 1 && ` ${count} times`}
        </p>
        {message && <p className={classes.message}>{message}</p>}
        <Link href={`/runs/${runId}`} onClick={onDismiss}>
          Open the {count > 1 ? 'last ' : ''}run<span className={classes.of}> of {label}</span>
        </Link>
      </div>
      <CloseButton size="sm" aria-label={`Dismiss ${label}`} onClick={onDismiss} />
    </li>
  );
}

interface Props {
  failures: readonly Failure[];
  onDismiss: (runIds: readonly string[]) => void;
}

/**
 * Tells of runs that failed elsewhere, and goes after a while, but not while somebody points at it, has the keyboard in
 * it, or looks at another tab. What it tells also stands in the list of tasks.
 */
export function FailureToasts({ failures, onDismiss }: Props) {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const hidden = useHidden();
  const held = pointed || focused || hidden;
  const expire = useEffectEvent(() => onDismiss(failures.map(({ runId }) => runId)));
  useEffect(() => {
    if (failures.length === 0 || held) return undefined;
    const timer = setTimeout(() => expire(), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [failures, held]);

  const dismiss = (runIds: readonly string[]) => {
    // The button goes with the toast, and would take the keyboard's place on the page with it.
    if (focused) document.querySelector('main')?.focus({ preventScroll: true });
    setPointed(false);
    setFocused(false);
    onDismiss(runIds);
  };
  const more = failures.length - SHOWN;
  return (
    <section
      aria-label="Failed runs"
      aria-live="polite"
      className={classes.place}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={({ currentTarget, relatedTarget }) => setFocused(currentTarget.contains(relatedTarget))}
    >
      {failures.length > 0 && (
        <ul className={classes.toasts}>
          {failures.slice(0, SHOWN).map((failure) => (
            <Toast key={failure.task} failure={failure} onDismiss={() => dismiss([failure.runId])} />
          ))}
        </ul>
      )}
      {failures.length > 1 && (
        <div className={classes.all}>
          {more > 0 && (
            <span>
              {more} more {more === 1 ? 'task has' : 'tasks have'} failed
            </span>
          )}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => dismiss(failures.map(({ runId }) => runId))}
          >
            Dismiss all
          </Button>
        </div>
      )}
    </section>
  );
}
