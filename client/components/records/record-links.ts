/** Where each kind of record is shown. */
export const RECORD_PATHS = {
  cycle: '/cycles',
  submission: '/submissions',
  review: '/reviews',
  project: '/projects',
  session: '/sessions',
  message: '/messages',
} as const;

export type RecordKind = keyof typeof RECORD_PATHS;

export const recordHref = (kind: RecordKind, id: string): string =>
  `${RECORD_PATHS[kind]}/${encodeURIComponent(id)}`;

/** Address of a list with filters; those without a value are left out. */
export function listHref(path: string, filters: Record<string, string | undefined>): string {
  const given = Object.entries(filters).flatMap(([key, value]) => (value ? [[key, value]] : []));
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path;
}

const KIND_OF_FIELD = new Map<string, RecordKind>([
  ['submissionId', 'submission'],
  ['reviewId', 'review'],
  ['projectId', 'project'],
  ['cycleId', 'cycle'],
  ['sessionId', 'session'],
  ['notificationId', 'message'],
]);

const ID = /^[1-9]\d*$/;

export interface FieldLinks {
  links: { kind: RecordKind; href: string }[];
  /** The fields that lead nowhere. */
  rest: Record<string, unknown>;
}

/** Splits the fields of a log line into links to the records that they name, and the others. */
export function fieldLinks(fields: Record<string, unknown>): FieldLinks {
  const links: FieldLinks['links'] = [];
  const rest: FieldLinks['rest'] = {};
  for (const [name, value] of Object.entries(fields)) {
    const kind = KIND_OF_FIELD.get(name);
    const id = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (kind && ID.test(id)) links.push({ kind, href: recordHref(kind, id) });
    else rest[name] = value;
  }
  return { links, rest };
}
