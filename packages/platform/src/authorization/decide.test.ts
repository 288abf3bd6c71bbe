/** The decision by itself: from a request and facts made by hand, so that each can be what it hardly ever is. */
import type { Response } from '@portvakt/xacml';
import { describe, expect, it } from 'vitest';
import { unavailable } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { compilePolicy } from '../resources/engine.ts';
import { type CompiledPolicy, type ResourceRecord, writePolicy } from '../resources/index.ts';
import { readAsked } from './asked.ts';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Side } from './context.ts';
import { decide, type Outcome } from './decide.ts';
import type { Facts, Rights } from './facts.ts';
import * as name from './names.ts';

const RESOURCE = 'test-resource';
const NUMBER = '310044423';
const PARTY: Party = {
  ...{ partyId: 50020008, uuid: '20000000-0000-4000-8000-000000000008', type: 'organization', name: 'ORGANISATION' },
  ...{ organizationNumber: NUMBER, isDeleted: false },
};
const USER: Party = {
  ...{ partyId: 50010001, uuid: '10000000-0000-4000-8000-000000000001', type: 'person', name: 'PERSON' },
  ...{ personNumber: '01816010027', userId: 20001, isDeleted: false },
};

type Pair = readonly [id: string, value: string];
const set = (...pairs: readonly Pair[]): AttributeSet => {
  const made = new AttributeSet();
  for (const [id, value] of pairs) made.add(id, value);
  return made;
};

const policy = compilePolicy(
  RESOURCE,
  1,
  writePolicy({
    resourceId: RESOURCE,
    rules: [{ subjects: [`${name.ROLE_CODE}:DAGL`], actions: ['read', 'write'] }],
    level: 3,
  }),
  'resource',
);
const DAGL = [{ category: 'subject', id: name.ROLE_CODE, values: ['DAGL'], from: 'register' }] as const;
const record = (accessListMode: ResourceRecord['accessListMode']) => ({ accessListMode }) as ResourceRecord;

interface Case {
  readonly actions?: readonly string[];
  /** Other attributes of the action. */
  readonly about?: readonly Pair[];
  readonly resource?: readonly Pair[];
  readonly side?: Side;
  readonly facts?: Partial<Facts>;
}

function decided({ actions = ['read'], about = [], resource = [], side = 'external', facts = {} }: Case): Outcome {
  const request: DecisionRequest = {
    subject: set([name.USER_ID, '20001']),
    action: set(...actions.map((action) => [name.ACTION_ID, action] as const), ...about),
    resource: set([name.RESOURCE_ID, RESOURCE], [name.ORGANIZATION_NUMBER, NUMBER], ...resource),
    others: new Map(),
  };
  return decide(request, {
    asked: readAsked(request, side),
    instance: undefined,
    resourceParty: PARTY,
    subject: { party: USER, isUser: true },
    resourceId: RESOURCE,
    isApp: false,
    policy,
    record: record('Disabled'),
    attributes: [],
    estateRoles: [],
    subjectLists: [],
    partyLists: [],
    rights: [],
    failed: undefined,
    ...facts,
  });
}

/** What everybody is told: without the context, which is for those who explain. */
function told(of: Case): unknown {
  const { context, ...rest } = decided(of);
  return rest;
}

const OBLIGATIONS = [
  {
    id: 'urn:altinn:obligation:authenticationLevel1',
    assignments: [
      {
        attributeId: expect.stringMatching(/^urn:altinn:obligation1-assignment/),
        category: name.LEVEL_CATEGORY,
        dataType: name.INTEGER_TYPE,
        value: '3',
      },
    ],
  },
];
const NOTHING = {
  ...{ decision: 'NotApplicable', status: name.STATUS.ok, decidedBy: 'policy', obligations: [], resourceId: RESOURCE },
};
const given = (...rights: readonly Partial<Rights[number]>[]): Partial<Facts> => ({
  rights: rights.map((right) => ({ to: USER.uuid, action: 'read', ...right })),
});
/** The engine as it hardly ever answers. */
const answering = (response: Partial<Response>): CompiledPolicy => ({
  ...policy,
  pdp: { ...policy.pdp, evaluate: () => ({ results: [], ...response }) as Response },
});

describe('by the policy', () => {
  it('is what the engine says', () => {
    expect(told({ facts: { attributes: DAGL } })).toMatchObject({
      ...{ decision: 'Permit', status: name.STATUS.ok, decidedBy: 'policy', resourceId: RESOURCE },
      obligations: [{ id: 'urn:altinn:obligation:authenticationLevel1' }],
    });
    expect(told({})).toEqual(NOTHING);
    expect(decided({}).context?.resourceParty).toBe(PARTY);
  });

  it('says why, where the engine does', () => {
    const status = { code: name.STATUS.missingAttribute, message: 'there is no role' };
    const engine = answering({ results: [{ decision: 'Indeterminate', status, obligations: [] }] as never });
    expect(told({ facts: { policy: engine } })).toEqual({
      ...{ decision: 'Indeterminate', status: name.STATUS.missingAttribute, decidedBy: 'policy', obligations: [] },
      ...{ resourceId: RESOURCE, message: 'there is no role' },
    });
  });
});

describe('what cannot be decided', () => {
  it('is Indeterminate, by the side that asks, and never an exception (altinn-pdp#21, altinn-pdp#22)', () => {
    const nothing = { decision: 'Indeterminate', decidedBy: 'error', obligations: [] };
    const facts = { policy: undefined };
    for (const [side, status] of [
      ['external', name.STATUS.processingError],
      ['internal', name.STATUS.syntaxError],
    ] as const)
      expect(told({ side, facts })).toEqual({
        ...nothing,
        status,
        message: `there is no policy for the resource "${RESOURCE}"`,
      });
    const failed = new Map([['policy', 'a word']] as const);
    for (const side of ['external', 'internal'] as const)
      expect(told({ side, facts: { ...facts, failed } })).toEqual({
        ...{ ...nothing, status: name.STATUS.syntaxError, message: 'a word' },
      });
  });

  it('keeps what it was about, when the engine breaks', () => {
    const found = decided({ facts: { policy: answering({}) } });
    expect(found).toMatchObject({
      ...{ decision: 'Indeterminate', status: name.STATUS.syntaxError, decidedBy: 'error', resourceId: RESOURCE },
      message: 'the engine gave no result',
    });
    expect(found.context?.policy.resourceId).toBe(RESOURCE);
  });

  it('is no answer at all while the database is away', () => {
    for (const fact of ['policy', 'record', 'rights', 'partyLists'] as const) {
      const failed = new Map([[fact, unavailable('away')]]);
      const attributes = fact === 'rights' ? [] : DAGL;
      const facts = { attributes, failed, record: record(fact === 'partyLists' ? 'Enabled' : 'Disabled') };
      expect(() => decided({ facts }), fact).toThrow('away');
    }
  });
});

describe('by delegation', () => {
  const permit = { ...NOTHING, decision: 'Permit', decidedBy: 'delegation', obligations: OBLIGATIONS };

  it('is Permit with what the policy demands, each time the same (altinn-pdp#45)', () => {
    expect(told({ facts: given({}) })).toEqual(permit);
    expect(decided({ facts: given({}) }).obligations).toBe(decided({ facts: given({}) }).obligations);
  });

  it('carries no obligation of a Deny, and none that the request would have to be read for', () => {
    const { document } = policy;
    const [own] = document.root.obligations;
    const [assignment] = own?.assignments ?? [];
    if (own === undefined || assignment === undefined) throw new Error('the policy has no obligation');
    const { category, ...uncategorised } = assignment;
    const obligations = [
      { ...own, appliesTo: 'Deny' },
      { ...own, assignments: [{ ...assignment, expression: { kind: 'designator' } }, uncategorised] },
    ];
    const changed = { ...policy, document: { ...document, root: { ...document.root, obligations } } } as never;
    const [found, ...more] = decided({ facts: { ...given({}), policy: changed } }).obligations;
    expect(more).toEqual([]);
    expect(found?.assignments).toStrictEqual([
      { attributeId: assignment.attributeId, dataType: name.INTEGER_TYPE, value: '3' },
    ]);
    expect(category).toBe(name.LEVEL_CATEGORY);
  });

  it('is for the action that was given', () => {
    expect(told({ facts: given({ action: 'write' }) })).toEqual(NOTHING);
    expect(told({ facts: given({ action: 'write' }, {}) })).toEqual(permit);
    // What else is said of the action is no action.
    const about = [['urn:example:reason', 'write']] as const;
    expect(told({ about, facts: given({ action: 'write' }) })).toEqual(NOTHING);
  });

  it('is for the instance that was given, in whatever letters', () => {
    const free = [name.RESOURCE_INSTANCE_ID, 'urn:altinn:a:1'] as const;
    const of = (instanceId: string) => told({ resource: [free], facts: given({ instanceId }) });
    expect(of('URN:altinn:A:1')).toEqual(permit);
    expect(of('urn:altinn:a:2')).toEqual(NOTHING);
    expect(told({ facts: given({ instanceId: 'urn:altinn:a:1' }) })).toEqual(NOTHING);
  });

  it('is for the part that was given: all of its attributes, by id and value', () => {
    const task = { type: name.TASK, value: 'Task_1' };
    const of = (part: readonly { type: string; value: string }[], ...resource: readonly Pair[]) =>
      told({ resource, facts: given({ part }) });
    expect(of([task], [name.TASK, 'task_1'])).toEqual(permit);
    expect(of([task], [name.TASK, 'Task_2'], [name.TASK, 'Task_1'])).toEqual(permit);
    for (const pairs of [[], [[name.TASK, 'Task_2']], [[name.END_EVENT, 'Task_1']]] as const)
      expect(of([task], ...pairs), JSON.stringify(pairs)).toEqual(NOTHING);
    const event = { type: name.END_EVENT, value: 'End' };
    expect(of([task, event], [name.TASK, 'Task_1'])).toEqual(NOTHING);
    expect(of([task, event], [name.TASK, 'Task_1'], [name.END_EVENT, 'End'])).toEqual(permit);
    expect(of([])).toEqual(permit);
  });

  it('is none where it could not be looked up, and none over a Deny', () => {
    const failed = new Map([['rights', new Error('broken')]] as const);
    expect(told({ facts: { failed } })).toEqual(NOTHING);
    const denying = answering({
      results: [{ decision: 'Deny', status: { code: name.STATUS.ok }, obligations: [] }] as never,
    });
    expect(told({ facts: { ...given({}), policy: denying } })).toMatchObject({ decision: 'Deny', decidedBy: 'policy' });
  });
});

describe('by access lists', () => {
  const enabled = { attributes: DAGL, record: record('Enabled') };
  const denied = (message: string) => ({
    ...{ decision: 'Deny', status: name.STATUS.ok, decidedBy: 'access list', obligations: [], resourceId: RESOURCE },
    message,
  });
  const on = (...filters: readonly (readonly string[] | undefined)[]): Partial<Facts> => ({
    ...enabled,
    partyLists: filters.map((actionFilters) => ({ actionFilters })) as never,
  });

  it('are asked about only where the resource uses them, and after a Permit', () => {
    expect(told({ facts: { attributes: DAGL } })).toMatchObject({ decision: 'Permit' });
    expect(told({ facts: { attributes: DAGL, record: undefined } })).toMatchObject({ decision: 'Permit' });
    expect(told({ facts: { record: record('Enabled') } })).toEqual(NOTHING);
  });

  it('refuse whoever is on none, and what is no organisation', () => {
    expect(told({ facts: enabled })).toEqual(denied(`${NUMBER} is on no access list of the resource`));
    const nobody = denied('the resource is open to organisations on its access lists only');
    expect(told({ facts: { ...on(undefined), resourceParty: USER } })).toEqual(nobody);
    expect(told({ facts: { ...on(undefined), resourceParty: undefined } })).toEqual(nobody);
  });

  it('give the actions that one of them names, or all where it names none', () => {
    const not = denied(`the access lists that ${NUMBER} is on do not cover the action`);
    for (const filters of [[undefined], [[]], [['read']], [['write'], ['read']]])
      expect(told({ facts: on(...filters) }), JSON.stringify(filters)).toMatchObject({ decision: 'Permit' });
    expect(told({ facts: on(['write']) })).toEqual(not);
    const actions = ['read', 'write'];
    expect(told({ actions, facts: on(['read']) })).toEqual(not);
    expect(told({ actions, facts: on(['read'], ['write']) })).toEqual(not);
    expect(told({ actions, facts: on(['read', 'write', 'sign']) })).toMatchObject({ decision: 'Permit' });
  });

  it('count for what was given by delegation too', () => {
    const asked = { ...given({}), record: record('Enabled') };
    expect(told({ facts: asked })).toEqual(denied(`${NUMBER} is on no access list of the resource`));
  });

  it('leave undecided what could not be looked up', () => {
    for (const fact of ['record', 'partyLists'] as const) {
      const failed = new Map([[fact, new Error('broken')]]);
      expect(told({ facts: { ...on(undefined), failed } }), fact).toMatchObject({
        ...{ decision: 'Indeterminate', decidedBy: 'error', message: 'broken', resourceId: RESOURCE },
      });
    }
  });
});
