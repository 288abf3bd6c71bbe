import type { Refused } from '../api/portal.ts';

/** Refusals of one client for one reason. */
export interface Cause {
  readonly latest: Refused;
  readonly count: number;
}

/** The refusals, newest first, each client's by what was wrong: a program that is wrong is so again and again. */
export function causesOf(refused: readonly Refused[]): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const one of refused) {
    const key = `${one.clientId} ${one.check} ${one.code}`;
    const known = causes.get(key);
    causes.set(key, { latest: known?.latest ?? one, count: (known?.count ?? 0) + 1 });
  }
  return [...causes.values()];
}
