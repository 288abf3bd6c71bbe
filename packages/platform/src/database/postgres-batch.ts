/** Reads that go to a PostgreSQL server together, and are answered together: one message of many parts each way. */
import type { CompiledQuery } from 'kysely';
import type { Connection, FieldDef, Submittable } from 'pg';

/** A read that somebody waits for. */
export interface Waiting {
  readonly text: string;
  readonly values: CompiledQuery['parameters'];
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
  /** How often it has been sent and has not come to its end. */
  tries: number;
}

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** A statement that a connection knows by name, and what its rows look like: undefined until the server has told. */
export interface Prepared {
  readonly name: string;
  columns: readonly Column[] | undefined;
}

type ParserOf = (oid: number) => (text: string) => unknown;

/** What must hold of the server, or none of its answers counts. */
export interface Guard {
  /** Gives one row with `holds`. */
  readonly text: string;
  readonly values: CompiledQuery['parameters'];
}

/** The server is not what it has to be for these reads: what it has answered is thrown away. */
export const GUARD_FAILED = new Error('the server is not what it has to be for these reads');

/** What becomes of a batch. */
export interface BatchDeps {
  /** Asked first, on the same connection: what comes after it sees no older state. */
  readonly guard?: Guard | undefined;
  /** The statements that the connection knows, by text. */
  readonly prepared: Map<string, Prepared>;
  readonly parserOf: ParserOf;
  /** How a text is called on every connection; left out = nothing is kept by name, and each read is prepared anew. */
  readonly nameOf?: (text: string) => string;
  /**
   * All have been answered, or one has failed: then those after it have not been run.
   * @param failed the error of the first of `left`
   */
  readonly over: (left: readonly Waiting[], failed: { readonly error: Error } | undefined) => void;
}

/**
 * What `pg` sends and hands the answers to, as it does with a query of its own. All is one exchange in the extended query protocol
 * (PostgreSQL 55.2.3): the server answers when it comes to the one Sync at the end, and skips what comes after an error.
 */
export class Batch implements Submittable {
  /** The guard is the first, where there is one. */
  readonly #reads: readonly Waiting[];
  readonly #deps: BatchDeps;
  readonly #guard: Waiting | undefined;
  /** Set when it does not hold. */
  #isRefused = false;
  /** That of each read, as it was sent. */
  readonly #statements: Prepared[] = [];
  /** Which read is being answered. */
  #at = 0;
  #rows: unknown[] = [];
  #isOver = false;

  constructor(reads: readonly Waiting[], deps: BatchDeps) {
    this.#deps = deps;
    this.#guard = deps.guard && { ...deps.guard, tries: 0, resolve: (rows) => this.#judge(rows), reject: () => {} };
    this.#reads = this.#guard ? [this.#guard, ...reads] : reads;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    for (const read of this.#reads) this.#send(connection, read);
    connection.sync();
    connection.stream.uncork();
  }

  #send(connection: Connection, { text, values }: Waiting): void {
    const { prepared, nameOf } = this.#deps;
    let statement = nameOf && prepared.get(text);
    const isNew = statement === undefined;
    if (statement === undefined) {
      statement = { name: nameOf?.(text) ?? '', columns: undefined };
      if (nameOf) {
        prepared.set(text, statement);
        // Of one that failed before it is not known whether the server kept it; to close what is not there is no error.
        connection.close({ type: 'S', name: statement.name }, true);
      }
      connection.parse({ name: statement.name, text, types: [] }, true);
    }
    this.#statements.push(statement);
    connection.bind({ statement: statement.name, values: values.map(parameter) }, true);
    if (isNew) connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    const { parserOf } = this.#deps;
    const statement = this.#statements[this.#at];
    if (statement) statement.columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    let index = 0;
    for (const { name, parse } of this.#statements[this.#at]?.columns ?? []) {
      const text = fields[index++];
      row[name] = text == null ? null : parse(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete(): void {
    if (!this.#isRefused) this.#reads[this.#at]?.resolve(this.#rows);
    this.#rows = [];
    this.#at += 1;
  }

  #judge([row]: readonly unknown[]): void {
    const { holds } = (row ?? {}) as { readonly holds?: unknown };
    this.#isRefused = holds !== true;
  }

  handleReadyForQuery(): void {
    this.#end();
  }

  /** Also called when the connection breaks, and perhaps once more after that. */
  handleError(error: Error): void {
    this.#end({ error });
  }

  #end(failed?: { readonly error: Error }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { prepared, over } = this.#deps;
    for (const { text } of this.#reads) if (prepared.get(text)?.columns === undefined) prepared.delete(text);
    const [left, error] = this.#isRefused ? [this.#reads, GUARD_FAILED] : [this.#reads.slice(this.#at), failed?.error];
    over(
      left.filter((read) => read !== this.#guard),
      error && { error },
    );
  }
}

const parameter = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
