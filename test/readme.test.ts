import { parse } from 'graphql';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../server/root.ts';
import { tasks } from '../server/tasks/index.ts';
import { startTestApp } from './support/app.ts';

const readme = await readFile(join(projectRoot, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```graphql\n(.*?)```/gs)].map(([, text]) => text ?? '');

test('every GraphQL example of the README works as it stands', async () => {
  expect(examples.length).toBeGreaterThanOrEqual(4);
  await using app = await startTestApp({ tasks });
  for (const example of examples) {
    const [definition] = parse(example).definitions;
    const operation = definition?.kind === 'OperationDefinition' ? definition.operation : null;
    if (operation === 'subscription') {
      let events = 0;
      for await (const { errors } of app.subscribe(example)) {
        expect(errors, example).toBeUndefined();
        events += 1;
      }
      expect(events).toBeGreaterThan(0);
    } else {
      expect((await app.request(example)).errors, example).toBeUndefined();
    }
  }
});

test('every npm script and environment variable that the README names exists', async () => {
  const { scripts } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
    scripts: object;
  };
  const builtIn = new Set(['ci', 'run']);
  const named = [...readme.matchAll(/\bnpm (?:run )?([a-z]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts) && !builtIn.has(name) && name !== 'test')).toEqual([]);

  const config = await readFile(join(projectRoot, 'server/config.ts'), 'utf8');
  const variables = [...readme.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name ?? '');
  const codes = /^(BAD_INPUT|NOT_FOUND|UNAUTHENTICATED|FORBIDDEN|CONFLICT)$/;
  expect(variables.filter((name) => !codes.test(name) && !config.includes(`'${name}'`))).toEqual([]);
});
