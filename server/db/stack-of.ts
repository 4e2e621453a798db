/** SQLSTATEs of errors whose detail is the whole row that was refused: a column without a value, a check. */
const tellsRow = new Set(['23502', '23514']);

/** What a log may have of an error: its stack, without the row that it was about, which may hold what nobody is to read. */
export function stackOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, detail } = cause as { code?: string; detail?: string };
  const stack = cause.stack ?? cause.message;
  return detail && code && tellsRow.has(code) ? stack.replaceAll(detail, '(not shown)') : stack;
}
