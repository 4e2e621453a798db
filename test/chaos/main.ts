import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';

// npm run chaos -- --minutes N --seed S [--share F]: with a share of 0.3, three tasks of ten
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '1' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const share = Number(values.share);
if (!(minutes > 0) || !Number.isInteger(seed) || !(share > 0 && share <= 1)) {
  process.stderr.write(
    'Use --minutes with a number above 0, --seed with a whole number and --share with one above 0 and up to 1.\n',
  );
  process.exit(1);
}

const { violations, counts } = await runChaos({ minutes, seed, share, say });
for (const [name, count] of Object.entries(counts)) say(`${name}: ${count}`);
for (const violation of violations) say(`VIOLATION ${violation}`);
say(
  violations.length === 0 ? `Seed ${seed}: every promise was kept.` : `Seed ${seed}: promises were broken.`,
);
process.exit(violations.length === 0 ? 0 : 1);
