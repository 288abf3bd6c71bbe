import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A platform says in its data folder where it is: `running-<process>.json`, gone when it stops. */
const FILE = /^running-(\d+)\.json$/;
const ANSWER_MS = 5_000;

interface Running {
  readonly process: number;
  readonly url: string;
}

const lives = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // Another user's process lives as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

function read(file: string): Running | undefined {
  try {
    const { process, url } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Running>;
    return Number.isInteger(process) && typeof url === 'string' ? { process: Number(process), url } : undefined;
  } catch {
    return undefined;
  }
}

/** A number is given to another process in time, so the platform must answer as well. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/health', url), { signal: AbortSignal.timeout(ANSWER_MS) })).ok;
  } catch {
    return false;
  }
}

/**
 * The other platforms that run on a data folder. What dead ones left is taken away.
 * @param folder one that exists
 */
export async function runningOn(folder: string): Promise<readonly Running[]> {
  const found: Running[] = [];
  for (const name of readdirSync(folder)) {
    const [, id] = FILE.exec(name) ?? [];
    if (id === undefined || Number(id) === process.pid) continue;
    const running = read(join(folder, name));
    if (running && lives(running.process) && (await answers(running.url))) found.push(running);
    else rmSync(join(folder, name), { force: true });
  }
  return found;
}

/** Says that this process runs a platform on the folder. @returns takes it back */
export function announce(folder: string, url: string): () => void {
  const file = join(folder, `running-${process.pid}.json`);
  try {
    writeFileSync(file, JSON.stringify({ process: process.pid, url }));
  } catch {
    // It is a courtesy: a platform that runs is worth more.
  }
  return () => rmSync(file, { force: true });
}

/** One line for who starts a second platform on a folder: it is allowed, and seldom meant. */
export const sharing = (folder: string, others: readonly Running[]): string =>
  `Another platform runs on ${folder}: ${others
    .map(({ process, url }) => `${url} (process ${process})`)
    .join(', ')}. Both serve the same data. If that is not meant, stop one, or choose another folder with --data.`;
