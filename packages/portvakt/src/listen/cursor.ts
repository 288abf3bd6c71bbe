import { fsync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** How far a listener has come, as it lies in its file. */
export interface Cursor {
  /** Which feed the positions are of. */
  readonly feed: string;
  /** The last event that has been taken. */
  readonly next: string;
  /** The last that may have been sent: what lies between is sent again, and marked. */
  readonly sending: string;
}

/** @returns undefined when there is no file. @throws Error when it holds something else */
export async function readCursor(path: string): Promise<Cursor | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const cursor = parsed(text);
  if (cursor) return cursor;
  throw new Error(
    `${path} does not say how far a listener had come: take it away, and say where to begin with --from oldest or --from newest.`,
  );
}

/** Whole or not at all, and on disk when it resolves. */
export async function writeCursor(path: string, cursor: Cursor): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = await open(part, 'w');
  try {
    await file.writeFile(`${JSON.stringify(cursor)}\n`);
    // By its number: Yarn's handle has no sync.
    await promisify(fsync)(file.fd);
  } finally {
    await file.close();
  }
  await rename(part, path);
}

function parsed(text: string): Cursor | undefined {
  try {
    const { feed, next, sending } = JSON.parse(text) as Partial<Record<keyof Cursor, unknown>>;
    const isPlace = (value: unknown): value is string => typeof value === 'string' && /^\d{1,15}$/.test(value);
    return typeof feed === 'string' && isPlace(next) && isPlace(sending) ? { feed, next, sending } : undefined;
  } catch {
    return undefined;
  }
}
