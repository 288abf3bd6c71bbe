/** The tests that are saved beside a policy: who asks for what, and what the answer must be. Pure. */
import type { Question } from '../authorization/index.ts';
import { attributeIds as ids, isOrganizationNumber, isSyntheticPersonNumber, isUuid } from '../foundation/index.ts';
import { refuse } from './refusals.ts';

const DECISIONS = ['Permit', 'Deny', 'NotApplicable'] as const;
const SUBJECTS = ['person', 'organization', 'systemUser'] as const;

export interface PolicyTest {
  /** What it is about, for people; at most 200 characters. */
  readonly name: string;
  readonly subject: {
    readonly type: (typeof SUBJECTS)[number];
    /** A synthetic person's number, an organisation number, or a system user's UUID. */
    readonly id: string;
  };
  /** Number of the organisation, or of the synthetic person, that the resource is about. */
  readonly party: string;
  readonly action: string;
  /** Narrows the resource: `urn:altinn:task:Task_1`. */
  readonly within?: string;
  readonly expected: (typeof DECISIONS)[number];
}

export const MAX_TESTS = 100;
const MAX_NAME = 200;
const MAX_TEXT = 300;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOneOf = <T extends string>(all: readonly T[], value: unknown): value is T =>
  (all as readonly unknown[]).includes(value);

/** @throws Refusal `tests-invalid` that names the test and its member */
export function readTests(value: unknown): readonly PolicyTest[] {
  if (!Array.isArray(value)) throw refuse('tests-invalid', 'tests must be a list');
  if (value.length > MAX_TESTS)
    throw refuse('tests-invalid', `there are ${value.length} tests; at most ${MAX_TESTS} are kept`);
  return value.map((one, index) => readTest(one, `tests[${index}]`));
}

function readTest(value: unknown, place: string): PolicyTest {
  if (!isObject(value)) throw refuse('tests-invalid', `${place} must be an object`);
  const text = (member: string, limit: number): string => {
    const found = value[member];
    if (typeof found === 'string' && found.trim() !== '' && found.length <= limit) return found;
    throw refuse('tests-invalid', `${place}.${member} must be a text of 1 to ${limit} characters`);
  };
  const { subject, expected, within } = value;
  if (!isObject(subject) || !isOneOf(SUBJECTS, subject['type']))
    throw refuse('tests-invalid', `${place}.subject.type must be one of ${SUBJECTS.join(', ')}`);
  const id = subject['id'];
  if (typeof id !== 'string' || !FITS[subject['type']](id))
    throw refuse('tests-invalid', `${place}.subject.id must be ${WANTED[subject['type']]}`);
  const party = text('party', MAX_TEXT);
  if (!isOrganizationNumber(party) && !isSyntheticPersonNumber(party))
    throw refuse('tests-invalid', `${place}.party must be ${WANTED.organization}, or ${WANTED.person}`);
  if (!isOneOf(DECISIONS, expected))
    throw refuse('tests-invalid', `${place}.expected must be one of ${DECISIONS.join(', ')}`);
  const narrowed = within === undefined || within === '' ? {} : { within: text('within', MAX_TEXT) };
  if (narrowed.within !== undefined && attributeOf(narrowed.within) === undefined)
    throw refuse('tests-invalid', `${place}.within must be an attribute and its value, such as urn:altinn:task:Task_1`);
  return {
    name: text('name', MAX_NAME),
    subject: { type: subject['type'], id },
    party,
    action: text('action', MAX_TEXT),
    ...narrowed,
    expected,
  };
}

const FITS: Readonly<Record<PolicyTest['subject']['type'], (id: string) => boolean>> = {
  person: isSyntheticPersonNumber,
  organization: isOrganizationNumber,
  systemUser: isUuid,
};
const WANTED: Readonly<Record<PolicyTest['subject']['type'], string>> = {
  person: 'the number of a synthetic person',
  organization: 'an organisation number',
  systemUser: 'the UUID of a system user',
};

const SUBJECT_IDS: Readonly<Record<PolicyTest['subject']['type'], string>> = {
  person: ids.PERSON_NUMBER,
  organization: ids.ORGANIZATION_NUMBER,
  systemUser: ids.SYSTEM_USER,
};

function attributeOf(urn: string): { readonly id: string; readonly value: string } | undefined {
  const [, id, value] = /^(urn:[a-z0-9]+:.+):([^:]+)$/.exec(urn) ?? [];
  return id === undefined || value === undefined ? undefined : { id, value };
}

/** The question that a test asks about a resource. @param named the attributes that name the resource */
export function questionOf(
  test: PolicyTest,
  named: readonly { readonly id: string; readonly value: string }[],
): Question {
  const partyId = isOrganizationNumber(test.party) ? ids.ORGANIZATION_NUMBER : ids.PERSON_NUMBER;
  const within = test.within === undefined ? undefined : attributeOf(test.within);
  return {
    subject: [{ id: SUBJECT_IDS[test.subject.type], value: test.subject.id }],
    action: test.action,
    resource: [...named, ...(within ? [within] : []), { id: partyId, value: test.party }],
  };
}
