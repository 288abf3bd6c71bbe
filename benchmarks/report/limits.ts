/** What the machine itself can do, measured in the same run: a figure by its limit carries to another machine. */
import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoAlone } from '../crypto-alone.ts';
import { httpRequest, load } from '../pdp/load.ts';
import { end, serveEcho } from '../pdp/processes.ts';
import { median } from '../slices.ts';

export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const SLICES = 5;
const SLICE_MS = 400;
const CONNECTIONS = 16;
const AT_ONCE = 64;
const REQUEST = JSON.stringify({
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:uuid', Value: 'a'.repeat(36) }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }] }],
    Resource: [{ Attribute: [{ AttributeId: 'urn:altinn:resource', Value: 'a-resource' }] }],
  },
});

/** How often something is done in a second by the clock: the median of some slices. */
async function perSecond(work: () => unknown, each = 1): Promise<number> {
  const rates = [];
  for (let slice = -1; slice < SLICES; slice += 1) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < SLICE_MS) {
      await work();
      count += each;
    }
    if (slice >= 0) rates.push((count / (performance.now() - start)) * 1000);
  }
  return median(rates);
}

async function echo(): Promise<number> {
  const served = await serveEcho(REQUEST);
  const rounds = [];
  for (let round = -1; round < SLICES; round += 1) {
    const { perSecond: rate } = await load({
      port: (served.place as { readonly port: number }).port,
      requests: [httpRequest('/', REQUEST)],
      connections: CONNECTIONS,
      duration_ms: SLICE_MS,
    });
    if (round >= 0) rounds.push(rate);
  }
  await end(served);
  return median(rounds);
}

function startOfNode(): number {
  const times = Array.from({ length: SLICES * 2 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    return performance.now() - start;
  });
  return median(times);
}

async function flushes(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-limits-'));
  const file = openSync(join(folder, 'log'), 'a');
  const page = Buffer.alloc(4096, 1);
  const rate = await perSecond(() => {
    writeSync(file, page);
    fdatasyncSync(file);
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return rate;
}

/** Some ten seconds. */
export async function measureLimits(): Promise<Readonly<Record<LimitName, Limit>>> {
  const { signs, verifies } = await cryptoAlone();
  return {
    signatures: { name: 'RSA-2048 signatures, thread pool', value: signs, unit: '/s' },
    verifications: { name: 'RSA-2048 verifications, one thread', value: verifies, unit: '/s' },
    echo: { name: `bare node:http, ${CONNECTIONS} connections`, value: await echo(), unit: '/s' },
    parse: {
      name: `JSON.parse of ${REQUEST.length} bytes`,
      value: await perSecond(() => {
        for (let count = 0; count < AT_ONCE; count += 1) JSON.parse(REQUEST);
      }, AT_ONCE),
      unit: '/s',
    },
    flushes: { name: '4 kB appended and on disk (fdatasync)', value: await flushes(), unit: '/s' },
    start: { name: '`node -e 0`', value: startOfNode(), unit: ' ms' },
  };
}

export type LimitName = 'signatures' | 'verifications' | 'echo' | 'parse' | 'flushes' | 'start';
