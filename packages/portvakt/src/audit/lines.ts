/** Entries of an audit log, one after the other: from a platform that runs, or from what was exported. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AuditLine, Checkpoint } from '@portvakt/platform/offline';
import { checkPath } from '../input.ts';
import { readSandbox } from '../sandbox-doors.ts';
import { isObject } from '../self-service/http.ts';

const PAGE = 1_000;
/** No page is longer than its entries. */
const MAX_PAGE = 2_000_000_000;
/** No entry is longer. */
const MAX_LINE = 2_000_000;

export interface Place {
  readonly url: string;
  /** An operator's token; left out in a sandbox on this machine. */
  readonly token: string | undefined;
}

interface Page {
  readonly head: Checkpoint;
  readonly gone: Checkpoint;
  readonly entries: readonly AuditLine[];
}

async function page({ url, token }: Place, after: number, limit: number): Promise<Page> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return readSandbox(url, `audit/api/v1/entries?after=${after}&limit=${limit}`, isPage, {
    headers,
    maxBytes: MAX_PAGE,
  });
}

const isPlace = (value: unknown): value is Checkpoint =>
  isObject(value) && Number.isSafeInteger(value['position']) && typeof value['hash'] === 'string';
const isPage = (body: unknown): body is Page =>
  isObject(body) &&
  isPlace(body['head']) &&
  isPlace(body['gone']) &&
  Array.isArray(body['entries']) &&
  body['entries'].every(isPlace);

/** Where the log of a platform begins and ends. */
export async function endsOf(place: Place): Promise<Pick<Page, 'head' | 'gone'>> {
  return page(place, 0, 1);
}

/** The entries up to a position, as they were when it was asked. */
export async function* linesOf(place: Place, { head, gone }: Pick<Page, 'head' | 'gone'>): AsyncGenerator<AuditLine> {
  let after = gone.position;
  while (after < head.position) {
    const { entries } = await page(place, after, PAGE);
    for (const entry of entries) if (entry.position <= head.position) yield entry;
    const last = entries.at(-1);
    if (!last || last.position <= after) return;
    after = last.position;
  }
}

/** The entries of a file. @throws Error that names the file and the line */
export async function* linesIn(file: string): AsyncGenerator<AuditLine> {
  const input = createReadStream(checkPath(file));
  const opened = new Promise<void>((resolve, reject) => {
    input.once('open', () => resolve());
    input.once('error', reject);
  });
  await opened.catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${cause.code === 'ENOENT' ? 'it is not there' : cause.message}.`, {
      cause,
    });
  });
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line !== '') yield entryIn(line, `${file}:${number}`);
  }
}

/** @throws Error */
function entryIn(line: string, where: string): AuditLine {
  const unfit = () => new Error(`${where} is no entry of an audit log: give what "portvakt audit export" has written.`);
  if (line.length > MAX_LINE) throw unfit();
  let entry: Partial<AuditLine> & { readonly previous?: unknown };
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    throw unfit();
  }
  const { position, hash, previous } = entry ?? {};
  if (!Number.isSafeInteger(position) || typeof hash !== 'string' || typeof previous !== 'string') throw unfit();
  return entry as AuditLine;
}
