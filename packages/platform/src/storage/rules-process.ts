/**
 * A platform with apps of a test's own in a process of its own, for what only shows from outside: its memory and its log. The parent's
 * first message says which apps and options; then `baseline` begins to watch memory, `peak` asks for its growth since, `stop` ends.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PlatformOptions } from '../server.ts';
import { type AppWish, startWithApps } from './rules-harness.ts';

export interface RulesProcess {
  readonly base: string;
  /** The Altinn session token of the person. */
  readonly token: string;
  tell(message: 'baseline'): Promise<unknown>;
  tell(message: 'peak'): Promise<{ readonly growth: number }>;
  /** Ends the process. @returns all that it has written to its standard outputs */
  stop(): Promise<string>;
}

export interface RulesWish {
  readonly apps: readonly AppWish[];
  readonly options: PlatformOptions;
  readonly person: string;
}

const EXEC = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];

export async function startRulesProcess(wish: RulesWish): Promise<RulesProcess> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: EXEC, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let written = '';
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
  const died = once(child, 'exit').then(() => Promise.reject(new Error(`the platform ended: ${written}`)));
  died.catch(() => {});
  const tell = async (message: object | string): Promise<never> => {
    const answer = once(child, 'message');
    child.send(message);
    return (await Promise.race([answer, died]))[0] as never;
  };
  const { base, token } = (await tell(wish)) as { base: string; token: string };
  return {
    base,
    token,
    tell,
    async stop() {
      const ended = once(child, 'close');
      child.send('stop');
      await ended;
      return written;
    },
  };
}

async function serve({ apps, options, person }: RulesWish): Promise<void> {
  const world = await startWithApps(apps, options);
  const resident = () => process.memoryUsage.rss();
  let least = resident();
  let most = least;
  setInterval(() => {
    most = Math.max(most, resident());
  }, 10).unref();
  process.on('message', async (message) => {
    if (message === 'baseline') {
      least = resident();
      most = least;
      process.send?.({ least });
    } else if (message === 'peak') process.send?.({ growth: Math.max(most, resident()) - least });
    else {
      await world.stop();
      process.exit(0);
    }
  });
  process.send?.({ base: world.box.base, token: await world.box.personToken(person) });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.once('message', (wish) => void serve(wish as RulesWish));
