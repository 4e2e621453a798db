import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';

// npm run chaos -- --minutes N --seed S
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write('Use --minutes with a number above 0 and --seed with a whole number.\n');
  process.exit(1);
}

const { violations, counts } = await runChaos({ minutes, seed, say });
for (const [name, count] of Object.entries(counts)) say(`${name}: ${count}`);
for (const violation of violations) say(`VIOLATION ${violation}`);
say(
  violations.length === 0 ? `Seed ${seed}: every promise was kept.` : `Seed ${seed}: promises were broken.`,
);
process.exit(violations.length === 0 ? 0 : 1);
