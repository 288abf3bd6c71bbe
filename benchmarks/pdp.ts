/**
 * Decisions over HTTP, in one process, against a bare node:http server that answers the same bytes and, where its package is
 * installed, against Cerbos with an equal policy.
 * Run: npm run pdp -w portvakt-benchmarks
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startCerbos } from './pdp/cerbos.ts';
import { httpRequest, type Load, load } from './pdp/load.ts';
import { questions } from './pdp/questions.ts';

const CONNECTIONS = 16;
const WARM_MS = 2_000;
const ROUND_MS = 4_000;
const ROUNDS = 3;

interface Served {
  readonly child: ChildProcess;
  readonly port: number;
  readonly token?: string;
  readonly answer?: string;
}

const serve = (...args: string[]): Promise<Served> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./pdp/server.ts', import.meta.url)), args);
    child.once('message', (message) => resolve({ child, ...(message as Omit<Served, 'child'>) }));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });

const median = (loads: readonly Load[]): Load => {
  const [middle] = [...loads].sort((a, b) => a.perSecond - b.perSecond).slice(Math.floor(loads.length / 2));
  if (!middle) throw new Error('no rounds');
  return middle;
};

async function measure(port: number, requests: readonly Buffer[], rate?: number): Promise<Load> {
  const options = { port, requests, connections: CONNECTIONS, ...(rate === undefined ? {} : { rate }) };
  await load({ ...options, duration_ms: WARM_MS });
  const rounds: Load[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await load({ ...options, duration_ms: ROUND_MS }));
  return median(rounds);
}

/** Fifty questions in one request. */
function multi(): object {
  const parts = questions().slice(0, 50);
  return {
    Request: {
      AccessSubject: parts.map((one, index) => ({ Id: `s${index}`, ...one.Request.AccessSubject[0] })),
      Action: [{ Id: 'a', ...parts[0]?.Request.Action[0] }],
      Resource: parts.map((one, index) => ({ Id: `r${index}`, ...one.Request.Resource[0] })),
      MultiRequests: { RequestReference: parts.map((_, index) => ({ ReferenceId: [`s${index}`, 'a', `r${index}`] })) },
    },
  };
}

const rows: [string, Load, number][] = [];
const print = (): void => {
  console.log('| what | decisions/s | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: |');
  for (const [name, result, decisions] of rows)
    console.log(
      `| ${name} | ${Math.round(result.perSecond * decisions)} | ${result.p50_ms.toFixed(2)} | ${result.p99_ms.toFixed(2)} |`,
    );
};

const pdp = await serve('pdp', '0');
const path = '/authorization/api/v1/authorize';
const headers = { authorization: `Bearer ${pdp.token}` };
const singles = questions().map((one) => httpRequest(path, JSON.stringify(one), headers));
const bare = await serve('echo', pdp.answer ?? '');
const echo = await measure(bare.port, singles);
bare.child.kill();
rows.push(['bare node:http, the same bytes', echo, 1]);
const single = await measure(pdp.port, singles);
rows.push(['PDP, every request decided', single, 1]);
rows.push([`PDP at half that rate`, await measure(pdp.port, singles, single.perSecond / 2), 1]);
const fifty = await measure(pdp.port, [httpRequest(path, JSON.stringify(multi()), headers)]);
rows.push(['PDP, multi requests of 50', fifty, 50]);
pdp.child.kill();
const remembering = await serve('pdp', '20000');
const again = questions().map((one) =>
  httpRequest(path, JSON.stringify(one), { authorization: `Bearer ${remembering.token}` }),
);
const repeated = await measure(remembering.port, again);
rows.push(['PDP, the same requests again and again', repeated, 1]);
remembering.child.kill();
const cerbos = await startCerbos();
if (cerbos) {
  rows.push(['Cerbos over HTTP, equal policy', await measure(cerbos.port, cerbos.requests), 1]);
  cerbos.stop();
}
print();
console.log(`\nPDP / bare HTTP: ${((single.perSecond / echo.perSecond) * 100).toFixed(0)} % (wanted: at least 60 %)`);
console.log(`PDP with repeated requests / bare HTTP: ${((repeated.perSecond / echo.perSecond) * 100).toFixed(0)} %`);
console.log(`multi / single: ${((fifty.perSecond * 50) / single.perSecond).toFixed(1)} × (wanted: at least 5 ×)`);
