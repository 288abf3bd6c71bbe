/** The processes that are measured, one a server. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PlatformOptions } from '@portvakt/platform';
import type { Place, Usage } from './platform.ts';

export interface Served<T = { readonly port: number }> {
  readonly child: ChildProcess;
  readonly place: T;
}

const OPTIONS = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', '--expose-gc'];

/** Of this checkout; another one beside it can be measured in the same run. */
export const CHECKOUT = join(import.meta.dirname, '..', '..');

function serve<T>(file: string, args: readonly string[], checkout = CHECKOUT): Promise<Served<T>> {
  return new Promise((resolve, reject) => {
    const child = fork(join(checkout, 'benchmarks', 'pdp', file), [...args], { execArgv: OPTIONS });
    const failed = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve({ child, place: message as T });
    });
  });
}

/** The whole platform on a database. */
export const servePlatform = (
  database: string,
  memory: NonNullable<PlatformOptions['memory']> = {},
  checkout?: string,
): Promise<Served<Place>> => serve('platform.ts', [database, JSON.stringify(memory)], checkout);

/** Puts generated parties into a platform's database, in a process of its own: each checkout knows its own tables. */
export async function fillParties(
  database: string,
  options: { readonly parties: number; readonly rolesEach?: number },
  checkout = CHECKOUT,
): Promise<void> {
  const program = `import { generateParties } from '@portvakt/platform';
    await generateParties(process.argv[1], JSON.parse(process.argv[2]));`;
  const args = [...OPTIONS, '--input-type=module', '--eval', program, database, JSON.stringify(options)];
  const child = spawn(process.execPath, args, {
    cwd: join(checkout, 'benchmarks'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`filling ${database} ended with ${code}`);
}

/** A bare node:http server that reads the request and answers with these bytes. */
export const serveEcho = (answer: string): Promise<Served> => serve('echo.ts', [answer]);

/** A bare node:http server that asks PostgreSQL three small questions, one after the other, and answers with these bytes. */
export const serveThreeTrips = (answer: string, url: string): Promise<Served> => serve('three-trips.ts', [answer, url]);

export async function end({ child }: Served<unknown>): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

/** @param wish `collect`: garbage is collected before memory is measured */
export async function usageOf({ child }: Served<unknown>, wish: 'usage' | 'collect' = 'usage'): Promise<Usage> {
  const answer = once(child, 'message');
  child.send(wish);
  return (await answer)[0] as Usage;
}
