import { Worker } from 'node:worker_threads';
import { unavailable } from '../foundation/index.ts';

type Reply = readonly [number, readonly unknown[] | undefined, { message: string; errcode?: number }?];

interface Waiting {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

const STATEMENTS = 50;

/**
 * Writes to an SQLite file from a thread of its own, over a second connection: waiting for the disk (0.1 to 10 ms for each commit) then
 * does not stop the event loop.
 */
export class SqliteWriter {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #last = 0;
  #ready = false;
  #failure: Error | undefined;

  /** @param pragmas run on the new connection */
  constructor(path: string, pragmas: string) {
    // Its text and not a file, so that it is the same from sources, from built packages and from a bundle.
    this.#worker = new Worker(`(${serve})()`, {
      eval: true,
      name: 'sqlite-writer',
      workerData: { path, pragmas, statements: STATEMENTS },
    });
    this.#worker.unref();
    this.#worker.once('message', () => {
      this.#ready = true;
      this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    });
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#ended = new Promise((resolve) =>
      this.#worker.once('exit', () => {
        this.#fail(new Error('the thread that writes to the database has ended'));
        resolve();
      }),
    );
  }

  /** False while it starts, and after it has failed. */
  get ready(): boolean {
    return this.#ready && this.#failure === undefined;
  }

  /** Runs one statement. @returns its rows, when it is on disk */
  run(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#last += 1;
      this.#worker.postMessage([this.#last, sql, parameters]);
      // The process does not end while something is being written.
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(this.#last, { resolve, reject });
    });
  }

  /** Ends when everything asked for has been written; what is asked for later is refused. */
  async close(): Promise<void> {
    this.#failure ??= unavailable('the database is closed');
    this.#worker.ref();
    this.#worker.postMessage(undefined);
    await this.#ended;
  }

  #settle([id, rows, error]: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (rows) waiting?.resolve(rows);
    else
      waiting?.reject(Object.assign(new Error(error?.message), { code: 'ERR_SQLITE_ERROR', errcode: error?.errcode }));
  }

  #fail(error: Error): void {
    this.#failure ??= unavailable(error.message, error);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** The whole program of the thread: it must not use anything from outside itself. */
function serve(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const port = parentPort;
  if (!port) return;
  const sqlite = new DatabaseSync(workerData.path);
  sqlite.exec(workerData.pragmas);
  const statements = new Map<string, ReturnType<typeof sqlite.prepare>>();
  port.on('message', (message) => {
    if (message === undefined) {
      sqlite.close();
      port.close();
      return;
    }
    const [id, sql, parameters] = message;
    try {
      const statement = statements.get(sql) ?? sqlite.prepare(sql);
      if (statements.size >= workerData.statements) statements.clear();
      statements.set(sql, statement);
      port.postMessage([id, statement.all(...parameters)]);
    } catch (error) {
      const { message: text, errcode } = error as Error & { errcode?: number };
      port.postMessage([id, undefined, { message: text, errcode }]);
    }
  });
  port.postMessage('ready');
}
