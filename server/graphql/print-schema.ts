import { lexicographicSortSchema, printSchema } from 'graphql';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import { projectRoot } from '../root.ts';
import { createSchema } from './schema.ts';

// Writes schema.graphql, the contract that clients are generated from: npm run generate
const text = `# Generated from server/graphql by "npm run generate". Do not edit.\n\n${printSchema(lexicographicSortSchema(await createSchema()))}\n`;
await writeFile(join(projectRoot, 'schema.graphql'), text);
