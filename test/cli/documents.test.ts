import { buildSchema, parse, validate } from 'graphql';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { documents } from '../../server/cli/documents.ts';

test('all that the command line asks is in the schema', async () => {
  const schema = buildSchema(await readFile('schema.graphql', 'utf8'));
  for (const [name, text] of Object.entries(documents)) {
    expect({ [name]: validate(schema, parse(text)) }).toEqual({ [name]: [] });
  }
});
