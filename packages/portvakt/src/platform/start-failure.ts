import { databaseIn } from '../data-folder.ts';
import type { UpOptions } from './up-options.ts';

interface Failure extends Error {
  readonly code?: string;
  /** SQLite's own number. */
  readonly errcode?: number;
  readonly syscall?: string;
  /** The port that could not be used. */
  readonly port?: number;
}

const OTHER_FOLDER = 'choose another with --data';

/** What SQLite's numbers (sqlite.org/rescode.html) mean for the folder, and what to do. */
const OF_SQLITE: Readonly<Record<number, (file: string) => string>> = {
  8: (file) =>
    `${file} may not be written by this user: give the right to write to the folder and its files, or ${OTHER_FOLDER}.`,
  10: (file) => `${file} cannot be read or written: look after the disk, or ${OTHER_FOLDER}.`,
  11: (file) => `${file} is damaged: put a copy in its place, or ${OTHER_FOLDER}.`,
  13: (file) => `The disk that ${file} is on is full: free some space, or ${OTHER_FOLDER}.`,
  14: (file) =>
    `${file} cannot be opened or made: its folder must be a folder that this user may write to. Mend that, or ${OTHER_FOLDER}.`,
  26: (file) => `${file} is not one of this platform's databases: move it away, or ${OTHER_FOLDER}.`,
};

/** The failure and what it came of, outermost first. */
function* causes(error: unknown): Generator<Failure> {
  for (let one = error; one instanceof Error; one = one.cause) yield one;
}

const ofPort = ({ code, port }: Failure, options: UpOptions): string => {
  if (options.hosts && port === options.tlsPort && port !== options.port)
    return `Port ${port} for the real host names ${code === 'EACCES' ? 'may not be used by this user' : 'is taken'}: choose another, e.g. --tls-port 8443. "portvakt hosts --tls-port 8443" says how 443 leads there, and "portvakt hosts" how 443 may be used.`;
  return code === 'EACCES'
    ? `Port ${options.port} may not be used by this user: choose another with --port, 1024 or higher.`
    : `Port ${options.port} is taken: stop what uses it, or choose another with --port.`;
};

/**
 * Why the platform did not start, and what to do, in one line.
 * @param error what {@link startPlatform} threw
 */
export function startFailure(error: unknown, options: UpOptions): string {
  for (const cause of causes(error)) {
    if (cause.syscall === 'listen' && (cause.code === 'EADDRINUSE' || cause.code === 'EACCES'))
      return ofPort(cause, options);
    // SQLite's extended numbers have the plain one in their lowest byte.
    const told = OF_SQLITE[(cause.errcode ?? 0) & 0xff];
    if (told) return told(databaseIn(options.data));
  }
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  const told = cause === undefined || message.includes(cause.message) || message.includes(codeIn(cause));
  return `The platform could not start: ${message}${told ? '' : `: ${cause.message}`}`;
}

/** In brackets, as a message that names it has it. */
const codeIn = (error: Error): string => `(${(error as NodeJS.ErrnoException).code ?? 'none'})`;
