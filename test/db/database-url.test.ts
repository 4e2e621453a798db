import { inject, expect, test } from 'vitest';
import { initOrm } from '../../server/db/orm.ts';
import { openPool } from '../../server/db/pool.ts';
import { ormOptions, taskOrmOptions } from '../../server/mikro-orm.config.ts';

// What DATABASE_URL says behind its `?` counts for every kind of connection.
const withParameters = (parameters: string) => `${inject('templateUrl')}?${parameters}`;
const settings = `select current_setting('statement_timeout') as timeout, current_setting('application_name') as name,
  current_setting('default_transaction_read_only') as readonly`;

test.each([
  ['the program', (url: string) => ormOptions(url, { connectionName: 'ours' }), 'off'],
  ['tasks', (url: string) => taskOrmOptions(url, 'ours'), 'on'],
])('options of the URL count for connections of %s, beside our own', async (_who, optionsOf, readonly) => {
  const url = withParameters('options=-c%20statement_timeout%3D1234&application_name=theirs');
  const orm = await initOrm(optionsOf(url));
  try {
    expect(await orm.em.fork().execute(settings)).toEqual([{ timeout: '1234ms', name: 'ours', readonly }]);
  } finally {
    await orm.close();
  }
});

test('who asks for encryption is not connected without', async () => {
  const url = withParameters('sslmode=verify-full');
  const refusal = 'The server does not support SSL connections';
  const orm = await initOrm(ormOptions(url));
  await expect(orm.em.fork().execute('select 1')).rejects.toThrow(refusal);
  await orm.close();
  const pool = openPool(url, 'ours', { max: 1 }, () => undefined);
  await expect(pool.query('select 1')).rejects.toThrow(refusal);
  await pool.end();
});
