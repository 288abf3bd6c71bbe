/**
 * Access management at size, on PostgreSQL (Debian's, a cluster of its own, on the same machine): one party whom ten thousand others are connected
 * to, asked for a page of them, as its managing director asks.
 * Run: npm run connections -w portvakt-benchmarks [-- --connections 10000]
 */
import { parseArgs } from 'node:util';
import { importRegisterFiles, startPlatform } from '@portvakt/platform';
import { median } from './slices.ts';
import { startCluster } from './token/postgres.ts';

const { values: given } = parseArgs({ options: { connections: { type: 'string', default: '10000' } } });
const count = Number(given.connections);
const WANTED_MS = 50;
const TIMES = 15;
const SIZE = 100;
/** Of the synthetic world: a bakery, and who manages it. */
const BAKERY = { number: '310044423', partyId: 50020008 };
const DIRECTOR = 'userId=20001&partyId=50010001&pid=01816010027';
const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2];

/** Organisation numbers that check, in a row of nobody's. */
function numbers(): readonly string[] {
  const found: string[] = [];
  for (let head = 31_600_000; found.length < count; head += 1) {
    const digits = String(head);
    const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) found.push(`${digits}${check}`);
  }
  return found;
}

function world(): string {
  const others = numbers();
  return JSON.stringify({
    organizations: others.map((organizationNumber, at) => ({
      organizationNumber,
      name: `MOTTAKER ${at} AS`,
      form: 'AS',
    })),
    roles: others.map((holder, at) => ({ holder, role: at % 2 === 0 ? 'REGN' : 'REVI', organization: BAKERY.number })),
  });
}

async function measure(database: string): Promise<void> {
  const platform = await startPlatform({ port: 0, database });
  const { base } = platform.urls;
  const asked = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
    const answer = await fetch(base + path, { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} for ${path}: ${text.slice(0, 200)}`);
    return text;
  };
  const basic = { authorization: `Basic ${Buffer.from('any:any').toString('base64')}` };
  const token = await asked(
    `/token-generator/api/GetPersonalToken?env=tt02&scopes=altinn:portal/enduser&${DIRECTOR}`,
    basic,
  );
  const bearer = { authorization: `Bearer ${token}` };
  const party = JSON.parse(await asked(`/register/api/v1/parties/${BAKERY.partyId}`, bearer)) as { partyUuid: string };
  const path = `/accessmanagement/api/v1/enduser/connections?party=${party.partyUuid}&from=${party.partyUuid}`;
  console.log(`\n| ${count} connections of one party | median, ms | kB |\n| --- | ---: | ---: |`);
  let slowest = 0;
  for (const page of [0, Math.floor(count / SIZE / 2), Math.floor(count / SIZE) - 1]) {
    const times: number[] = [];
    let bytes = 0;
    for (let turn = -3; turn < TIMES; turn += 1) {
      const start = performance.now();
      bytes = (await asked(path, { ...bearer, 'x-page-size': String(SIZE), 'x-page-number': String(page) })).length;
      if (turn >= 0) times.push(performance.now() - start);
    }
    slowest = Math.max(slowest, median(times));
    console.log(`| page ${page + 1} of ${SIZE} each | ${median(times).toFixed(1)} | ${(bytes / 1000).toFixed(0)} |`);
  }
  await platform.stop();
  console.log(`\nThe slowest: ${slowest.toFixed(1)} ms (wanted: under ${WANTED_MS} ms)`);
}

const cluster = await startCluster();
if (!cluster) {
  console.log('Not measured: Debian’s package postgresql is not installed.');
  process.exit(0);
}
try {
  const database = cluster.create('connections');
  // The platform makes its tables, and its world.
  await (await startPlatform({ port: 0, database })).stop();
  await importRegisterFiles(database, [{ name: 'world.json', text: world() }], { allowReal: true });
  await measure(database);
} finally {
  cluster.stop();
}
