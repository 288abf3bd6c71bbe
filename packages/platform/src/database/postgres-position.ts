/**
 * How far a replica must have come for this node to read from it: as far as the leader was when this node had heard of the last change that it
 * knows of. A change is heard of after its commit (PostgreSQL's NOTIFY), so where the leader's log ends then is behind that commit; until it has
 * been asked for, no replica will do.
 */
export class Position {
  /** How often something was heard of, and of how much of that `needed` is the end. */
  #heard = 1;
  #covered = 0;
  #needed: Place | undefined;
  #leader: Place | undefined;
  #asked_ms = Number.NEGATIVE_INFINITY;

  /** Something has changed, or may have. */
  changed(): void {
    this.#heard += 1;
  }

  /** To be taken when the leader is asked where its log ends, and given back with the answer. */
  get mark(): number {
    return this.#heard;
  }

  /** The leader has answered. @param asked_ms when it was asked, on this process's own clock */
  found(place: Place, mark: number, asked_ms: number): void {
    this.#asked_ms = asked_ms;
    const isAnother = this.#leader !== undefined && this.#leader.timeline !== place.timeline;
    this.#leader = place;
    if (mark <= this.#covered && !isAnother) return;
    this.#needed = place;
    this.#covered = Math.max(mark, this.#covered);
  }

  get isKnown(): boolean {
    return this.#covered === this.#heard;
  }

  /** Undefined before the leader has answered for the first time. Good for what was asked for while it was known. */
  get needed(): Place | undefined {
    return this.#needed;
  }

  /**
   * Whether a server has more in its log than the leader had afterwards: it has not got that from this leader, whatever its timeline says.
   * @param told_ms when it had said where it was
   */
  isAstray({ timeline, lsn }: Place, told_ms: number): boolean {
    if (this.#leader === undefined || this.#asked_ms < told_ms) return false;
    return this.#leader.timeline === timeline && bytesTo(lsn) > bytesTo(this.#leader.lsn);
  }

  /** Where the leader's log ended when it was asked last. */
  get leader(): Place | undefined {
    return this.#leader;
  }
}

/** A place in a log. */
export interface Place {
  /** Which database of which servers it is, and of them the timeline, which counts the changes of leader (PostgreSQL 26.3.5): eight hex digits. */
  readonly timeline: string;
  /** `pg_lsn` as text (PostgreSQL 8.20). */
  readonly lsn: string;
}

/**
 * SQL for a timeline, with what it is of: a server that was named by mistake, of other servers or with another database, may have come as far in a log
 * of its own.
 * @param digits an expression
 */
export const timelineOf = (digits: string): string => `(select system_identifier from pg_control_system()) || '/' ||
  (select oid from pg_database where datname = current_database()) || '/' || ${digits}`;

/** Where a log place is, in bytes from the beginning. @throws SyntaxError when it is none */
export function bytesTo(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
