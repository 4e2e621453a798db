/**
 * A PostgreSQL array literal, for a parameter with a cast like `?::text[]`: a bare array would be spread into a
 * list of parameters. For ids, names and states, in which JSON's quoting and PostgreSQL's are the same.
 */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => JSON.stringify(value)).join(',')}}`;
}
