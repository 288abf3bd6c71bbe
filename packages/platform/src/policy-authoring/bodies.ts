/** What the writers of policies send. */
import { Type } from 'typebox';
import { type BodyReader, invalidMembers, type Reader } from '../http/index.ts';
import { type CompetentAuthority, type ResourceRecord, validateResource } from '../resources/index.ts';
import { type PolicyTest, readTests } from './policy-tests.ts';
import { refuse } from './refusals.ts';
import { NewAccessList, NewPolicy, NewTests, NewTrial, OwnResource } from './schemas.ts';

/** A resource that is not stored yet. */
export type NewRecord = Omit<ResourceRecord, 'versionId'> & Pick<ResourceRecord, 'identifier'>;

/** The version that the writer began from. @throws Refusal 428 */
export const BASE_VERSION: Reader<number> = {
  schema: Type.String({
    description: 'The ETag of what was changed; "0" where there was none',
    pattern: '^"[0-9]{1,9}"$',
  }),
  required: true,
  read(value) {
    const [, version] = /^"(\d{1,9})"$/.exec(typeof value === 'string' ? value : '') ?? [];
    if (version !== undefined) return Number(version);
    throw refuse('version-missing', 'send If-Match with the ETag of what you changed; "0" where there was none');
  },
};

const POLICY = '<xacml:Policy …>';
const TEST = {
  name: 'The director may read',
  subject: { type: 'person', id: '01816010027' },
  party: '310044423',
  action: 'read',
  expected: 'Permit',
};

export const POLICY_BODY: BodyReader<string> = { schema: NewPolicy, example: { xml: POLICY }, read: textIn };

export const TESTS_BODY: BodyReader<readonly PolicyTest[]> = {
  schema: NewTests,
  example: { tests: [TEST] },
  read: (body) => readTests(memberOf(body, 'tests')),
};

interface Wish {
  readonly xml: string;
  /** Read when the policy has been found usable: what is wrong with it comes first. @throws Refusal 400 */
  readonly tests: () => readonly PolicyTest[];
}

export const TRIAL_BODY: BodyReader<Wish> = {
  schema: NewTrial,
  example: { xml: POLICY, tests: [TEST] },
  read: (body) => ({ xml: textIn(body), tests: () => readTests(memberOf(body, 'tests') ?? []) }),
};

/** Read when the owner is known, who is no member of it. */
export const RESOURCE_BODY: BodyReader<(owner: CompetentAuthority) => NewRecord> = {
  schema: OwnResource,
  example: {
    identifier: 'felling-2027',
    resourceType: 'GenericAccessResource',
    title: { nb: 'Felling', nn: 'Felling', en: 'Felling' },
    description: { nb: 'Melding', nn: 'Melding', en: 'Report' },
    rightDescription: { nb: 'Melde', nn: 'Melde', en: 'Report' },
  },
  read: (body) => (owner) => {
    const result = validateResource(isObject(body) ? { ...body, hasCompetentAuthority: owner } : body);
    if ('problems' in result) throw invalidMembers(result.problems);
    const { identifier } = result.record;
    if (
      typeof identifier === 'string' &&
      identifier.startsWith('app_') &&
      !identifier.startsWith(`app_${owner.orgcode}_`)
    )
      throw invalidMembers({ identifier: [`an app of ${owner.orgcode} is named app_${owner.orgcode}_{app}`] });
    return result.record as NewRecord;
  },
};

/** Signs that are not seen, or turn the writing round them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export const LIST_BODY: BodyReader<{ readonly name: string; readonly description: string }> = {
  schema: NewAccessList,
  example: { name: 'Felling', description: 'Hvem som kan felle' },
  read(body) {
    const [name, description] = [memberOf(body, 'name'), memberOf(body, 'description')];
    const errors: Record<string, string[]> = {};
    if (typeof name !== 'string' || name.trim() === '' || name.length > 200)
      errors['name'] = ['give 1 to 200 characters'];
    else if (UNSEEN.test(name)) errors['name'] = ['may hold no control characters'];
    if (typeof description !== 'string' || description.length > 4000)
      errors['description'] = ['give at most 4000 characters'];
    else if (UNSEEN.test(description.replaceAll('\n', '')))
      errors['description'] = ['may hold no control characters but line breaks'];
    if (Object.keys(errors).length > 0 || typeof name !== 'string' || typeof description !== 'string')
      throw invalidMembers(errors);
    return { name: name.trim(), description: description.trim() };
  },
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (body: unknown, member: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[member] : undefined;

/** @throws Refusal 400 */
function textIn(body: unknown): string {
  const xml = memberOf(body, 'xml');
  if (typeof xml === 'string' && xml.trim() !== '') return xml;
  throw refuse('policy-missing', 'send {"xml": "<Policy …>"}: the policy as text');
}
