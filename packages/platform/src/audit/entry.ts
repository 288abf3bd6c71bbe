/** An entry before it has its place. */
import type { Happening } from '../database/index.ts';
import { redacted } from '../live-log/index.ts';
import type { Doer } from './actor.ts';
import type { NewEntry } from './store.ts';

/** What an entry says was done, to what, and how it went. */
export interface Told {
  readonly operation: string;
  readonly outcome: string;
  readonly [member: string]: unknown;
}

/** Longer data of a change are cut. */
const MAX_DATA = 4_000;
/** Of one transaction; of more, their number. */
const MAX_CHANGES = 200;

/** The entry of what somebody does now. */
export function entryOf(now: number, { by, organization }: Doer, { operation, outcome, ...more }: Told): NewEntry {
  const time = new Date(now).toISOString();
  const actsFor = organization === undefined ? {} : { organization };
  return { organization, members: { time, operation, outcome, by, ...actsFor, ...more } };
}

/** What a transaction has changed, without what is secret. */
export function changesOf(happenings: readonly Happening[]): { readonly changes?: unknown; readonly further?: number } {
  if (happenings.length === 0) return {};
  const changes = happenings.slice(0, MAX_CHANGES).map(({ kind, subject, data }) => {
    const about = { kind, subject };
    if (data === undefined) return about;
    const shown = redacted(data);
    return JSON.stringify(shown).length > MAX_DATA
      ? { ...about, data: 'too long to be kept here' }
      : { ...about, data: shown };
  });
  const further = happenings.length - changes.length;
  return further > 0 ? { changes, further } : { changes };
}
