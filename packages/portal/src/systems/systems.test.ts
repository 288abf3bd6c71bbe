import { describe, expect, it } from 'vitest';
import type { Life } from '../api/vendor.ts';
import { nb as common } from '../texts/nb.ts';
import { changeBody, holdings } from './change-form.ts';
import { fits, lifeRows } from './life.ts';
import {
  EMPTY_SYSTEM,
  fieldsOf,
  rightOf,
  type SystemFields,
  serverSystemFaults,
  systemBody,
  systemFaults,
} from './system-form.ts';
import { withWords } from './words.ts';

const nb = withWords(common, 'nb');

const VENDOR = '310019747';
const ALL = { nb: 'Lønn', nn: 'Løn', en: 'Payroll' };
const WHOLE: SystemFields = { ...EMPTY_SYSTEM, suffix: 'lonn', name: ALL, description: ALL };
const NONE: ReadonlySet<string> = new Set();
const PACKAGE = 'urn:altinn:accesspackage:skogbruk';

describe('the form of a system', () => {
  it('names every field that lacks something', () => {
    expect(Object.keys(systemFaults(EMPTY_SYSTEM, NONE, nb)).sort()).toEqual([
      'description-en',
      'description-nb',
      'description-nn',
      'name-en',
      'name-nb',
      'name-nn',
      'suffix',
    ]);
    expect(systemFaults(WHOLE, NONE, nb)).toEqual({});
  });

  it.each(['a b', 'a/b', 'a\u0000', 'a%2e', '#'])('takes no id such as %j', (suffix) => {
    expect(systemFaults({ ...WHOLE, suffix }, NONE, nb)).toHaveProperty('suffix');
  });

  it('takes only addresses with https, and says which is none', () => {
    const redirects = 'https://a.example/x\n\n javascript:alert(1)';
    expect(systemFaults({ ...WHOLE, redirects }, NONE, nb)['redirects']).toContain('javascript:alert(1)');
  });

  it('lets no visible system have what only agents can use', () => {
    const fields = { ...WHOLE, isVisible: true, packages: [PACKAGE] };
    expect(systemFaults(fields, new Set([PACKAGE]), nb)).toHaveProperty('packages');
    expect(systemFaults(fields, NONE, nb)).toEqual({});
  });

  it('sends a registered system back as it was, actions and all', () => {
    const rights = [{ action: 'read', ...rightOf('a') }, rightOf('b')];
    const system = {
      ...systemBody(VENDOR, { ...WHOLE, redirects: 'https://a.example/x' }),
      rights,
      accessPackages: [{ urn: PACKAGE }],
      clientId: ['c'],
      isVisible: true,
      isDeleted: false,
      allowedRedirectUrls: ['https://a.example/x'],
    };
    const { isDeleted: _, ...body } = system;
    expect(systemBody(VENDOR, fieldsOf(system), rights)).toEqual(body);
    expect(systemBody(VENDOR, { ...fieldsOf(system), resources: ['b', 'c'] }, rights).rights).toEqual([
      rightOf('b'),
      rightOf('c'),
    ]);
  });

  it('puts the register’s complaints at its fields', () => {
    const faults = [
      { field: '', code: 'AUTH.VLD-00004', parameters: {} },
      { field: 'name.nn', code: 'invalid', parameters: {} },
      { field: 'allowedRedirectUrls[3]', code: 'invalid', parameters: {} },
    ];
    expect(Object.keys(serverSystemFaults(faults, nb)).sort()).toEqual(['clients', 'name-nn', 'redirects']);
    expect(serverSystemFaults([{ field: '__proto__', code: 'constructor', parameters: {} }], nb)).toBeTypeOf('object');
  });
});

const request = (id: string, more: object = {}) => ({
  id,
  integrationTitle: 'x',
  externalRef: '310044423',
  systemId: `${VENDOR}_lonn`,
  partyOrgNo: '310044423',
  rights: [rightOf('a')],
  accessPackages: [],
  status: 'New' as const,
  escalated: false,
  created: `2026-11-2${id}T12:00:00.000Z`,
  timedOut: false,
  confirmUrl: 'https://p.example/x',
  ...more,
});
const user = (id: string, isDeleted: boolean): Life['users'][number] => ({
  id,
  integrationTitle: 'x',
  systemId: 's',
  productName: 's',
  reporteeOrgNo: '310044423',
  created: '',
  isDeleted,
  supplierName: '',
  supplierOrgno: VENDOR,
  externalRef: '',
  userType: 'standard',
});

describe('the life of a request', () => {
  it('goes from asked to in use, newest first', () => {
    const rows = lifeRows({
      standard: [
        request('1', { status: 'Accepted' }),
        request('2', { escalated: true }),
        request('3', { timedOut: true }),
        request('4', { status: 'Rejected', externalRef: 'mine' }),
        request('5', { status: 'Accepted' }),
      ],
      agent: [request('6')],
      changes: [],
      users: [user('1', false), user('5', true)],
      whole: true,
    });
    expect(rows.map(({ id, kind, state }) => `${id} ${kind} ${state}`)).toEqual([
      '6 agent waits',
      '5 standard accepted',
      '4 standard rejected',
      '3 standard timedOut',
      '2 standard escalated',
      '1 standard used',
    ]);
    expect(rows.map(({ reference }) => reference)).toContain('mine');
  });

  it('is found by name, number and reference', () => {
    const row = { customer: '310044423', reference: 'Mine' };
    expect(['bakeri', '310 044', 'mine'].map((words) => fits(words, 'FJORDVIK BAKERI AS', row))).toEqual([
      true,
      true,
      true,
    ]);
    expect(fits('skog', 'FJORDVIK BAKERI AS', row)).toBe(false);
  });
});

it('a change asks for what is wished, and for nothing else', () => {
  const system = {
    ...systemBody(VENDOR, WHOLE),
    rights: [rightOf('a'), rightOf('b'), rightOf('c')],
    accessPackages: [{ urn: PACKAGE }],
    clientId: [],
    isVisible: false,
    isDeleted: false,
    allowedRedirectUrls: [],
  };
  expect(changeBody(system, { a: 'add', b: 'take', c: 'same', [PACKAGE]: 'take', d: 'add' })).toEqual({
    requiredRights: [rightOf('a')],
    unwantedRights: [rightOf('b')],
    requiredAccessPackages: [],
    unwantedAccessPackages: [{ urn: PACKAGE }],
  });
});

describe('what a customer has approved', () => {
  const user = { id: 'u', reporteeOrgNo: '310044423', externalRef: 'r', created: '2026-01-02T00:00:00Z' };
  const right = (value: string) => ({ resource: [{ id: 'urn:altinn:resource', value }] });
  const asked = (status: string, created: string, more: object = {}) => ({
    ...{ status, created, partyOrgNo: user.reporteeOrgNo, externalRef: user.externalRef },
    ...{ rights: [right('a')], accessPackages: [{ urn: PACKAGE }], ...more },
  });
  const change = (status: string, created: string, required: readonly object[], unwanted: readonly object[]) => ({
    ...{ status, created, systemUserId: user.id, requiredRights: required, unwantedRights: unwanted },
    ...{ requiredAccessPackages: [], unwantedAccessPackages: [] },
  });
  const life = (standard: readonly object[], changes: readonly object[]) => ({ standard, changes }) as unknown as Life;

  it('is what made the system user, with the approved changes in order', () => {
    const made = [
      asked('Rejected', '2025-12-01T00:00:00Z', { rights: [right('x')] }),
      asked('Accepted', '2026-01-01T00:00:00Z'),
    ];
    const changes = [
      change('Accepted', '2026-03-01T00:00:00Z', [], [right('b')]),
      change('Accepted', '2026-02-01T00:00:00Z', [right('b'), right('c')], [right('a')]),
      change('New', '2026-04-01T00:00:00Z', [right('d')], []),
    ];
    const holds = holdings(user, life(made, changes));
    expect(['a', 'b', 'c', 'd', 'x', PACKAGE].map(holds)).toEqual(['no', 'no', 'yes', 'no', 'no', 'yes']);
  });

  it('is not known where the customer made the system user without being asked', () => {
    const holds = holdings(
      user,
      life([asked('New', '2026-01-01T00:00:00Z')], [change('Accepted', '2026-02-01T00:00:00Z', [right('a')], [])]),
    );
    expect(['a', 'b'].map(holds)).toEqual(['yes', 'unknown']);
  });
});
