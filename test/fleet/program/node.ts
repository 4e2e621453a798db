import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from '../../../server/program.ts';
import { projectRoot } from '../../../server/root.ts';

// The real program, with tasks that misbehave: a node of the fleet and chaos tests.
await runProgram(() => import('./tasks.ts'), pathToFileURL(join(projectRoot, 'dist/chaos/task-thread.js')));
