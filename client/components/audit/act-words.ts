import type { AuditFactsFragment, AuditSubject, SignInMethod } from '../../gql/graphql.ts';
import { METHODS } from '../access/roles.ts';
import { recordHref } from '../records/record-links.ts';

type Entry = Pick<
  AuditFactsFragment,
  'action' | 'outcome' | 'subjectType' | 'subjectId' | 'task' | 'before' | 'after'
>;

/** What was done, and to what: `{}` in `words` stands for the object. */
export interface Act {
  words: string;
  object: { text: string; href?: string } | null;
}

/** A task's name for people. */
export type TaskLabel = (name: string) => string;

interface Words {
  /** As a choice of a filter. */
  label: string;
  /** Behind the name of who did it; with `to` left out whatever came of it. */
  done: string;
  /** What was refused or failed. */
  to?: string;
}

/** Every action that the audit knows, in the order of the filter. */
export const ACTIONS: Record<string, Words> = {
  runTaskNow: { label: 'Run now', done: 'asked for a run of {}', to: 'run {}' },
  cancelRun: { label: 'Cancel run', done: 'cancelled {}', to: 'cancel {}' },
  pauseTask: { label: 'Pause', done: 'paused {}', to: 'pause {}' },
  resumeTask: { label: 'Resume', done: 'resumed {}', to: 'resume {}' },
  setTaskSchedule: {
    label: 'Change schedule',
    done: 'changed the schedule of {}',
    to: 'change the schedule of {}',
  },
  resetTaskSchedule: {
    label: 'Reset schedule',
    done: 'reset the schedule of {}',
    to: 'reset the schedule of {}',
  },
  retryNotification: {
    label: 'Send message again',
    done: 'put {} back into the queue',
    to: 'put {} back into the queue',
  },
  signIn: { label: 'Sign in', done: 'signed in' },
  signOut: { label: 'Sign out', done: 'signed out' },
  signInFailed: { label: 'Failed sign-in', done: 'could not sign in' },
  signInLocked: { label: 'Locked sign-in', done: 'was locked out of signing in' },
  tokenRefused: { label: 'Refused token', done: 'came with a token that is no longer good' },
  createAccount: { label: 'Add account', done: 'added the account of {}', to: 'add an account' },
  createSignInLink: {
    label: 'Make sign-in link',
    done: 'made a one-time link for {}',
    to: 'make a one-time link for {}',
  },
  setAccountRole: { label: 'Change role', done: 'changed the role of {}', to: 'change the role of {}' },
  removeAccount: {
    label: 'Remove account',
    done: 'removed the account of {}',
    to: 'remove the account of {}',
  },
  updateProfile: {
    label: 'Change own profile',
    done: 'changed their own name or address',
    to: 'change their own name or address',
  },
  changePassword: {
    label: 'Change own password',
    done: 'set their own password',
    to: 'set their own password',
  },
  createToken: { label: 'Make token', done: 'made the token {}', to: 'make a token' },
  revokeToken: { label: 'Revoke token', done: 'revoked the token {}', to: 'revoke the token {}' },
};

function textOf(entry: Entry, field: string): string | null {
  const value = entry.after?.[field] ?? entry.before?.[field];
  return typeof value === 'string' ? value : null;
}

const OBJECTS: Record<AuditSubject, (entry: Entry, id: string, taskLabel: TaskLabel) => Act['object']> = {
  TASK: (_entry, id, taskLabel) => ({ text: taskLabel(id), href: `/tasks/${encodeURIComponent(id)}` }),
  RUN: ({ task }, id, taskLabel) => ({
    text: task ? `a run of ${taskLabel(task)}` : 'a run',
    href: `/runs/${encodeURIComponent(id)}`,
  }),
  MESSAGE(entry, id) {
    const subject = textOf(entry, 'subject');
    return { text: subject ? `the message “${subject}”` : 'a message', href: recordHref('message', id) };
  },
  ACCOUNT: (entry) => ({ text: textOf(entry, 'name') ?? 'an account' }),
  TOKEN: (entry, id) => ({ text: textOf(entry, 'name') ?? id }),
};

/** What somebody did, to be read behind their name; what was not done says so. */
export function actWords(entry: Entry, taskLabel: TaskLabel): Act {
  const { action, outcome, subjectType, subjectId } = entry;
  const { done, to } = ACTIONS[action] ?? { done: `did “${action}” to {}`, to: `do “${action}” to {}` };
  const object = subjectType && subjectId !== null ? OBJECTS[subjectType](entry, subjectId, taskLabel) : null;
  if (action === 'signIn') {
    const method = METHODS[textOf(entry, 'signedInBy') as SignInMethod] as string | undefined;
    return { words: method ? `${done} ${method}` : done, object: null };
  }
  const words =
    outcome === 'DONE' || to === undefined
      ? done
      : outcome === 'REFUSED'
        ? `was refused: ${to}`
        : `tried and the server failed: ${to}`;
  return words.includes('{}') ? { words, object: object ?? { text: 'something' } } : { words, object: null };
}
