/**
 * A snapshot as a file: one line of JSON that says what it is, then the rows of every table, a line a table, gzipped. The first line holds the
 * checksum of the rest, so nothing of a damaged file is read.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { refuse } from './refusals.ts';

/** What a row holds; bytes are Buffers. */
export type Value = string | number | null | Buffer;

export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** What the file says of itself in its first line. */
export interface SnapshotHead {
  /** ISO 8601, by the platform's clock. */
  readonly saved: string;
  /** Version of the platform that saved it. */
  readonly product: string;
  /** The migrations that its tables have had. */
  readonly schema: readonly string[];
  readonly database: 'sqlite' | 'postgres';
  readonly clock: { readonly offsetMs: number; readonly frozenAt: number | null };
  /** Names the master key that its secrets are sealed with; null = they lie in clear. */
  readonly masterKey: string | null;
}

export interface Snapshot extends SnapshotHead {
  /** Those that others point to come first. */
  readonly tables: readonly TableRows[];
}

/** Largest file, and largest content of one, in bytes. */
export const MAX_SNAPSHOT_BYTES = 256 * 1024 * 1024;
export const MAX_CONTENT_BYTES = 1024 * 1024 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
const FORMAT = 'portvakt-snapshot';
const VERSION = 1;
/** Names of our own tables and columns; nothing else is ever put into SQL. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const NEWLINE = 0x0a;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const written = (value: Value) => (Buffer.isBuffer(value) ? { b64: value.toString('base64') } : value);

/** @throws Refusal `snapshot-too-large` */
export async function encodeSnapshot({ tables, ...head }: Snapshot): Promise<Buffer> {
  const lines = tables.map(({ table, columns, rows }) =>
    JSON.stringify({ table, columns, rows: rows.map((row) => row.map(written)) }),
  );
  const content = Buffer.from(lines.join('\n'));
  const packed = await promisify(gzip)(content);
  if (content.length > MAX_CONTENT_BYTES || packed.length > MAX_SNAPSHOT_BYTES) throw tooLarge();
  const first = {
    format: FORMAT,
    version: VERSION,
    ...head,
    size: content.length,
    sha256: sha256(packed),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(first)}\n`), packed]);
}

export const tooLarge = (): Error =>
  refuse(
    'snapshot-too-large',
    `a snapshot may be ${MAX_SNAPSHOT_BYTES / 1024 / 1024} MiB, and ${MAX_CONTENT_BYTES / 1024 / 1024} MiB before it is packed`,
  );

/**
 * What a file says of itself; its rows are not looked at.
 * @throws Refusal `snapshot-unreadable`
 */
export function readHead(file: Buffer): SnapshotHead & { readonly size: number; readonly sha256: string } {
  const end = file.subarray(0, MAX_HEAD_BYTES).indexOf(NEWLINE);
  const head = end < 0 ? undefined : parsed(file.toString('utf8', 0, end));
  if (!isObject(head) || head['format'] !== FORMAT)
    throw refuse('snapshot-unreadable', 'the file does not begin as a snapshot does');
  if (head['version'] !== VERSION)
    throw refuse(
      'snapshot-newer',
      `the file has version ${JSON.stringify(head['version'])?.slice(0, 20)} of the format, and this platform reads ${VERSION}: it was saved by ${String(head['product']).slice(0, 20)}`,
    );
  if (!isHead(head)) throw refuse('snapshot-damaged', 'the first line of the file is not whole');
  return head;
}

/**
 * Reads a file whole.
 * @throws Refusal `snapshot-unreadable`, `snapshot-damaged`, `snapshot-newer`, `snapshot-too-large`
 */
export async function decodeSnapshot(file: Buffer): Promise<Snapshot> {
  if (file.length > MAX_SNAPSHOT_BYTES + MAX_HEAD_BYTES) throw tooLarge();
  const { size, sha256: wanted, ...head } = readHead(file);
  const packed = file.subarray(file.indexOf(NEWLINE) + 1);
  if (sha256(packed) !== wanted)
    throw refuse(
      'snapshot-damaged',
      'its checksum is another than its first line says, so it was cut off or altered: save it anew',
    );
  if (size > MAX_CONTENT_BYTES) throw tooLarge();
  const content = await promisify(gunzip)(packed, { maxOutputLength: Math.max(size, 1) }).catch(() => {
    throw refuse('snapshot-damaged', 'the rows of the file cannot be unpacked');
  });
  const tables = content.length === 0 ? [] : content.toString('utf8').split('\n').map(tableIn);
  return { ...headOf(head), tables };
}

/** Without what is the file's alone. */
const headOf = ({ saved, product, schema, database, clock, masterKey }: SnapshotHead): SnapshotHead => ({
  saved,
  product,
  schema,
  database,
  clock,
  masterKey,
});

function tableIn(line: string, index: number): TableRows {
  const found = parsed(line);
  const isTable =
    isObject(found) &&
    isName(found['table']) &&
    Array.isArray(found['columns']) &&
    found['columns'].length > 0 &&
    found['columns'].every(isName) &&
    Array.isArray(found['rows']);
  if (!isTable) throw refuse('snapshot-damaged', `table ${index + 1} of the file is not one`);
  const { table, columns, rows } = found as { table: string; columns: string[]; rows: unknown[] };
  return {
    table,
    columns,
    rows: rows.map((row) => {
      if (Array.isArray(row) && row.length === columns.length) return row.map((value) => valueIn(value, table));
      throw refuse('snapshot-damaged', `a row of the table ${table} has not ${columns.length} values`);
    }),
  };
}

function valueIn(value: unknown, table: string): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (isObject(value) && typeof value['b64'] === 'string') return Buffer.from(value['b64'], 'base64');
  throw refuse('snapshot-damaged', `a row of the table ${table} has a value that no column holds`);
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

function isHead(head: Readonly<Record<string, unknown>>): head is ReturnType<typeof readHead> & typeof head {
  const { saved, product, schema, database, clock, masterKey, size, sha256: sum } = head;
  return (
    typeof saved === 'string' &&
    typeof product === 'string' &&
    Array.isArray(schema) &&
    schema.every((name) => typeof name === 'string') &&
    (database === 'sqlite' || database === 'postgres') &&
    isObject(clock) &&
    Number.isFinite(clock['offsetMs']) &&
    (clock['frozenAt'] === null || Number.isFinite(clock['frozenAt'])) &&
    (masterKey === null || typeof masterKey === 'string') &&
    Number.isSafeInteger(size) &&
    Number(size) >= 0 &&
    typeof sum === 'string'
  );
}
