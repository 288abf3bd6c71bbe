/**
 * A backup as a file: gzipped lines of JSON, of which the first says what it is, then for each table one line and one for each row, and the last
 * holds how many lines there are before it and their checksum. It is written and read as it comes, so that a large database needs no large memory.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { refuse } from './refusals.ts';

/** What a row holds; bytes are Buffers. */
export type Value = string | number | null | Buffer;

/** What the file says of itself in its first line. */
export interface BackupHead {
  /** ISO 8601: when the state was as it is in the file. */
  readonly made: string;
  /** Version of the platform that made it. */
  readonly product: string;
  /** The migrations that its tables have had. */
  readonly schema: readonly string[];
  readonly database: 'sqlite' | 'postgres';
  /** Names the master key that its secrets are sealed with; null = there are none. */
  readonly masterKey: string | null;
}

/** What comes after the first line, in order. */
export type Part = { readonly table: string; readonly columns: readonly string[] } | { readonly row: readonly Value[] };

const FORMAT = 'portvakt-backup';
const VERSION = 1;
/** No row is as long: content lies in chunks. */
const MAX_LINE = 64 * 1024 * 1024;
/** Names of our own tables and columns; nothing else is ever put into SQL. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

const written = (value: Value): unknown => (Buffer.isBuffer(value) ? { b64: value.toString('base64') } : value);

/** The lines of a file, the first and the last included. */
export async function* linesOf(head: BackupHead, parts: AsyncIterable<Part>): AsyncGenerator<string> {
  const sum = createHash('sha256');
  let lines = 0;
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    sum.update(text);
    lines += 1;
    return text;
  };
  yield line({ format: FORMAT, version: VERSION, ...head });
  for await (const part of parts) yield line('row' in part ? part.row.map(written) : part);
  yield `${JSON.stringify({ end: true, lines, sha256: sum.digest('hex') })}\n`;
}

/** A file that is read from its beginning: the head at once, then its parts. The last part has come only if the file is whole. */
export interface Opened {
  readonly head: BackupHead;
  readonly parts: AsyncIterable<Part>;
}

/**
 * Opens a file.
 * @throws Refusal `backup-unreadable`, `backup-newer`; and from `parts`, at the end at the latest, `backup-damaged`
 */
export async function openBackup(path: string): Promise<Opened> {
  const lines = textLines(path);
  const first = await lines.next();
  const head = headIn(first.done ? '' : first.value);
  return { head, parts: partsOf(first.done ? '' : first.value, lines) };
}

async function* partsOf(first: string, lines: AsyncIterable<string>): AsyncGenerator<Part> {
  const sum = createHash('sha256').update(`${first}\n`);
  let count = 1;
  let columns = 0;
  let isWhole = false;
  for await (const text of lines) {
    const value = parsed(text);
    if (isObject(value) && value['end'] === true) {
      if (value['lines'] !== count || value['sha256'] !== sum.digest('hex'))
        throw refuse('backup-damaged', 'the checksum of the file is another than its last line says');
      isWhole = true;
      continue;
    }
    if (isWhole) throw refuse('backup-damaged', 'the file goes on after its last line');
    sum.update(`${text}\n`);
    count += 1;
    const part = partIn(value, columns);
    if ('columns' in part) columns = part.columns.length;
    yield part;
  }
  if (!isWhole) throw refuse('backup-damaged', 'the file ends before its last line');
}

function partIn(value: unknown, columns: number): Part {
  if (Array.isArray(value) && columns > 0 && value.length === columns) return { row: value.map(valueIn) };
  if (isObject(value) && isName(value['table']) && Array.isArray(value['columns']) && value['columns'].every(isName))
    return { table: value['table'], columns: value['columns'] };
  throw refuse('backup-damaged', 'a line of the file is neither a table nor a row');
}

function valueIn(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (isObject(value) && typeof value['b64'] === 'string') return Buffer.from(value['b64'], 'base64');
  throw refuse('backup-damaged', 'a row of the file has a value that no column holds');
}

function headIn(text: string): BackupHead {
  const head = parsed(text);
  if (!isObject(head) || head['format'] !== FORMAT)
    throw refuse('backup-unreadable', 'the file does not begin as a backup does');
  if (head['version'] !== VERSION)
    throw refuse('backup-newer', `the file was made by version ${String(head['product']).slice(0, 20)}`);
  const { made, product, schema, database, masterKey } = head;
  if (
    typeof made !== 'string' ||
    typeof product !== 'string' ||
    !isTexts(schema) ||
    (database !== 'sqlite' && database !== 'postgres') ||
    (masterKey !== null && typeof masterKey !== 'string')
  )
    throw refuse('backup-damaged', 'the first line of the file is not whole');
  return { made, product, schema, database, masterKey };
}

/** The lines of a gzipped file. @throws Refusal where it is none, or is cut */
async function* textLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unpacked = file.pipe(createGunzip());
  file.once('error', (error) => unpacked.destroy(error));
  let rest: Buffer[] = [];
  let length = 0;
  let isBegun = false;
  try {
    for await (const bytes of unpacked as AsyncIterable<Buffer>) {
      isBegun = true;
      let from = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
        yield Buffer.concat([...rest, bytes.subarray(from, end)]).toString('utf8');
        rest = [];
        length = 0;
        from = end + 1;
      }
      rest.push(bytes.subarray(from));
      length += bytes.length - from;
      if (length > MAX_LINE) throw refuse('backup-damaged', 'a line of the file has no end');
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!/^Z_|^ERR_.*ZLIB/.test(code)) throw error;
    if (isBegun) throw refuse('backup-damaged', 'the file cannot be unpacked to its end', { cause: error });
    throw refuse('backup-unreadable', 'the file is not packed as a backup is', { cause: error });
  } finally {
    file.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
