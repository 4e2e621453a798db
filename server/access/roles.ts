/** What a signed-in person or token may do here, the greatest first. Not a role of the facility's people (domain §2). */
export const consoleRoles = ['admin', 'operator', 'viewer'] as const;

/** `admin`: everything; `operator`: run, cancel, pause; `viewer`: read. */
export type ConsoleRole = (typeof consoleRoles)[number];

/** What a part of the API asks for: a role or a greater one, or `anyone`, signed in or not. */
export type Rule = ConsoleRole | 'anyone';

/** Whether somebody with `role` may do what `rule` asks for; null is somebody without any role. */
export function permits(rule: Rule, role: ConsoleRole | null): boolean {
  if (rule === 'anyone') return true;
  return role !== null && consoleRoles.indexOf(role) <= consoleRoles.indexOf(rule);
}

/** Whether the text names a role. */
export const isRole = (text: unknown): text is ConsoleRole => consoleRoles.some((role) => role === text);
