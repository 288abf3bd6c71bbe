/** Scopes and who may use them: from what is there to what is wanted. Pure. */
import { allOf, changesOf, without } from './compare.ts';
import type { Actual, ActualScope, Wanted, WantedScope } from './model.ts';
import type { Step } from './steps.ts';

/** Members of a scope that are read only. */
export const SCOPE_READ_ONLY: ReadonlySet<string> = new Set([
  'name',
  'created',
  'last_updated',
  'owner_orgno',
  'descriptions',
  'protected',
]);

const section = 'scopes';
const what = (name: string) => `scope ${name}`;

/** Scopes that come or change, with the accesses that are given. */
export const scopeSteps = (wanted: Wanted, actual: Actual): readonly Step[] =>
  wanted.scopes.flatMap((scope) => {
    const found = actual.scopes.find(({ name }) => name === scope.name);
    return [...(found ? changed(scope, found) : made(scope)), ...given(scope, found)];
  });

/** What is taken away: last of all, when nothing else needs it. */
export function scopeRemovals(wanted: Wanted, actual: Actual): readonly Step[] {
  const kept = new Map(wanted.scopes.map((scope) => [scope.name, scope]));
  return actual.scopes.flatMap((found): readonly Step[] => {
    const scope = kept.get(found.name);
    if (scope) return taken(scope, found);
    if (!wanted.prune.has(section) || found.record.active === false) return [];
    return [
      { sign: '-', section, what: what(found.name), changes: [], work: { do: 'scope.deactivate', name: found.name } },
    ];
  });
}

function made({ name, fields }: WantedScope): readonly Step[] {
  const colon = name.indexOf(':');
  const body = { prefix: name.slice(0, colon), subscope: name.slice(colon + 1), ...fields };
  return [{ sign: '+', section, what: what(name), changes: allOf(fields), work: { do: 'scope.create', name, body } }];
}

function changed({ name, fields }: WantedScope, { record }: ActualScope): readonly Step[] {
  const changes = changesOf({ ...fields, active: true }, { active: true, ...record });
  if (changes.length === 0) return [];
  const before = without(record, SCOPE_READ_ONLY);
  const body = { ...before, ...fields, active: true };
  return [{ sign: '~', section, what: what(name), changes, work: { do: 'scope.update', name, body, before } }];
}

function given({ name, access = [] }: WantedScope, found: ActualScope | undefined): readonly Step[] {
  const has = new Set(found?.access);
  return [...new Set(access)]
    .filter((consumer) => !has.has(consumer))
    .map((consumer) => ({
      sign: '+',
      section,
      what: `access of ${consumer} to ${name}`,
      changes: [],
      work: { do: 'access.give', name, consumer },
    }));
}

function taken({ name, access }: WantedScope, found: ActualScope): readonly Step[] {
  if (access === undefined) return [];
  const kept = new Set(access);
  return found.access
    .filter((consumer) => !kept.has(consumer))
    .map((consumer) => ({
      sign: '-',
      section,
      what: `access of ${consumer} to ${name}`,
      changes: [],
      work: { do: 'access.take', name, consumer },
    }));
}
