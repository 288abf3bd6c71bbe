/** A line of the log as it is kept: what costs something to tell is told from it when somebody reads. */
import type { Refusal } from '../foundation/index.ts';

export const KINDS = ['token', 'exchange', 'decision', 'systemUser', 'registry'] as const;
export type Kind = (typeof KINDS)[number];

export const OUTCOMES = ['ok', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What was sent or answered. `jws`: a token without its signature. Secrets are gone from it before it is kept. */
export interface Material {
  readonly form: 'jws' | 'text';
  readonly text: string;
  /** The text is held elsewhere for as long, mostly: then the log need not copy it. */
  readonly isHeld?: boolean;
}

/** What the lines of one caller at one operation have in common. */
export interface Origin {
  readonly kind: Kind;
  readonly operation: string;
  readonly organization: string;
  readonly clientId: string | undefined;
}

export interface NewEntry {
  readonly origin: Origin;
  /** ms */
  readonly time: number;
  /** ms that the answer took. */
  readonly took: number;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Names the request in the platform's log and in its answer. */
  readonly trace: string;
  /** Method and path, or what was asked for. */
  readonly what: string;
  readonly refused: Refusal | undefined;
  readonly request: Material | undefined;
  readonly answer: Material | undefined;
}

/** @see Ring */
export interface Entry extends Origin, Omit<NewEntry, 'origin'> {
  /** Counts all entries of this process. */
  readonly number: number;
}
