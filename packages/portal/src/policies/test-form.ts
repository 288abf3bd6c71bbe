/** The form of a test: what is missing in it. */
import type { PolicyTest } from '../api/types.ts';
import type { Texts } from '../texts/index.tsx';

export const EMPTY_TEST: PolicyTest = {
  name: '',
  subject: { type: 'person', id: '' },
  party: '',
  action: '',
  expected: 'Permit',
};

export type TestField = 'test-name' | 'test-subject' | 'test-party' | 'test-action' | 'test-within';

const DIGITS = /\s/g;

/** Without the blanks that people write in and around numbers; without a place when none is written. */
export function tidiedTest({ name, subject, party, action, within = '', expected }: PolicyTest): PolicyTest {
  const place = within.trim();
  return {
    name: name.trim(),
    subject: { type: subject.type, id: subject.id.replace(DIGITS, '') },
    party: party.replace(DIGITS, ''),
    action: action.trim(),
    ...(place === '' ? {} : { within: place }),
    expected,
  };
}

export function testFaults(
  test: PolicyTest,
  t: Texts,
): readonly { readonly field: TestField; readonly message: string }[] {
  const faults: { field: TestField; message: string }[] = [];
  const { name, subject, party, action, within } = tidiedTest(test);
  if (name === '') faults.push({ field: 'test-name', message: t.policy.nameRequired });
  if (!SUBJECTS[subject.type].test(subject.id)) faults.push({ field: 'test-subject', message: t.policy.idRequired });
  if (!/^(\d{9}|\d{11})$/.test(party)) faults.push({ field: 'test-party', message: t.policy.partyRequired });
  if (action === '') faults.push({ field: 'test-action', message: t.policy.oneActionRequired });
  if (within !== undefined && !/^urn:[a-z0-9]+:.+:[^:]+$/.test(within))
    faults.push({ field: 'test-within', message: t.policy.termInvalid });
  return faults;
}

const SUBJECTS: Readonly<Record<PolicyTest['subject']['type'], RegExp>> = {
  person: /^\d{11}$/,
  organization: /^\d{9}$/,
  systemUser: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
};
