import { parseArgs } from 'node:util';
import { faultLine, fuzz } from './run.ts';

const { values } = parseArgs({ options: { requests: { type: 'string' }, seed: { type: 'string' } } });
const requests = Number(values.requests ?? 20_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
console.log(`${requests} requests, seed ${seed}`);
const { sent, operations, faults, statuses } = await fuzz({
  requests,
  seed,
  progress: (count, found) => console.log(`${count} sent, ${found} kinds of fault`),
});
for (const fault of faults) console.log(faultLine(fault));
const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
console.log(`${sent} requests to ${operations} operations; ${counts.join(', ')}`);
console.log(`${faults.length} kinds of fault; again with --seed ${seed}`);
process.exitCode = faults.length === 0 ? 0 : 1;
