import { afterAll, beforeAll, expect, test } from 'vitest';
import { aUser } from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { readList } from './support.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
  const add = (firstName: string, lastName: string, roles: string[]) =>
    aUser(app.app.orm, { firstName, lastName, roles, username: firstName.toLowerCase() });
  await add('Beate', 'Zorn', ['reviewer']);
  await add('Anna', 'Adam', ['admin:uso', 'reviewer:north']);
  await add('Carl', 'Adam', []);
  await add('Anton', 'Adam', ['reviewer']);
});
afterAll(() => app[Symbol.asyncDispose]());

const names = async (args: string) => {
  const { nodes } = await readList<{ name: string }>(app, 'people', { args, fields: 'name', first: 1 });
  return nodes.map(({ name }) => name);
};

test('people come by last name, then by first name, page by page', async () => {
  expect(await names('')).toEqual(['Anna Adam', 'Anton Adam', 'Carl Adam', 'Beate Zorn']);
});

test('people are found by name, user name and address, and by exactly their role', async () => {
  expect(await names('search: "a ad"')).toEqual(['Anna Adam']);
  expect(await names('search: "BEAT"')).toEqual(['Beate Zorn']);
  expect(await names('search: "@EXAMPLE.org", role: "reviewer"')).toEqual(['Anton Adam', 'Beate Zorn']);
  expect(await names('role: "reviewer:north"')).toEqual(['Anna Adam']);
  expect(await names('role: "reviewer:"')).toEqual([]);
});
