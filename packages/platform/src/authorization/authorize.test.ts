import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { countWork } from '../testing/work.ts';
import { type Harness, type Pairs, requestBody, startHarness } from './harness.ts';

const DAGL = { 'urn:altinn:person:identifier-no': '01816010027' };
const STRANGER = { 'urn:altinn:person:identifier-no': '11918010779' };
const FELLING = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:organization:identifier-no': '310044423' };
const OK = 'urn:oasis:names:tc:xacml:1.0:status:ok';
const PROCESSING_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:processing-error';
const SYNTAX_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:syntax-error';
const BAKERY_UUID = '20000000-0000-4000-8000-000000000008';
const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';

let harness: Harness;
let token: string;

beforeAll(async () => {
  harness = await startHarness();
  token = await harness.token('altinn:authorization/authorize');
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.delegations.grants.length = 0;
  harness.delegations.given.length = 0;
  harness.delegations.failing = false;
  harness.instances.clear();
  harness.instanceLookups.length = 0;
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method: 'POST',
    url: '/authorization/api/v1/authorize',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });

interface Result {
  decision: string;
  status: { statusMessage: null; statusDetails: null; statusCode: { value: string; statusCode: null } };
  obligations: { id: string; attributeAssignment: { category: string; value: string; dataType: string }[] }[] | null;
  associateAdvice: null;
  category:
    | { categoryId: string; attribute: { attributeId: string; value: string; includeInResult: boolean }[] }[]
    | null;
  policyIdentifierList: null;
}

const results = async (body: unknown): Promise<readonly Result[]> => {
  const answer = await post(body);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ response: Result[] }>().response;
};
const ask = async (subject: Pairs, action: string, resource: Pairs): Promise<Result> => {
  const [result, ...more] = await results(requestBody(subject, action, resource));
  expect(more).toEqual([]);
  if (!result) throw new Error('no result');
  return result;
};
const decision = async (subject: Pairs, action: string, resource: Pairs) =>
  (await ask(subject, action, resource)).decision;

describe('access to POST /authorization/api/v1/authorize', () => {
  it('answers 401 without a bearer token (altinn-pdp#1)', async () => {
    const answer = await harness.app.inject({
      method: 'POST',
      url: '/authorization/api/v1/authorize',
      payload: requestBody(DAGL, 'read', FELLING),
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('answers 403 to a token without one of the two scopes, matched as whole words (altinn-pdp#2)', async () => {
    for (const scope of [
      'altinn:instances.read',
      'altinn:authorization/authorizer',
      'xaltinn:authorization/authorize',
    ]) {
      const answer = await post(requestBody(DAGL, 'read', FELLING), {
        authorization: `Bearer ${await harness.token(scope)}`,
      });
      expect(answer.statusCode, scope).toBe(403);
    }
  });

  it('lets the admin scope alone in (altinn-pdp#3)', async () => {
    const admin = await harness.token('altinn:authorization/authorize.admin');
    const answer = await post(requestBody(DAGL, 'read', FELLING), { authorization: `Bearer ${admin}` });
    expect(answer.statusCode).toBe(200);
  });

  it('finds the scope in urn:altinn:scope as well as in scope (altinn-pdp#4)', async () => {
    const claims = { 'urn:altinn:scope': 'altinn:authorization/authorize other:scope' };
    const answer = await post(requestBody(DAGL, 'read', FELLING), {
      authorization: `Bearer ${await harness.token('other:scope', claims)}`,
    });
    expect(answer.statusCode).toBe(200);
  });

  it('takes no token past its lifetime, not even one that it has taken before, and gives no second of tolerance', async () => {
    const short = await harness.token('altinn:authorization/authorize', {
      exp: Math.floor(harness.clock.now() / 1000) + 60,
    });
    const headers = { authorization: `Bearer ${short}` };
    expect((await post(requestBody(DAGL, 'read', FELLING), headers)).statusCode).toBe(200);
    harness.clock.advance(60_000);
    expect((await post(requestBody(DAGL, 'read', FELLING), headers)).statusCode).toBe(401);
    harness.clock.advance(-60_000);
  });

  it('takes no token that it cannot verify', async () => {
    const [head, payload] = token.split('.');
    const answer = await post(requestBody(DAGL, 'read', FELLING), { authorization: `Bearer ${head}.${payload}.AAAA` });
    expect(answer.statusCode).toBe(401);
  });

  it('answers 415 to other media types', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      const answer = await post('a=b', { 'content-type': type });
      expect(answer.statusCode, type).toBe(415);
    }
  });
});

describe('the form of requests and responses', () => {
  it('reads members in any case (altinn-pdp#5)', async () => {
    const lower = JSON.stringify(requestBody(DAGL, 'read', FELLING)).replace(
      /"(Request|AccessSubject|Attribute|AttributeId|Value|Action|Resource|CategoryId)":/g,
      (_, name: string) => `"${name.charAt(0).toLowerCase()}${name.slice(1)}":`,
    );
    const odd = JSON.stringify(requestBody(DAGL, 'read', FELLING)).replace(
      /"(Request|AccessSubject|Attribute|AttributeId|Value)":/g,
      (_, name: string) => `"${name.toUpperCase()}":`,
    );
    expect((await results(lower))[0]?.decision).toBe('Permit');
    expect((await results(odd))[0]?.decision).toBe('Permit');
  });

  it('answers with camelCase members and writes nulls, as the contract’s example does (altinn-pdp#6, altinn-pdp#7, altinn-pdp#8)', async () => {
    const answer = await post(requestBody(DAGL, 'read', FELLING));
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toStrictEqual({
      response: [
        {
          decision: 'Permit',
          status: { statusMessage: null, statusDetails: null, statusCode: { value: OK, statusCode: null } },
          obligations: [
            {
              id: 'urn:altinn:obligation:authenticationLevel1',
              attributeAssignment: [
                {
                  attributeId: 'urn:altinn:obligation1-assignment1',
                  value: '3',
                  category: 'urn:altinn:minimum-authenticationlevel',
                  dataType: 'http://www.w3.org/2001/XMLSchema#integer',
                  issuer: null,
                },
              ],
            },
          ],
          associateAdvice: null,
          category: null,
          policyIdentifierList: null,
        },
      ],
    });
  });

  it('leaves statusMessage null also in errors (altinn-pdp#8)', async () => {
    const result = await ask({}, 'read', FELLING);
    expect(result.decision).toBe('Indeterminate');
    expect(result.status.statusMessage).toBeNull();
  });

  it('leaves policyIdentifierList null even when it is asked for (altinn-pdp#9)', async () => {
    const body = requestBody(DAGL, 'read', FELLING);
    const asked = { Request: { ReturnPolicyIdList: true, CombinedDecision: true, XPathVersion: 'x', ...body.Request } };
    expect((await results(asked))[0]).toMatchObject({ decision: 'Permit', policyIdentifierList: null });
  });

  it('answers 400 to a number, a boolean or a list as value (altinn-pdp#10)', async () => {
    for (const Value of [3, true, ['a'], { a: 1 }, null]) {
      const body = requestBody(DAGL, 'read', FELLING);
      body.Request.Resource[0]?.Attribute.push({ AttributeId: 'urn:altinn:partyid', Value: Value as never });
      const answer = await post(body);
      expect(answer.statusCode, String(Value)).toBe(400);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(Object.keys(answer.json<{ errors: object }>().errors)).toEqual(['Request.Resource[0].Attribute[2].Value']);
    }
  });

  it('answers 400 to what is not the model', async () => {
    const bodies = [
      '{"Request":',
      '[]',
      'null',
      '"text"',
      '{}',
      '{"Request":[]}',
      '{"Request":{"AccessSubject":{"Attribute":[]}}}',
      '{"Request":{"Resource":[[]]}}',
      '{"Request":{"Action":[{"Attribute":[{"Value":"read"}]}]}}',
      '{"Request":{"Action":[{"Attribute":[{"AttributeId":"a","Value":"b","IncludeInResult":"true"}]}]}}',
      '{"Request":{"ReturnPolicyIdList":"yes"}}',
      '{"Request":{"MultiRequests":[]}}',
      '{"Request":{"MultiRequests":{"RequestReference":[{"ReferenceId":[1]}]}}}',
      '{"Request":{"RecipientSubject":{}}}',
    ];
    for (const body of bodies) expect((await post(body)).statusCode, body).toBe(400);
    expect((await post('')).statusCode).toBe(400);
  });

  it('takes an attribute without data type as a string, and knows string and anyURI by name (altinn-pdp#11)', async () => {
    const types = [undefined, 'string', 'http://www.w3.org/2001/XMLSchema#string'];
    for (const DataType of types) {
      const body = requestBody(DAGL, 'read', FELLING);
      for (const part of [body.Request.Action, body.Request.Resource, body.Request.AccessSubject])
        for (const one of part[0]?.Attribute ?? []) Object.assign(one, { DataType });
      expect((await results(body))[0]?.decision, DataType).toBe('Permit');
    }
    // A value of another known type is none that the policy's string match finds: not applicable, and no error.
    for (const DataType of ['anyURI', 'http://www.w3.org/2001/XMLSchema#anyURI']) {
      const body = requestBody(DAGL, 'read', FELLING);
      for (const one of body.Request.Action[0]?.Attribute ?? []) Object.assign(one, { DataType });
      expect((await results(body))[0]?.decision, DataType).toBe('NotApplicable');
    }
  });

  it('answers Indeterminate with processing-error to an unknown data type (altinn-pdp#12)', async () => {
    for (const DataType of ['boolean', 'http://www.w3.org/2001/XMLSchema#date', 'integer', '']) {
      const body = requestBody(DAGL, 'read', FELLING);
      Object.assign(body.Request.Resource[0]?.Attribute[0] ?? {}, { DataType });
      const [result] = await results(body);
      expect(result).toMatchObject({ decision: 'Indeterminate', status: { statusCode: { value: PROCESSING_ERROR } } });
    }
  });

  it('takes two attributes with one id in one category as one bag with two values (altinn-pdp#13)', async () => {
    const values = { 'urn:altinn:rolecode': ['NOTHING', 'DAGL'], 'urn:altinn:userid': '20011' };
    expect(await decision(values, 'read', FELLING)).toBe('Permit');
    const body = requestBody({ 'urn:altinn:userid': '20011' }, 'read', FELLING);
    body.Request.AccessSubject.push({ Attribute: [{ AttributeId: 'urn:altinn:rolecode', Value: 'DAGL' }] });
    expect((await results(body))[0]?.decision).toBe('Permit');
  });

  it('echoes an attribute with IncludeInResult, marked false (altinn-pdp#14, altinn-pdp#15)', async () => {
    const body = requestBody(DAGL, 'read', FELLING);
    Object.assign(body.Request.Resource[0]?.Attribute[1] ?? {}, { IncludeInResult: true });
    const [result] = await results(body);
    expect(result?.category).toStrictEqual([
      {
        categoryId: 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource',
        id: null,
        content: null,
        attribute: [
          {
            attributeId: 'urn:altinn:organization:identifier-no',
            value: '310044423',
            issuer: null,
            dataType: 'http://www.w3.org/2001/XMLSchema#string',
            includeInResult: false,
          },
        ],
      },
    ]);
  });

  it('echoes nothing with Indeterminate (altinn-pdp#16)', async () => {
    const body = requestBody(DAGL, 'read', { ...FELLING, 'urn:altinn:resource': 'not-there' });
    Object.assign(body.Request.Resource[0]?.Attribute[1] ?? {}, { IncludeInResult: true });
    expect((await results(body))[0]).toMatchObject({ decision: 'Indeterminate', category: null });
  });
});

describe('multi requests', () => {
  const multi = (references: readonly (readonly string[])[]) => {
    const part = (Id: string, AttributeId: string, Value: string) => ({ Id, Attribute: [{ AttributeId, Value }] });
    const action = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
    const [felling] = requestBody(DAGL, 'read', FELLING).Request.Resource;
    return {
      Request: {
        AccessSubject: [
          part('s1', 'urn:altinn:person:identifier-no', '01816010027'),
          part('s2', 'urn:altinn:person:identifier-no', '11918010779'),
        ],
        Action: [part('a1', action, 'read'), part('a2', action, 'sign')],
        Resource: [{ Id: 'r1', ...felling }],
        MultiRequests: { RequestReference: references.map((ReferenceId) => ({ ReferenceId })) },
      },
    };
  };
  const decisions = async (body: unknown) => (await results(body)).map((one) => one.decision);

  it('takes one reference as a single request over all categories (altinn-pdp#17)', async () => {
    // Both persons and both actions are in the one request: the bag of two person numbers is read by its first value.
    expect(await decisions(multi([['s2', 'a2', 'r1']]))).toEqual(['Permit']);
    expect(await decisions(multi([]))).toEqual(['Permit']);
  });

  it('gives results in the order of the references (altinn-pdp#18)', async () => {
    const body = multi([
      ['s1', 'a1', 'r1'],
      ['s2', 'a1', 'r1'],
      ['r1', 's1', 'a2'],
      ['s1', 'a1', 'r1'],
    ]);
    expect(await decisions(body)).toEqual(['Permit', 'NotApplicable', 'NotApplicable', 'Permit']);
  });

  it('skips an unknown reference id (altinn-pdp#19)', async () => {
    const body = multi([
      ['s1', 'a1', 'r1', 'nothing'],
      ['', 's2', 'a1', 'r1'],
    ]);
    expect(await decisions(body)).toEqual(['Permit', 'NotApplicable']);
  });

  it('gives one Indeterminate in all when one part fails (altinn-pdp#20)', async () => {
    const body = multi([
      ['s1', 'a1', 'r1'],
      ['a1', 'r1'],
    ]);
    const [only, ...more] = await results(body);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ decision: 'Indeterminate', status: { statusCode: { value: PROCESSING_ERROR } } });
  });

  it('answers syntax-error when a subject or action lacks its id, processing-error for a resource', async () => {
    const references = [
      ['s1', 'a1', 'r1'],
      ['s2', 'a1', 'r1'],
    ];
    for (const [member, status] of [
      ['AccessSubject', SYNTAX_ERROR],
      ['Action', SYNTAX_ERROR],
      ['Resource', PROCESSING_ERROR],
    ] as const) {
      const body = multi(references);
      const [first] = body.Request[member];
      if (first) Reflect.deleteProperty(first, 'Id');
      const found = await results(body);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ decision: 'Indeterminate', status: { statusCode: { value: status } } });
    }
  });

  it('lets the last of two resources with one id count', async () => {
    const body = multi([
      ['s1', 'a1', 'r1'],
      ['s2', 'a1', 'r1'],
    ]);
    const other = requestBody(DAGL, 'read', { ...FELLING, 'urn:altinn:organization:identifier-no': '310075272' });
    body.Request.Resource.push({ Id: 'r1', ...other.Request.Resource[0] } as never);
    expect(await decisions(body)).toEqual(['NotApplicable', 'Permit']);
  });

  it('fetches an instance once within one multi request', async () => {
    const guid = '11111111-2222-4333-8444-555555555555';
    harness.instances.set(`50020008/${guid}`, { org: 'ttd', app: 'demo', partyId: 50020008, task: 'Task_1' });
    const body = multi([
      ['s1', 'a1', 'r1'],
      ['s2', 'a1', 'r1'],
      ['s1', 'a1', 'r1'],
    ]);
    const [resource] = body.Request.Resource;
    Object.assign(resource ?? {}, {
      Attribute: [{ AttributeId: 'urn:altinn:instance-id', Value: `50020008/${guid}` }],
    });
    expect(await decisions(body)).toEqual(['Permit', 'NotApplicable', 'Permit']);
    expect(harness.instanceLookups).toEqual([`50020008/${guid}`]);
  });

  it('decides a system user with delegations in each part', async () => {
    for (const action of ['read', 'write'])
      harness.delegations.grants.push({ to: SYSTEM_USER, from: BAKERY_UUID, resourceId: 'ttd-lonnsrapport', action });
    const body = {
      Request: {
        AccessSubject: [{ Id: 's1', Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: SYSTEM_USER }] }],
        Action: ['read', 'write'].map((Value, index) => ({
          Id: `a${index}`,
          Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value }],
        })),
        Resource: [
          {
            Id: 'r1',
            ...requestBody({}, '', { ...FELLING, 'urn:altinn:resource': 'ttd-lonnsrapport' }).Request.Resource[0],
          },
        ],
        MultiRequests: { RequestReference: [{ ReferenceId: ['s1', 'a0', 'r1'] }, { ReferenceId: ['s1', 'a1', 'r1'] }] },
      },
    };
    expect(await decisions(body)).toEqual(['Permit', 'Permit']);
  });

  it('answers ten thousand references, and 400 to more', async () => {
    const many = Array.from({ length: 10_000 }, () => ['s1', 'a1', 'r1']);
    expect(await results(multi(many))).toHaveLength(10_000);
    expect((await post(multi([...many, ['s1']]))).statusCode).toBe(400);
  });
});

describe('large requests', () => {
  /** Blocks run and elements walked for each character. */
  const PER_CHARACTER = 60;
  const withinBounds = async (body: unknown) => {
    const text = JSON.stringify(body);
    const { result, work } = await countWork(() => post(text));
    expect(work / text.length).toBeLessThan(PER_CHARACTER);
    return result;
  };

  it('decides thousands of attributes, values and categories with work in proportion', async () => {
    const many = (count: number, make: (index: number) => object) =>
      Array.from({ length: count }, (_, index) => make(index));
    const { Request } = requestBody(DAGL, 'read', FELLING);
    const bodies = [
      {
        ...Request,
        Category: many(5_000, (index) => ({
          CategoryId: `urn:x:${index}`,
          Attribute: [{ AttributeId: 'a', Value: 'b' }],
        })),
      },
      {
        ...Request,
        Resource: [
          ...Request.Resource,
          { Attribute: many(15_000, (index) => ({ AttributeId: `a${index}`, Value: 'b' })) },
        ],
      },
      {
        ...Request,
        Resource: [
          ...Request.Resource,
          { Attribute: many(15_000, (index) => ({ AttributeId: 'a', Value: `${index}` })) },
        ],
      },
      { ...Request, AccessSubject: [...Request.AccessSubject, ...many(10_000, () => ({ Attribute: [] }))] },
    ];
    for (const body of bodies)
      expect((await withinBounds({ Request: body })).json().response[0].decision).toBe('Permit');
  });

  it('answers 400 to a small body that names a large category many times', async () => {
    const { Request } = requestBody(DAGL, 'read', FELLING);
    const large = {
      Id: 'r',
      Attribute: Array.from({ length: 5_000 }, (_, index) => ({ AttributeId: `a${index}`, Value: 'b' })),
    };
    const MultiRequests = { RequestReference: Array.from({ length: 5_000 }, () => ({ ReferenceId: ['r'] })) };
    const answer = await withinBounds({ Request: { ...Request, Resource: [large], MultiRequests } });
    expect(answer.statusCode).toBe(400);
  });

  it('answers 413 to a body beyond a mebibyte', async () => {
    expect((await post(`{"Request":{"XPathVersion":"${'x'.repeat(1_100_000)}"}}`)).statusCode).toBe(413);
  });
});

describe('decisions by role', () => {
  it('permits the managing director of the resource party, and no stranger', async () => {
    for (const action of ['read', 'write']) expect(await decision(DAGL, action, FELLING)).toBe('Permit');
    expect(await decision(DAGL, 'sign', FELLING)).toBe('NotApplicable');
    expect(await decision(STRANGER, 'read', FELLING)).toBe('NotApplicable');
    const other = { ...FELLING, 'urn:altinn:organization:identifier-no': '310075272' };
    expect(await decision(DAGL, 'read', other)).toBe('NotApplicable');
  });

  it('finds the resource party by number, legacy id, UUID, party number and person number', async () => {
    const { 'urn:altinn:resource': resource } = FELLING;
    const parties: Pairs[] = [
      { 'urn:altinn:organizationnumber': '310044423' },
      { 'urn:altinn:party:uuid': BAKERY_UUID },
      { 'urn:altinn:partyid': '50020008' },
    ];
    for (const party of parties)
      expect(await decision(DAGL, 'read', { 'urn:altinn:resource': resource, ...party })).toBe('Permit');
    const own = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'demo', 'urn:altinn:person:identifier-no': '21838810052' };
    expect(await decision({ 'urn:altinn:person:identifier-no': '21838810052' }, 'read', own)).toBe('Permit');
    expect(await decision(DAGL, 'read', own)).toBe('NotApplicable');
  });

  it('gives NotApplicable for a party that the register does not know, or none', async () => {
    for (const number of ['999999999', 'x'.repeat(10_000), '']) {
      const resource = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:organization:identifier-no': number };
      expect(await decision(DAGL, 'read', resource)).toBe('NotApplicable');
    }
    expect(await decision(DAGL, 'read', { 'urn:altinn:resource': 'skogdir-felling' })).toBe('NotApplicable');
    const odd = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:partyid': '1e3' };
    expect(await decision(DAGL, 'read', odd)).toBe('NotApplicable');
  });

  it('gives Indeterminate for a resource without policy, and for none at all (altinn-pdp#24)', async () => {
    for (const resource of [{ ...FELLING, 'urn:altinn:resource': 'not-there' }, { 'urn:altinn:partyid': '50020008' }])
      expect(await ask(DAGL, 'read', resource)).toMatchObject({
        decision: 'Indeterminate',
        status: { statusCode: { value: PROCESSING_ERROR } },
      });
  });

  it('looks roles up only when the policy names urn:altinn:rolecode (altinn-pdp#34)', async () => {
    const rules = (subject: string) => [{ subjects: [subject], actions: ['read'] }];
    const save = (subject: string) =>
      harness.database.transaction(async (trx, announce) => {
        const xml = writePolicy({ resourceId: 'skogdir-skogdata', rules: rules(subject) });
        await harness.resources.savePolicy(trx, announce, 'skogdir-skogdata', xml);
      });
    const resource = { ...FELLING, 'urn:altinn:resource': 'skogdir-skogdata' };
    await save('urn:altinn:external-role:ccr:daglig-leder');
    expect(await decision(DAGL, 'read', resource)).toBe('NotApplicable');
    await harness.database.transaction(async (trx, announce) => {
      const xml = writePolicy({
        resourceId: 'skogdir-skogdata',
        rules: [...rules('urn:altinn:external-role:ccr:daglig-leder'), ...rules('urn:altinn:rolecode:nobody')],
      });
      await harness.resources.savePolicy(trx, announce, 'skogdir-skogdata', xml);
    });
    expect(await decision(DAGL, 'read', resource)).toBe('Permit');
  });

  it('never shows the rightholder and agent roles (altinn-pdp#37)', async () => {
    const given = [
      'urn:altinn:role:rettighetshaver',
      'urn:altinn:role:agent',
      'urn:altinn:role:hovedadministrator',
    ].map((role) => ({
      holder: '10000000-0000-4000-8000-000000000016',
      role,
      of: '20000000-0000-4000-8000-000000000013',
    }));
    await harness.database.transaction((trx, announce) => harness.register.giveRoles(trx, announce, given));
    const rule = (subject: string, action: string) => ({
      subjects: [subject, 'urn:altinn:rolecode:nobody'],
      actions: [action],
    });
    await harness.database.transaction(async (trx, announce) => {
      const xml = writePolicy({
        resourceId: 'skogdir-skogdata',
        rules: [
          rule('urn:altinn:role:rettighetshaver', 'read'),
          rule('urn:altinn:role:agent', 'write'),
          rule('urn:altinn:role:hovedadministrator', 'sign'),
        ],
      });
      await harness.resources.savePolicy(trx, announce, 'skogdir-skogdata', xml);
    });
    const resource = {
      'urn:altinn:resource': 'skogdir-skogdata',
      'urn:altinn:organization:identifier-no': '310075272',
    };
    const person = { 'urn:altinn:person:identifier-no': '21838810052' };
    expect(await decision(person, 'read', resource)).toBe('NotApplicable');
    expect(await decision(person, 'write', resource)).toBe('NotApplicable');
    expect(await decision(person, 'sign', resource)).toBe('Permit');
  });

  it('matches role codes in lower and upper case, also by case-sensitive rules', async () => {
    const xml = writePolicy({
      resourceId: 'skogdir-skogdata',
      rules: [
        { subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] },
        { subjects: ['urn:altinn:rolecode:dagl'], actions: ['write'] },
      ],
    }).replaceAll(
      'urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case',
      'urn:oasis:names:tc:xacml:1.0:function:string-equal',
    );
    await harness.database.transaction((trx, announce) =>
      harness.resources.savePolicy(trx, announce, 'skogdir-skogdata', xml),
    );
    const resource = { ...FELLING, 'urn:altinn:resource': 'skogdir-skogdata' };
    expect(await decision(DAGL, 'read', resource)).toBe('Permit');
    expect(await decision(DAGL, 'write', resource)).toBe('Permit');
  });
});
