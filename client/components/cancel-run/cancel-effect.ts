import type { RunState } from '../../gql/graphql.ts';
import { numberText } from '../count-text.ts';
import { RUN_STATES } from '../run-states.ts';

interface Run {
  state: RunState;
  cancelling: boolean;
  cancelledBy: string | null;
  progress: { done: number; total: number; label: string | null } | null;
}

/** What cancelling a run does, in sentences; for a run that cannot be cancelled any more, why. */
export function cancelEffect({ state, cancelling, cancelledBy, progress }: Run): {
  possible: boolean;
  text: string;
} {
  if (cancelling) {
    return {
      possible: false,
      text: `${cancelledBy ?? 'Somebody'} has cancelled it already: it is being stopped.`,
    };
  }
  if (state === 'QUEUED') {
    return { possible: true, text: 'It has not started, and will not. It is not tried again.' };
  }
  if (state === 'RUNNING') {
    return {
      possible: true,
      text: `${farText(progress)}It is asked to stop at once; if it has not stopped after 5 seconds, it is ended. What it has already saved stays. It is not tried again.`,
    };
  }
  return {
    possible: false,
    text: `It has ended meanwhile (${RUN_STATES[state].label.toLowerCase()}): there is nothing to cancel.`,
  };
}

/** How much would be left undone; nothing when the task does not say. */
function farText(progress: Run['progress']): string {
  if (!progress) return '';
  const { done, total, label } = progress;
  return `It is at ${numberText(done)} of ${numberText(total)}${label ? ` ${label}` : ''}. `;
}
