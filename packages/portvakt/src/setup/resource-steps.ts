/** Resources and their policies: from what is there to what is wanted. Pure. */
import { isObject } from '../self-service/http.ts';
import { allOf, changesOf, without } from './compare.ts';
import type { Actual, ActualResource, Fault, Fields, Wanted, WantedResource } from './model.ts';
import type { Step } from './steps.ts';

/** Members of a resource that are read only. */
export const RESOURCE_READ_ONLY: ReadonlySet<string> = new Set(['versionId', 'authorizationReference']);

const section = 'resources';
const what = (id: string) => `resource ${id}`;

/** Whose a resource is. */
export const ownerOf = ({ hasCompetentAuthority: owner }: Fields): string =>
  isObject(owner) && typeof owner['organization'] === 'string' ? owner['organization'] : 'nobody';

/** Resources that come or change, each with its policy. */
export function resourceSteps(wanted: Wanted, actual: Actual) {
  const faults: Fault[] = wanted.resources.flatMap(({ at, id, fields }) => {
    const found = actual.resources.find((one) => one.id === id);
    const owner = [fields, ...(found ? [found.record] : [])].map(ownerOf).find((one) => one !== actual.organization);
    if (owner === undefined) return [];
    const text = `the resource ${id} belongs to ${owner}, and the credentials speak for ${actual.organization}`;
    return [{ at, text }];
  });
  const steps = wanted.resources.flatMap((wish) => {
    const found = actual.resources.find(({ id }) => id === wish.id);
    return [...(found ? changed(wish, found) : made(wish)), ...policyStep(wish, found)];
  });
  return { steps, faults };
}

/** Resources that nobody wants any more. */
export function resourceRemovals(wanted: Wanted, actual: Actual): readonly Step[] {
  if (!wanted.prune.has(section)) return [];
  const kept = new Set(wanted.resources.map(({ id }) => id));
  return actual.resources
    .filter(({ id }) => !kept.has(id))
    .map(({ id }) => ({ sign: '-', section, what: what(id), changes: [], work: { do: 'resource.delete', id } }));
}

const made = ({ id, fields }: WantedResource): readonly Step[] => [
  {
    sign: '+',
    section,
    what: what(id),
    changes: allOf(fields),
    work: { do: 'resource.create', id, body: { identifier: id, ...fields } },
  },
];

function changed({ id, fields }: WantedResource, { record }: ActualResource): readonly Step[] {
  const changes = changesOf(fields, record);
  if (changes.length === 0) return [];
  const before = without(record, RESOURCE_READ_ONLY);
  const body = { ...before, ...fields };
  return [{ sign: '~', section, what: what(id), changes, work: { do: 'resource.update', id, body, before } }];
}

/** A registry may give lines another end, and a text no last one. */
export const samePolicy = (one: string, other: string | undefined): boolean =>
  other !== undefined && plain(one) === plain(other);
const plain = (xml: string): string =>
  xml
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trim();

function policyStep({ id, policy }: WantedResource, found: ActualResource | undefined): readonly Step[] {
  if (policy === undefined || samePolicy(policy, found?.policy)) return [];
  const before = found?.policy;
  return [
    {
      sign: before === undefined ? '+' : '~',
      section,
      what: `policy of ${id}`,
      changes: [],
      work: { do: 'policy.put', id, xml: policy, ...(before === undefined ? {} : { before }) },
    },
  ];
}
