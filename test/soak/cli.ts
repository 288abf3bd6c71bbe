// `npm run soak -- --seed 7 --minutes 10`: ends in a table on standard output, and a plot in a file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { postgresBinaries } from '../postgres.ts';
import { loneServer, patroniPlace, withoutPatroni } from './place.ts';
import { report } from './report.ts';
import { soak } from './run.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    minutes: { type: 'string', default: '10' },
    short: { type: 'boolean', default: false },
    svg: { type: 'string' },
  },
});
const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed is a whole number');
if (!(minutes >= 1 && minutes <= 25))
  throw new Error('--minutes is 1 to 25: tokens of those who ask live for half an hour');
const say = (text: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

if (postgresBinaries() === undefined) {
  say('Skipped: Debian’s package postgresql is not installed.');
  process.exit(0);
}
const lacking = withoutPatroni();
if (lacking !== undefined)
  say(`${lacking} is not here: one PostgreSQL server alone is restarted, killed and frozen in place of leaders.`);
say(`seed ${seed}`);
const isLone = lacking !== undefined || values.short;
const place = isLone ? await loneServer(values.short ? 500 : 3_000) : await patroniPlace(say);
try {
  const result = await soak({
    place,
    seed,
    say,
    ...(values.short
      ? { warm_ms: 0, rest_ms: 0, lengths: { short_ms: [300, 600] }, withMasterKey: false, enough: 5, again: 40 }
      : {
          minutes,
          warm_ms: minutes * 4_000,
          rest_ms: 2_000,
          lengths: { short_ms: [1_000, 5_000] },
          withMasterKey: true,
          enough: 20,
          again: 400,
        }),
  });
  const file =
    values.svg === undefined ? join(root, 'node_modules', '.cache', `soak-${seed}.svg`) : resolve(values.svg);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, result.svg);
  process.stdout.write(`Seed ${seed}\n\n${report(result)}\n\nThe plot: ${file}\n`);
  process.exitCode = result.faults.length > 0 ? 1 : 0;
} finally {
  await place.remove();
}
