/** Whether this node can answer requests. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, hasSchema } from '../database/index.ts';
import type { Health } from '../http/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';

/** More statements that wait for a connection than this, and others had better ask another node. */
const MAX_WAITING = 500;
/** The tables change when nodes start: that they are there is asked for once in a while. */
const SCHEMA_HOLDS_MS = 5_000;
/** Who asks is not kept waiting. */
const LIMIT_MS = 1_000;

interface Needed {
  readonly database: Pick<Database, 'db' | 'inStep' | 'pool' | 'trouble'>;
  readonly signingKeys: { all(): readonly Pick<SigningRing, 'keyAge'>[] };
  /** See `Health`. */
  readonly warnings?: () => readonly string[];
}

/** @param isStopping whether the node has been told to stop */
export function readinessOf(
  { database, signingKeys, warnings }: Needed,
  isStopping: () => boolean,
): () => Promise<Health> {
  let seen_ms = Number.NEGATIVE_INFINITY;
  const schema = async (): Promise<boolean> => {
    if (performance.now() - seen_ms < SCHEMA_HOLDS_MS) return true;
    const isThere = await hasSchema(database.db);
    if (isThere) seen_ms = performance.now();
    return isThere;
  };
  return async () => ({
    running: !isStopping(),
    database: await isWell(database.inStep()?.then(() => true)),
    writes: database.trouble.now === undefined,
    schema: await isWell(schema()),
    signingKeys: signingKeys.all().every(({ keyAge }) => keyAge !== undefined),
    queue: (database.pool?.().waiting ?? 0) <= MAX_WAITING,
    reason: database.trouble.now,
    ...(warnings === undefined ? {} : { warnings: warnings() }),
  });
}

/** @param work undefined = well */
async function isWell(work: Promise<boolean> = Promise.resolve(true)): Promise<boolean> {
  const over = new AbortController();
  const late = pause(LIMIT_MS, false, { signal: over.signal }).catch(() => false);
  const well = await Promise.race([work.catch(() => false), late]);
  over.abort();
  return well;
}
