/**
 * How long the installed command takes from its start to the first token, and how much memory it then has, beside what Node itself takes in the
 * same run. Run after a build: npm run first-token -w portvakt-benchmarks [-- --quick] [-- --command=/an/installed/portvakt.js]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { logIn } from '@portvakt/platform/testing';
import { assertion, JWK, redeem } from '../test/running.ts';
import { CHECKOUT } from './pdp/processes.ts';
import { median } from './slices.ts';

const { values: given } = parseArgs({ options: { quick: { type: 'boolean' }, command: { type: 'string' } } });
const TIMES = given.quick ? 3 : 15;
const COMMAND = given.command ?? join(CHECKOUT, 'packages', 'portvakt', 'bin', 'portvakt.js');
const LISTENING = `require('node:http').createServer().listen(0, () => console.log('{}'))`;
const OWNER = { organization: '310044423', director: '01816010027' };

interface Found {
  readonly ready_ms: number;
  readonly token_ms?: number;
  readonly memory_mib: number;
}

interface Told {
  readonly urls: { readonly base: string; readonly maskinportenIssuer: string };
}

/** Of a process, in MiB: what it has now. */
const memoryOf = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

/** Starts a program that tells in one line of JSON where it is. @param then asks it for something */
async function measured(args: readonly string[], then?: (told: Told) => Promise<unknown>): Promise<Found> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const ready = performance.now() - start;
  await then?.(JSON.parse(line) as Told);
  const token = performance.now() - start;
  const memory = memoryOf(child);
  await ended(child);
  return { ready_ms: ready, ...(then ? { token_ms: token } : {}), memory_mib: memory };
}

const up = (data: string): readonly string[] => [COMMAND, 'up', '--port', '0', '--data', data, '--json'];

/** A token of the sandbox, which needs no client. */
async function sandboxToken({ urls }: Told): Promise<void> {
  const answer = await fetch(new URL('/sandbox/tokens', urls.base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ organization: OWNER.organization, scopes: ['altinn:instances.read'] }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.text();
}

/** A client in a database that is then ready. @returns its id */
async function clientIn(data: string): Promise<string> {
  let clientId = '';
  await measured(up(data), async ({ urls }) => {
    const { browser } = await logIn(urls.base, OWNER.director);
    const post = async (path: string, body: object) => {
      const headers = {
        'x-portvakt-organization': OWNER.organization,
        origin: urls.base,
        accept: 'application/json',
        'content-type': 'application/json',
      };
      const page = await browser.step(new URL(path, urls.base), {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      if (page.status >= 300) throw new Error(page.body);
      return JSON.parse(page.body) as { client_id: string };
    };
    clientId = (
      await post('/selvbetjening/api/v1/clients', {
        integration_type: 'maskinporten',
        application_type: 'web',
        client_name: 'Start',
        description: 'Start',
        token_endpoint_auth_method: 'private_key_jwt',
        grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
        scopes: ['altinn:instances.read'],
      })
    ).client_id;
    await post(`/selvbetjening/api/v1/clients/${clientId}/jwks`, { keys: [JWK] });
  });
  return clientId;
}

const folder = mkdtempSync(join(tmpdir(), 'portvakt-first-token-'));
try {
  const ready = join(folder, 'ready');
  const clientId = await clientIn(ready);
  const maskinporten = async ({ urls }: Told): Promise<void> => {
    const answer = await redeem({ at: urls.base }, assertion(urls.maskinportenIssuer, clientId));
    if (!answer.ok) throw new Error(await answer.text());
    await answer.text();
  };
  const fresh = () => mkdtempSync(join(folder, 'first-'));
  const lanes: readonly (readonly [name: string, run: () => Promise<Found>])[] = [
    ['bare node:http', () => measured(['--eval', LISTENING])],
    ['up, a database that is ready', () => measured(up(ready), maskinporten)],
    ['up, in memory', () => measured(up(':memory:'), sandboxToken)],
    ['up, for the first time', () => measured(up(fresh()), sandboxToken)],
  ];
  const all = new Map(lanes.map(([name]) => [name, [] as Found[]]));
  // They take turns, so that a busy machine slows all alike; once more than is counted, to fill caches.
  for (let time = 0; time <= TIMES; time += 1)
    for (const [name, run] of lanes) {
      const found = await run();
      if (time > 0) all.get(name)?.push(found);
    }
  console.log('| what | address told, ms | first token, ms | memory then, MiB |\n| --- | ---: | ---: | ---: |');
  for (const [name, found] of all) {
    const of = (pick: (one: Found) => number | undefined): string => {
      const values = found.flatMap((one) => pick(one) ?? []);
      return values.length === 0 ? '' : median(values).toFixed(0);
    };
    console.log(
      `| ${name} | ${of((one) => one.ready_ms)} | ${of((one) => one.token_ms)} | ${of((one) => one.memory_mib)} |`,
    );
  }
  console.log('Wanted of a database that is ready: at most 350 ms, and 90 MiB.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
