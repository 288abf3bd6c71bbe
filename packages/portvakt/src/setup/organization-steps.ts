/** Organisations as whoever operates a platform of one's own puts them in: from what is there to what is wanted. Pure. */
import { allOf, changesOf } from './compare.ts';
import type { Actual, Wanted } from './model.ts';
import type { Step } from './steps.ts';

const section = 'organizations';

/** Organisations that come or change; none is ever taken away. */
export const organizationSteps = (wanted: Wanted, actual: Actual): readonly Step[] =>
  (wanted.organizations ?? []).flatMap(({ number, fields }): readonly Step[] => {
    const found = actual.organizations?.find((one) => one.number === number);
    const changes = found ? changesOf(fields, found.record) : allOf(fields);
    if (found && changes.length === 0) return [];
    const before = found ? { before: found.record } : {};
    const work = { do: 'organization.put', number, body: fields, ...before } as const;
    return [{ sign: found ? '~' : '+', section, what: `organization ${number}`, changes, work }];
  });
