import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from './program.ts';
import { projectRoot } from './root.ts';

await runProgram(
  () => import('./tasks/index.ts'),
  pathToFileURL(join(projectRoot, 'dist/server/task-thread.js')),
);
