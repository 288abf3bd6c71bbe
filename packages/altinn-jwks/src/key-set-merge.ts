import type { Jwk } from './jwk.ts';
import { type KeyNote, NOTES_MEMBER, withNotes, withSettings } from './key-notes.ts';
import { KeySet } from './key-set.ts';

/** What one writer made of a set, and what it had read; undefined when that is not known. */
export interface Change {
  readonly before: KeySet | undefined;
  readonly after: KeySet;
}

/** A key is known by its private number, whatever it is called. */
const same = (a: Jwk | undefined, b: Jwk | undefined): boolean => a?.d === b?.d;
const has = (set: KeySet, key: Jwk): boolean => set.keys.some((one) => same(one, key));

/**
 * A set with what several writers, each without knowing of the others, made of it: what they added, without what they removed, the
 * current key of the last one that changed it. Of two keys with one kid the earlier writer's stays. Of a change whose beginning is not
 * known only the additions count. @param changes oldest first
 */
export const merged = (base: KeySet, changes: readonly Change[]): KeySet => changes.reduce(applied, base);

function applied(set: KeySet, { before, after }: Change): KeySet {
  const from = before ?? set;
  const added = after.keys.filter((key) => !has(from, key));
  const removed = before ? before.keys.filter((key) => !has(after, key)) : [];
  const left = set.keys
    .filter((key) => !removed.some((one) => same(one, key)))
    // A writer that yielded has given its key another name.
    .map((key) => added.find((one) => same(one, key) && !set.has(one.kid ?? '')) ?? key);
  const fresh = added.filter((key) => !has(set, key) && !left.some(({ kid }) => kid !== undefined && kid === key.kid));
  const all = [...left.slice(0, -1), ...fresh, ...left.slice(-1)];
  const current = after.keys.at(-1);
  const isNewCurrent = current !== undefined && !same(current, from.keys.at(-1));
  const last = isNewCurrent ? all.find((key) => same(key, current)) : undefined;
  const keys = last ? [...all.filter((key) => key !== last), last] : all;
  return new KeySet(set.id, keys, restOf(set, from, after, keys));
}

function restOf(set: KeySet, from: KeySet, after: KeySet, keys: readonly Jwk[]): Readonly<Record<string, unknown>> {
  const { [NOTES_MEMBER]: _theirs, ...others } = after.rest;
  const { [NOTES_MEMBER]: _ours, ...own } = set.rest;
  const text = (note: KeyNote | undefined) => JSON.stringify(note ?? {});
  const notes = keys.flatMap(({ kid = '' }) => {
    const isChanged = text(after.notes[kid]) !== text(from.notes[kid]) && after.has(kid);
    const note = (isChanged ? after : set).notes[kid];
    return note ? [[kid, note] as const] : [];
  });
  const rest = withNotes({ ...own, ...others }, Object.fromEntries(notes));
  return set.appSecret || after.appSecret ? withSettings(rest, { appSecret: true }) : rest;
}

/** True when a set holds what a change added and nothing of what it removed. */
export function reflects(set: KeySet, before: KeySet, after: KeySet): boolean {
  const added = after.keys.filter((key) => !has(before, key));
  const removed = before.keys.filter((key) => !has(after, key));
  return added.every((key) => has(set, key)) && !removed.some((key) => has(set, key));
}
