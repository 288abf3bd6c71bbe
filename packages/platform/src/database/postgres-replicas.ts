/**
 * Replicas that short reads by key may go to in the leader's place. One is read from only while it has replayed everything that this node has
 * heard of; it is asked so together with the reads, and when it has not, or does not answer, the leader is.
 */
import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import type { ServerUse } from './database.ts';
import type { Address, Addresses } from './postgres-address.ts';
import type { Guard } from './postgres-batch.ts';
import { routedClient } from './postgres-pool.ts';
import { bytesTo, type Place, type Position, timelineOf } from './postgres-position.ts';
import { PostgresReads } from './postgres-reads.ts';
import { Watch } from './postgres-watch.ts';

/** Often, since it is not read from between a change and the answer that it has got that far. */
const BEAT_EVERY_MS = 100;

/**
 * Which timeline it follows is told by what it receives, to who may see that (`pg_read_all_stats`), and by its control file, which learns of a new
 * one a checkpoint later.
 */
const STATE = `select pg_is_in_recovery() as standby, pg_last_wal_replay_lsn()::text as lsn,
  ${timelineOf(`upper(lpad(to_hex(coalesce((select received_tli from pg_stat_wal_receiver),
    (select min_recovery_end_timeline from pg_control_recovery()))), 8, '0'))`)} as timeline`;

interface State {
  readonly standby: boolean;
  readonly lsn: string | null;
  readonly timeline: string | null;
}

const HAS = 'select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn as holds';

export interface ReplicasDeps extends Omit<Addresses, 'mayFailOver'> {
  readonly driver: Parameters<typeof routedClient>[0];
  readonly types: pg.CustomTypesConfig;
  readonly position: Position;
  /** A new connection; making it has a time limit. */
  readonly open: (url: string) => pg.Client;
  readonly leader: Pick<PostgresReads, 'run'>;
  /** See `Route`: who must not use the leader must not use a replica either, since it may have missed a change. */
  readonly ready: () => Promise<void> | undefined;
}

export class Replicas {
  readonly #deps: ReplicasDeps;
  readonly #replicas: readonly Replica[];
  #byLeader = 0;
  #next = 0;

  constructor(deps: ReplicasDeps) {
    this.#deps = deps;
    this.#replicas = deps.servers.map((address) => new Replica(address, deps));
  }

  /** @throws as the leader's */
  async run<R>(query: CompiledQuery<R>): Promise<readonly R[]> {
    const waiting = this.#deps.ready();
    if (waiting) await waiting;
    const replica = this.#choose();
    if (replica) {
      // Whatever it was, the leader answers or fails for itself.
      const rows = await replica.run(query).catch(() => undefined);
      if (rows) return rows;
    }
    const rows = await this.#deps.leader.run(query);
    this.#byLeader += 1;
    return rows;
  }

  get use(): readonly ServerUse[] {
    return [{ name: 'leader', reads: this.#byLeader }, ...this.#replicas.map((one) => one.use)];
  }

  async stop(): Promise<void> {
    await Promise.all(this.#replicas.map((one) => one.stop()));
  }

  /** One that will do, in turn. */
  #choose(): Replica | undefined {
    if (!this.#deps.position.isKnown) return undefined;
    for (let count = 0; count < this.#replicas.length; count += 1) {
      const replica = this.#replicas[this.#next++ % this.#replicas.length];
      if (replica?.isUpToDate) return replica;
    }
    return undefined;
  }
}

class Replica {
  readonly #address: Address;
  readonly #position: Position;
  readonly #reading: PostgresReads;
  readonly #watch: Watch<State>;
  readonly #listeners: (() => void)[] = [];
  /** Undefined while it is away, or no replica. */
  #at: Place | undefined;
  #told_ms = 0;
  /** Set when it was found to have another history than the leader, until it is another server or another process. */
  #isAstray = false;
  #reads = 0;

  constructor(address: Address, { driver, types, position, open, silence_ms }: ReplicasDeps) {
    this.#address = address;
    this.#position = position;
    const Client = routedClient(driver, {
      url: () => this.#at && address.url,
      onLost: (listener) => this.#listeners.push(listener),
    });
    this.#reading = new PostgresReads({ open: () => new Client(), types, guard: () => this.#guard() });
    this.#watch = new Watch<State>({
      open: () => open(address.url),
      statement: STATE,
      silence_ms,
      every_ms: BEAT_EVERY_MS,
      heard: (state) => this.#heard(state),
      failed: () => {},
      lost: () => this.#lost(),
    });
  }

  get isUpToDate(): boolean {
    const { needed } = this.#position;
    if (this.#at === undefined || this.#isAstray || needed === undefined || this.#at.timeline !== needed.timeline)
      return false;
    return bytesTo(this.#at.lsn) >= bytesTo(needed.lsn);
  }

  async run<R>(query: CompiledQuery<R>): Promise<readonly R[]> {
    const rows = await this.#reading.run(query);
    this.#reads += 1;
    return rows;
  }

  get use(): ServerUse {
    const { leader, isKnown } = this.#position;
    const behind = this.#at && leader && Number(bytesTo(leader.lsn) - bytesTo(this.#at.lsn));
    return {
      name: this.#address.name,
      reads: this.#reads,
      replica: { isRead: isKnown && this.isUpToDate, behind: behind === undefined ? undefined : Math.max(0, behind) },
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.#watch.stop(), this.#reading.close()]);
  }

  #guard(): Guard {
    return { text: HAS, values: [this.#position.needed?.lsn ?? ''] };
  }

  #heard({ standby, lsn, timeline }: State): void {
    if (!standby || lsn === null || timeline === null) {
      this.#lost();
      return;
    }
    // One that has come, or come back, has to have all that the leader has now.
    if (this.#at === undefined) this.#position.changed();
    else if (this.#position.isAstray(this.#at, this.#told_ms)) this.#isAstray = true;
    this.#at = { lsn, timeline };
    this.#told_ms = performance.now();
  }

  #lost(): void {
    if (this.#at === undefined) return;
    this.#at = undefined;
    this.#isAstray = false;
    for (const listener of this.#listeners) listener();
  }
}
