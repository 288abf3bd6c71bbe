/** How entries follow each other, and what is wrong with a chain: pure, so that a file can be checked far from the platform. */
import { createHash } from 'node:crypto';

/** What the first entry follows. */
export const GENESIS = '0'.repeat(64);

/** A place in the chain, to be kept where whoever may change the database cannot. */
export interface Checkpoint {
  readonly position: number;
  readonly hash: string;
}

/** An entry as it is kept. */
export interface Link extends Checkpoint {
  /** Its JSON, which begins with its position and ends with the hash of the entry before it. */
  readonly text: string;
}

/** What is wrong with a chain, and where it was found. */
export interface ChainFault {
  readonly position: number;
  readonly fault: 'changed' | 'missing' | 'out-of-order' | 'cut-off' | 'another-chain';
  readonly what: string;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text of an entry at its place. */
export const textOf = (position: number, entry: object, previous: string): string =>
  JSON.stringify({ position, ...entry, previous });

/** Checks entries one after the other. */
export class ChainChecker {
  #last: Checkpoint;
  readonly #checkpoint: Checkpoint | undefined;

  /**
   * @param start what the first entry must follow
   * @param checkpoint a place that has been kept elsewhere: the chain must go through it
   */
  constructor(start: Checkpoint = { position: 0, hash: GENESIS }, checkpoint?: Checkpoint) {
    this.#last = start;
    this.#checkpoint = checkpoint;
  }

  /** The last entry that was taken. */
  get last(): Checkpoint {
    return this.#last;
  }

  /** @returns what is wrong with the next entry, or undefined; after a fault nothing more is to be learned from this chain */
  take({ position, hash, text }: Link): ChainFault | undefined {
    const fault = (kind: ChainFault['fault'], what: string): ChainFault => ({ position, fault: kind, what });
    const wanted = this.#last.position + 1;
    if (position > wanted)
      return fault('missing', `entry ${wanted} is missing: after ${this.#last.position} comes ${position}`);
    if (position < wanted) return fault('out-of-order', `entry ${position} comes after ${this.#last.position}`);
    if (hashOf(text) !== hash)
      return fault('changed', `entry ${position} is not what it was when it was written: its hash is another`);
    const written = readEntry(text);
    if (written?.position !== position)
      return fault('out-of-order', `what stands at ${position} was written as entry ${written?.position ?? '?'}`);
    if (written.previous !== this.#last.hash)
      return fault('changed', `entry ${position} does not follow the entry before it, which has been replaced`);
    if (this.#checkpoint?.position === position && this.#checkpoint.hash !== hash)
      return fault('another-chain', `entry ${position} is another than the one that the checkpoint was taken of`);
    this.#last = { position, hash };
    return undefined;
  }

  /** What is wrong with the end. @param head where the chain should end, when that is known */
  end(head?: Checkpoint): ChainFault | undefined {
    const { position, hash } = this.#last;
    const cut = (end: number, said: string): ChainFault => ({
      position,
      fault: 'cut-off',
      what: `the chain ends at ${position}, and ${said} ${end}: entries at its end have been taken away`,
    });
    if (head && head.position > position) return cut(head.position, 'the platform’s own note says');
    if (this.#checkpoint && this.#checkpoint.position > position)
      return cut(this.#checkpoint.position, 'the checkpoint says');
    if (head && (head.position !== position || head.hash !== hash))
      return { position, fault: 'changed', what: 'the chain does not end where the platform’s own note says' };
    return undefined;
  }
}

/** An exported entry: its members as they were written, and its hash at the end. */
export type AuditLine = Readonly<Record<string, unknown>> & Checkpoint;

/** A line of an export. */
export const lineOf = ({ text, hash }: Pick<Link, 'text' | 'hash'>): string => `${text.slice(0, -1)},"hash":"${hash}"}`;

/** An exported entry as it was kept: its members in their order, without whitespace, and without the hash. */
export function auditLinkOf(line: AuditLine): Link {
  const { hash, ...entry } = line;
  return { position: line.position, hash, text: JSON.stringify(entry) };
}

const readEntry = (text: string): { readonly position?: unknown; readonly previous?: unknown } | undefined => {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === 'object' && entry !== null ? entry : undefined;
  } catch {
    return undefined;
  }
};
