import { describe, expect, test } from 'vitest';
import { ConfigError, maskPassword, parseConfig } from '../server/config.ts';

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

test.each([
  ['postgres://user:secret@host/db', 'postgres://user:***@host/db'],
  ['smtp://office@pls.example:se:cr@et/@mail:587', 'smtp://office@pls.example:***@mail:587'],
  ['postgres://host:5432/db', 'postgres://host:5432/db'],
])('%s is printed as %s', (url, masked) => {
  expect(maskPassword(url)).toBe(masked);
});
