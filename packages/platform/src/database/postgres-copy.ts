/**
 * Bytes into PostgreSQL and out of it as they are (COPY in its binary format, PostgreSQL 55.2.6): `pg` takes rows as text alone, in which bytes are
 * twice as long, and copies a parameter three times before it is sent.
 */
import type { CompiledQuery } from 'kysely';
import type { Connection, Submittable } from 'pg';

/** The signature, the flags, and the length of an extension that there is none of. */
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** Of one piece of memory that rows are gathered in. */
const PART_BYTES = 64 * 1024;
const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
/** The number of fields of a row that is none. */
const NO_MORE = Buffer.from([0xff, 0xff]);

/** What `pg` sends and hands the answers to, as it does with a query of its own. */
export abstract class Copy<T> implements Submittable {
  readonly #text: string;
  readonly #done = Promise.withResolvers<T>();

  protected constructor(text: string) {
    this.#text = text;
  }

  /** Rejects with what the statement, or the connection, failed with. */
  get done(): Promise<T> {
    return this.#done.promise;
  }

  protected abstract result(): T;

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleReadyForQuery(): void {
    this.#done.resolve(this.result());
  }

  /** Also called when the connection breaks. */
  handleError(error: Error): void {
    this.#done.reject(error);
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}

/** The bytes of a query with one column, row after row, in its order. */
export class CopyOut extends Copy<readonly Buffer[]> {
  readonly #parts: Buffer[] = [];
  /** Memory that is filled, and how much of it is. */
  #held = Buffer.alloc(0);
  #used = 0;
  #isHeaderRead = false;

  /** @param quoted writes a text as SQL has it */
  constructor(query: CompiledQuery, quoted: (text: string) => string) {
    super(`copy (${inText(query, quoted)}) to stdout (format binary)`);
  }

  protected result(): readonly Buffer[] {
    return this.#used === 0 ? this.#parts : [...this.#parts, this.#held.subarray(0, this.#used)];
  }

  /** Each message is a row; the first has the header before it, the last says that there are no more. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    const at = this.#isHeaderRead ? 0 : HEADER.length;
    this.#isHeaderRead = true;
    if (at >= chunk.length || chunk.readInt16BE(at) < 0) return;
    const start = at + 2 + 4;
    // What came is memory of the connection's own, which it fills again.
    this.#take(chunk.subarray(start, start + Math.max(0, chunk.readInt32BE(at + 2))));
  }

  #take(bytes: Buffer): void {
    for (let taken = 0; taken < bytes.length; ) {
      if (this.#used === this.#held.length) {
        if (this.#used > 0) this.#parts.push(this.#held);
        this.#held = Buffer.allocUnsafeSlow(PART_BYTES);
        this.#used = 0;
      }
      const copied = bytes.copy(this.#held, this.#used, taken);
      taken += copied;
      this.#used += copied;
    }
  }
}

/** COPY takes no parameters: whole numbers and texts stand in its text. @throws TypeError for any other */
const inText = ({ sql: text, parameters }: CompiledQuery, quoted: (text: string) => string): string =>
  text.replaceAll(/\$(\d+)/g, (_, position: string) => {
    const value = parameters[Number(position) - 1];
    if (typeof value === 'string') return quoted(value);
    if (Number.isSafeInteger(value)) return String(value);
    throw new TypeError('COPY takes whole numbers and texts alone');
  });

/** A row's fields in their binary form: a text, a number of 32 bits or (`bigint`) of 64, bytes. */
export type CopiedRow = readonly (string | number | bigint | Buffer)[];

/** Rows. They are not waited for on the disk: what is committed later is there only with them. Their bytes must stay as they are until it is done. */
export class CopyIn extends Copy<void> {
  readonly #rows: readonly CopiedRow[];

  /** @param into table and columns */
  constructor(into: string, rows: readonly CopiedRow[]) {
    // As one message they are one transaction.
    super(`select set_config('synchronous_commit', 'off', true); copy ${into} from stdin (format binary)`);
    this.#rows = rows;
  }

  protected result(): void {}

  handleCopyInResponse({ stream }: Connection): void {
    const parts = [HEADER, ...this.#rows.flatMap(partsOf), NO_MORE];
    const head = Buffer.alloc(5);
    head.writeUInt8(COPY_DATA);
    head.writeInt32BE(
      parts.reduce((sum, part) => sum + part.length, 4),
      1,
    );
    stream.cork();
    stream.write(head);
    for (const part of parts) stream.write(part);
    stream.write(COPY_DONE);
    stream.uncork();
  }
}

/** A row as it is sent; bytes are not copied. */
function partsOf(row: CopiedRow): readonly Buffer[] {
  const parts: Buffer[] = [];
  let small = [inBytes(2, (to) => to.writeInt16BE(row.length))];
  for (const value of row) {
    const bytes = bytesOf(value);
    small.push(inBytes(4, (to) => to.writeInt32BE(bytes.length)));
    if (!Buffer.isBuffer(value)) small.push(bytes);
    else {
      parts.push(Buffer.concat(small), bytes);
      small = [];
    }
  }
  return [...parts, ...small];
}

function bytesOf(value: CopiedRow[number]): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value);
  return typeof value === 'bigint'
    ? inBytes(8, (to) => to.writeBigInt64BE(value))
    : inBytes(4, (to) => to.writeInt32BE(value));
}

function inBytes(length: number, write: (to: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}
