/** How members are compared and put together. Pure. */
import type { Right } from '@portvakt/client/systems';
import type { Fields } from './model.ts';
import type { Change } from './steps.ts';

/** A value as a text that is the same for the same content: members in any order, lists of plain values too. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const parts = value.map(canonical);
    return `[${(value.some((one) => typeof one === 'object' && one !== null) ? parts : parts.sort()).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
    return `{${members
      .map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`)
      .sort()
      .join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

export const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** The members that are wanted otherwise than they are. What is not wanted is not looked at. */
export const changesOf = (wanted: Fields, actual: Fields): readonly Change[] =>
  Object.entries(wanted).flatMap(([member, to]) =>
    same(to, actual[member]) ? [] : [{ member, ...(actual[member] === undefined ? {} : { from: actual[member] }), to }],
  );

/** Everything of a new thing. */
export const allOf = (wanted: Fields): readonly Change[] =>
  Object.entries(wanted).map(([member, to]) => ({ member, to }));

/** What a record is without what changes by itself or is only read. */
export const without = (record: Fields, members: ReadonlySet<string>): Fields =>
  Object.fromEntries(
    Object.entries(record).filter(([name, value]) => !members.has(name) && value !== null && value !== undefined),
  );

/** A right as one text. Resources are the same in any case and order (system-register-and-users.md 5.2). */
export const rightKey = ({ action, resource }: Right): string => {
  const pairs = resource.map(({ id, value }) => `${id}=${value}`.toLowerCase()).sort();
  return action === undefined ? pairs.join(' ') : `${pairs.join(' ')} (${action})`;
};

/** A right as people write it. */
export const rightText = ({ action, resource }: Right): string => {
  const values = resource.map(({ value }) => value).join(' + ');
  return action === undefined ? values : `${values} (${action})`;
};

export const sameRights = (one: readonly Right[], other: readonly Right[]): boolean =>
  same([...new Set(one.map(rightKey))], [...new Set(other.map(rightKey))]);

const lower = (texts: readonly string[]): readonly string[] => [...new Set(texts.map((text) => text.toLowerCase()))];

export const sameTexts = (one: readonly string[], other: readonly string[]): boolean => same(lower(one), lower(other));
