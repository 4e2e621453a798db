import { consoleRoles, type ConsoleRole } from './roles.ts';

/** The facility's identity provider, and what its claim says of people's roles here. */
export interface OidcConfig {
  /** Its address, below which `/.well-known/openid-configuration` answers. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The claim that lists a person's roles. */
  rolesClaim: string;
  /** Which console role a value of the claim gives: `admin:uso` gives `admin`. */
  roles: ReadonlyMap<string, ConsoleRole>;
}

/** The greatest role that the claim gives: a list of texts, or one text with the roles between blanks or commas. */
export function roleFromClaim(claim: unknown, roles: OidcConfig['roles']): ConsoleRole | null {
  const values = typeof claim === 'string' ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  const given = new Set(values.map((value) => roles.get(String(value))));
  return consoleRoles.find((role) => given.has(role)) ?? null;
}
