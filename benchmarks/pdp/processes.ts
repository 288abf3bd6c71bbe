/** The processes that are measured, one a server. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PlatformOptions } from '@portvakt/platform';
import type { Place, Usage } from './platform.ts';

export interface Served<T = { readonly port: number }> {
  readonly child: ChildProcess;
  readonly place: T;
}

const OPTIONS = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', '--expose-gc'];

function serve<T>(file: string, args: readonly string[]): Promise<Served<T>> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], { execArgv: OPTIONS });
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
): Promise<Served<Place>> => serve('./platform.ts', [database, JSON.stringify(memory)]);

/** A bare node:http server that reads the request and answers with these bytes. */
export const serveEcho = (answer: string): Promise<Served> => serve('./echo.ts', [answer]);

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
