import { METHODS, roleText } from '../../components/access/roles.ts';
import { oneOf, MESSAGE_STATES } from '../../components/records/record-states.ts';
import { RUN_STATES } from '../../components/run-states.ts';
import { dayName } from '../../components/time/dates.ts';
import { periodText } from '../../components/time/durations.ts';
import { clockTime, dateIn } from '../../components/time/instants.ts';
import { ROLES } from '../../components/access/roles.ts';

type State = Record<string, unknown> | null;

/** One field of a subject that an act changed, in words. */
export interface Change {
  field: string;
  before: string;
  after: string;
}

const FIELDS: Record<string, string> = {
  paused: 'Pause',
  schedule: 'Schedule',
  nextRunAt: 'Next run',
  run: 'Run in progress',
  state: 'State',
  trigger: 'Trigger',
  cancelRequestedBy: 'Cancelled by',
  subject: 'Subject',
  nextAttemptAt: 'Next try',
  name: 'Name',
  email: 'E-mail address',
  role: 'Role',
  ending: 'Ends in',
  expiresAt: 'Ends at',
  revokedAt: 'Revoked at',
  signedInBy: 'Signed in',
};

/** Counts the edits of a schedule, which the schedule itself tells better. */
const SILENT = new Set(['scheduleVersion']);

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The fields in which a subject differs before and after, in words; the zone is the facility's. */
export function changesOf(before: State, after: State, zone: string): Change[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .filter((field) => !SILENT.has(field) && !same(before?.[field], after?.[field]))
    .map((field) => ({
      field: FIELDS[field] ?? field,
      before: before ? valueText(field, before[field], zone) : '',
      after: after ? valueText(field, after[field], zone) : '',
    }));
}

/** "Thu 5 Mar 2026, 15:00". */
function momentText(value: unknown, zone: string): string {
  const at = Date.parse(String(value));
  return Number.isNaN(at) ? String(value) : `${dayName(dateIn(zone, at), true)}, ${clockTime(at, zone)}`;
}

/** Why something was refused: the server's words, with the instants that it writes for programs as people read them. */
export const reasonText = (reason: string, zone: string): string =>
  reason.replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => momentText(instant, zone));

function pauseText(value: unknown, zone: string): string {
  const { reason, by, until } = value as Record<string, unknown>;
  const end = until ? `until ${momentText(until, zone)}` : 'until somebody resumes it';
  return `“${String(reason)}” (${String(by)}, ${end})`;
}

function scheduleText(value: unknown): string {
  const { every, at, retryAfter, by } = value as Record<string, string | null>;
  const parts = [
    every && `every ${periodText(every)}`,
    at && `at ${at.replace(/^T/, '')}`,
    retryAfter && `tried again after ${periodText(retryAfter)}`,
  ].filter(Boolean);
  return `${parts.join(', ') || 'only by hand'}${by ? ` (${by})` : ''}`;
}

const NOTHING: Record<string, string> = {
  paused: 'Not paused',
  schedule: 'Built-in',
  role: 'No role',
  nextRunAt: 'None planned',
  run: 'None',
  cancelRequestedBy: 'Nobody',
  revokedAt: 'Not revoked',
};

function valueText(field: string, value: unknown, zone: string): string {
  if (value === null || value === undefined) return NOTHING[field] ?? '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  switch (field) {
    case 'paused':
      return pauseText(value, zone);
    case 'schedule':
      return scheduleText(value);
    case 'nextRunAt':
    case 'nextAttemptAt':
    case 'expiresAt':
    case 'revokedAt':
      return momentText(value, zone);
    case 'run':
      return `Run ${text}`;
    case 'role':
      return roleText(oneOf(ROLES, text) ?? null);
    case 'signedInBy': {
      const method = oneOf(METHODS, text);
      return method ? METHODS[method] : text;
    }
    case 'state': {
      const known = { ...RUN_STATES, ...MESSAGE_STATES };
      const state = oneOf(known, text);
      return state ? known[state].label : text;
    }
    default:
      return text;
  }
}
