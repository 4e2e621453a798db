import { describe, expect, test } from 'vitest';
import { ConfigError, maskPassword, parseConfig } from '../server/config.ts';

type Bad = [env: Record<string, string>, message: string];

/** Each environment ends the program with exactly this message. */
const refused = (bad: Bad[]) =>
  test.each(bad)('%o is refused with the remedy', (env, message) => {
    expect(() => parseConfig(env)).toThrow(ConfigError);
    expect(() => parseConfig(env)).toThrow(new RegExp(`^${RegExp.escape(message)}$`));
  });

describe('the mail server', () => {
  test('is none when it is not set', () => {
    expect(parseConfig({}).smtp).toBeNull();
    expect(parseConfig({ SMTP_FROM: 'office@pls.example', SMTP_RATE: '5' }).smtp).toBeNull();
  });

  test.each<[string, Record<string, string>, object]>([
    [
      'messages come from the facility, at the address that is set',
      { SMTP_URL: 'smtp://mail:587', SMTP_FROM: 'office@pls.example' },
      {
        url: 'smtp://mail:587',
        from: { name: 'Prairie Light Source', address: 'office@pls.example' },
        rate: 10,
      },
    ],
    [
      'or from whom it names',
      { SMTP_URL: 'smtps://mail', SMTP_FROM: '"Büro, Süd" <office@pls.example>', SMTP_RATE: '2' },
      { from: { name: 'Büro, Süd', address: 'office@pls.example' }, rate: 2 },
    ],
    [
      'or from the address that is the user there',
      { SMTP_URL: 'smtp://office%40pls.example:p%40ss@mail', FACILITY_NAME: 'Sun' },
      { from: { name: 'Sun', address: 'office@pls.example' } },
    ],
  ])('%s', (_name, env, smtp) => {
    expect(parseConfig(env).smtp).toMatchObject(smtp);
  });

  test.each<[Record<string, string>, string]>([
    [{ SMTP_URL: 'mail.example' }, 'SMTP_URL="mail.example": use a URL like "smtp://user:password@host:587"'],
    [
      { SMTP_URL: 'http://office@pls.example:s3cr@t@mail' },
      'SMTP_URL="http://office@pls.example:***@mail": use a URL',
    ],
    [{ SMTP_URL: 'smtp://mail' }, 'SMTP_FROM="": set the address that messages come from'],
    [{ SMTP_URL: 'smtp://mail', SMTP_FROM: 'a@b, c@d' }, 'SMTP_FROM="a@b, c@d": set the address'],
    [{ SMTP_URL: 'smtp://mail', SMTP_FROM: 'Office' }, 'SMTP_FROM="Office": set the address'],
    [{ SMTP_RATE: '0' }, 'SMTP_RATE="0": use a whole number from 1 to 1000'],
    [{ SMTP_RATE: '1.5' }, 'SMTP_RATE="1.5": use a whole number from 1 to 1000'],
  ])('%o is refused with the remedy', (env, message) => {
    expect(() => parseConfig(env)).toThrow(ConfigError);
    expect(() => parseConfig(env)).toThrow(message);
  });
});

describe('where browsers reach the server', () => {
  test('is this machine alone when nothing is set', () => {
    expect(parseConfig({})).toMatchObject({ host: '127.0.0.1', publicUrl: null, trustedProxies: [] });
  });

  test.each(['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]'])(
    'is not asked for with HOST=%s',
    (HOST) => {
      expect(parseConfig({ HOST }).publicUrl).toBeNull();
    },
  );

  test.each(['https://tasks.example.org', 'http://127.0.0.1:4100', 'https://tasks.example.org:8443/'])(
    'may be %s',
    (PUBLIC_URL) => {
      expect(parseConfig({ HOST: '0.0.0.0', PUBLIC_URL }).publicUrl).toEqual(new URL(PUBLIC_URL));
    },
  );

  test.each<[string, string[]]>([
    ['127.0.0.1', ['127.0.0.1']],
    ['127.0.0.1, 10.0.0.0/8 fd00::/64', ['127.0.0.1', '10.0.0.0/8', 'fd00::/64']],
    [' , ', []],
  ])('TRUSTED_PROXIES=%j are %j', (TRUSTED_PROXIES, proxies) => {
    expect(parseConfig({ TRUSTED_PROXIES }).trustedProxies).toEqual(proxies);
  });

  const noPath = 'use an address without a path, such as "https://tasks.example.org"';
  const asList = 'list addresses or networks, such as "127.0.0.1, 10.0.0.0/8"';
  refused([
    [
      { HOST: '0.0.0.0' },
      'PUBLIC_URL="": with HOST=0.0.0.0 others reach the server: set the address that they use, such as "https://tasks.example.org"',
    ],
    [
      { HOST: 'tasks.example.org' },
      'PUBLIC_URL="": with HOST=tasks.example.org others reach the server: set the address that they use, such as "https://tasks.example.org"',
    ],
    [{ PUBLIC_URL: 'tasks.example.org' }, `PUBLIC_URL="tasks.example.org": ${noPath}`],
    [{ PUBLIC_URL: 'ftp://tasks.example.org' }, `PUBLIC_URL="ftp://tasks.example.org": ${noPath}`],
    [
      { PUBLIC_URL: 'https://tasks.example.org/uso' },
      `PUBLIC_URL="https://tasks.example.org/uso": ${noPath}`,
    ],
    [{ PUBLIC_URL: 'https://tasks.example.org/?a' }, `PUBLIC_URL="https://tasks.example.org/?a": ${noPath}`],
    [{ PUBLIC_URL: 'https://me:s3cret@x.example' }, `PUBLIC_URL="https://me:***@x.example": ${noPath}`],
    ...[
      'proxy',
      '10.0.0.0/33',
      '10.0.0.0/0',
      'fd00::/129',
      '10.0.0.0/8/8',
      '10.0.0.0/x',
      '127.0.0.1, all',
    ].map((value): Bad => [
      { TRUSTED_PROXIES: value },
      `TRUSTED_PROXIES=${JSON.stringify(value)}: ${asList}`,
    ]),
  ]);
});

describe('the identity provider', () => {
  const whole = {
    PUBLIC_URL: 'https://tasks.example.org',
    OIDC_ISSUER: 'https://login.example.org/realms/facility',
    OIDC_CLIENT_ID: 'uso',
    OIDC_CLIENT_SECRET: 's3cret',
  };

  test('is none when it is not set, whatever else is', () => {
    const { OIDC_ISSUER: _issuer, ...rest } = whole;
    expect(parseConfig({ ...rest, OIDC_ROLES: 'nonsense' }).oidc).toBeNull();
  });

  test('gives the role admin to admin:uso unless told otherwise', () => {
    expect(parseConfig(whole).oidc).toEqual({
      issuer: 'https://login.example.org/realms/facility',
      clientId: 'uso',
      clientSecret: 's3cret',
      rolesClaim: 'roles',
      roles: new Map([['admin:uso', 'admin']]),
    });
  });

  test('may call roles as it likes, with an "=" in them', () => {
    const env = { ...whole, OIDC_ROLES_CLAIM: 'groups', OIDC_ROLES: 'cn=uso,ou=x' };
    expect(() => parseConfig(env)).toThrow('OIDC_ROLES="cn=uso,ou=x"');
    const { oidc } = parseConfig({
      ...env,
      OIDC_ROLES: ' cn=uso=admin , night shift = operator,cn=uso2=viewer',
    });
    expect(oidc).toMatchObject({
      rolesClaim: 'groups',
      roles: new Map([
        ['cn=uso', 'admin'],
        ['night shift', 'operator'],
        ['cn=uso2', 'viewer'],
      ]),
    });
  });

  test('on this machine may do without TLS', () => {
    const OIDC_ISSUER = 'http://127.0.0.1:3000';
    expect(parseConfig({ ...whole, OIDC_ISSUER }).oidc).toMatchObject({ issuer: OIDC_ISSUER });
  });

  const asAddress = 'use the https address of the identity provider, as its discovery document has it';
  const asGiven = 'OIDC_ISSUER is set: set this too, as the identity provider gave it';
  const asPairs = 'use pairs such as "admin:uso=admin, staff=viewer"; roles are admin, operator, viewer';
  refused([
    [{ ...whole, OIDC_ISSUER: 'login.example.org' }, `OIDC_ISSUER="login.example.org": ${asAddress}`],
    [
      { ...whole, OIDC_ISSUER: 'http://login.example.org' },
      `OIDC_ISSUER="http://login.example.org": ${asAddress}`,
    ],
    [
      { ...whole, PUBLIC_URL: '' },
      'PUBLIC_URL="": OIDC_ISSUER is set, and the identity provider sends people back: set the address of this console',
    ],
    [{ ...whole, OIDC_CLIENT_ID: ' ' }, `OIDC_CLIENT_ID="": ${asGiven}`],
    [{ ...whole, OIDC_CLIENT_SECRET: '' }, `OIDC_CLIENT_SECRET="": ${asGiven}`],
    ...['admin:uso', 'admin:uso=boss', 'admin:uso=admin,', '=admin', 'x=admin, =admin'].map((value): Bad => [
      { ...whole, OIDC_ROLES: value },
      `OIDC_ROLES=${JSON.stringify(value)}: ${asPairs}`,
    ]),
  ]);
});

describe('secrets', () => {
  test('are none when they are not set', () => {
    expect(parseConfig({})).toMatchObject({ authSecret: null, adminToken: null });
  });

  test('are taken when they are long enough', () => {
    const env = { AUTH_SECRET: 'a'.repeat(32), ADMIN_TOKEN: 'a'.repeat(16) };
    expect(parseConfig(env)).toMatchObject({ authSecret: env.AUTH_SECRET, adminToken: env.ADMIN_TOKEN });
  });

  const asToken = 'ADMIN_TOKEN="…": use at least 16 printable ASCII characters without spaces';
  refused([
    [
      { AUTH_SECRET: 'x'.repeat(31) },
      'AUTH_SECRET="…": use at least 32 characters by chance: openssl rand -base64 48',
    ],
    [{ ADMIN_TOKEN: 'x'.repeat(15) }, asToken],
    [{ ADMIN_TOKEN: 'a token with spaces' }, asToken],
    [{ ADMIN_TOKEN: 'schlüsselschlüssel' }, asToken],
  ]);
});

test.each([
  ['postgres://user:secret@host/db', 'postgres://user:***@host/db'],
  ['smtp://office@pls.example:se:cr@et/@mail:587', 'smtp://office@pls.example:***@mail:587'],
  ['postgres://host:5432/db', 'postgres://host:5432/db'],
  [
    'postgres://user@host/db?password=se@cret&sslmode=require',
    'postgres://user@host/db?password=***&sslmode=require',
  ],
  ['smtps://user:secret@mail?auth.pass=other', 'smtps://user:***@mail?auth.pass=***'],
  ['postgres:user:secret@host/db', '***@host/db'],
])('%s is printed as %s', (url, masked) => {
  expect(maskPassword(url)).toBe(masked);
});
