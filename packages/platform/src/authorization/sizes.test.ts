/** The largest bodies that the limits allow must not make two of their sizes multiply; the work is counted, not timed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeOrganizationNumber } from '../foundation/index.ts';
import { countTurns, countWork } from '../testing/work.ts';
import { type Harness, startHarness } from './harness.ts';

/** Blocks run and elements walked for each character of a body: most of it is what deciding, or asking the database, takes by itself. */
const PER_CHARACTER = 60;

let harness: Harness;
let tokens: Readonly<Record<'pdp' | 'owner' | 'older', string>>;
beforeAll(async () => {
  harness = await startHarness({ stored: true });
  const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:310013579' };
  tokens = {
    pdp: await harness.token('altinn:authorization/authorize'),
    owner: await harness.token('altinn:resourceregistry/accesslist.write', { consumer }),
    older: await harness.token('x', { 'urn:altinn:app': 'sbl.authorization' }),
  };
  await post('owner', '/resourceregistry/api/v1/access-lists/skogdir/felling', { name: 'Felling' }, 'PUT');
});
afterAll(() => harness.close());

function post(who: keyof typeof tokens, url: string, body: unknown, method: 'POST' | 'PUT' | 'DELETE' = 'POST') {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const type = payload.startsWith('<') ? 'application/xml' : 'application/json';
  return harness.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': type },
    payload,
  });
}

const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const attribute = (AttributeId: string, Value: string) => ({ AttributeId, Value });
const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
const subject = attribute('urn:altinn:person:identifier-no', '01816010027');
const resource = [
  attribute('urn:altinn:resource', 'skogdir-felling'),
  attribute('urn:altinn:organization:identifier-no', '310044423'),
];
const read = attribute(ACTION_ID, 'read');
const references = (length: number) => ({
  RequestReference: list(length, () => ({ ReferenceId: ['s', 'a', 'r'] })),
});
/** Categories with one id each, and each with some attributes of its own. */
const multi = (count: number, categories: number, attributes: number) => ({
  Request: {
    AccessSubject: [
      { Id: 's', Attribute: [subject] },
      ...list(categories, (at) => ({
        Id: 's',
        Attribute: list(attributes, (index) => attribute(`urn:x:${at}:${index}`, 'x')),
      })),
    ],
    Action: [{ Id: 'a', Attribute: [read] }],
    Resource: [{ Id: 'r', Attribute: resource }],
    MultiRequests: references(count),
  },
});
const match = (id: string, value: string) => ({ id, value });
const partyMatch = (value: number) => match('urn:altinn:partyid', String(value));
const rule = (index: number) => ({
  delegatedByUserId: 20001,
  offeredByPartyId: 50020008,
  coveredBy: [partyMatch(50010001 + (index % 100))],
  resource: [match('urn:altinn:resource', 'skogdir-felling')],
  action: match(ACTION_ID, 'read'),
});
const xml = (values: number) =>
  `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" ReturnPolicyIdList="false" CombinedDecision="false">${[
    ['urn:oasis:names:tc:xacml:1.0:subject-category:access-subject', 'urn:altinn:userid', '20001'],
    ['urn:oasis:names:tc:xacml:3.0:attribute-category:resource', 'urn:altinn:resource', 'skogdir-felling'],
    ['urn:oasis:names:tc:xacml:3.0:attribute-category:action', ACTION_ID, 'read'],
  ]
    .map(
      ([category, id, value]) =>
        `<Attributes Category="${category}"><Attribute AttributeId="${id}" IncludeInResult="false">${`<AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue>`.repeat(values)}</Attribute></Attributes>`,
    )
    .join('')}</Request>`;

const AUTHORIZE = '/authorization/api/v1/authorize';
const DECISION = '/authorization/api/v1/decision';
const RULES = '/authorization/api/v1/delegations';
const MEMBERS = '/resourceregistry/api/v1/access-lists/skogdir/felling/members';
const numbers = (length: number) =>
  list(length, (index) => completeOrganizationNumber(String(31_000_000 + index)))
    .filter((one) => one !== undefined)
    .map((one) => `urn:altinn:organization:identifier-no:${one}`);

/** Name, who asks, path, body. */
const BODIES: readonly (readonly [string, keyof typeof tokens, string, unknown])[] = [
  ['many references', 'pdp', AUTHORIZE, multi(10_000, 0, 0)],
  ['many references inside', 'pdp', DECISION, multi(10_000, 0, 0)],
  ['many categories of one id', 'pdp', AUTHORIZE, multi(80, 3_000, 1)],
  ['a large category and many references', 'pdp', AUTHORIZE, multi(40, 1, 10_000)],
  ['too many attributes together', 'pdp', AUTHORIZE, multi(5_000, 1, 10_000)],
  [
    'one attribute with many values',
    'pdp',
    DECISION,
    {
      Request: {
        AccessSubject: [{ Attribute: [subject, ...list(10_000, (index) => attribute('urn:x', String(index)))] }],
        Action: [{ Attribute: list(5_000, (index) => attribute(ACTION_ID, `a${index}`)) }],
        Resource: [{ Attribute: resource }],
      },
    },
  ],
  [
    'many attributes',
    'pdp',
    AUTHORIZE,
    {
      Request: {
        AccessSubject: [{ Attribute: [subject] }],
        Action: [{ Attribute: [read] }],
        Resource: [{ Attribute: resource }],
        Category: list(4_000, (index) => ({
          CategoryId: `urn:c:${index % 1_000}`,
          Attribute: list(3, (at) => attribute(`urn:x:${at}`, 'x')),
        })),
      },
    },
  ],
  ['XML with many values', 'pdp', DECISION, xml(2_000)],
  [
    'policies in short form',
    'pdp',
    '/authorization/api/v1/policies/GetPolicies',
    list(200, () => [match('urn:altinn:org', 'ttd'), match('urn:altinn:app', 'demo')]),
  ],
  [
    'delegation changes',
    'pdp',
    '/accessmanagement/api/v1/policyinformation/getdelegationchanges',
    {
      subject: match('urn:altinn:userid', '20001'),
      party: partyMatch(50020008),
      resource: list(20, () => match('urn:altinn:resource', 'skogdir-felling')),
    },
  ],
  [
    'resources by subjects',
    'pdp',
    '/resourceregistry/api/v1/resource/bysubjects',
    list(
      500,
      (index) =>
        `urn:altinn:rolecode:${[...'dagl'].map((letter, bit) => ((index >> bit) & 1 ? letter.toUpperCase() : letter)).join('')}${'x'.repeat(index >> 4)}`,
    ),
  ],
  ['members of an access list', 'owner', MEMBERS, { data: numbers(10_000) }],
  ['rules to add', 'older', `${RULES}/AddRules`, list(500, rule)],
  [
    'rules to find',
    'older',
    `${RULES}/GetRules`,
    {
      parentPartyId: 1,
      keyRolePartyIds: list(100, (index) => 50010001 + index),
      offeredByPartyId: 50020008,
      resources: list(100, (index) => [match('urn:altinn:resource', index % 2 ? 'skogdir-felling' : 'none')]),
    },
  ],
  [
    'rules to delete',
    'older',
    `${RULES}/DeleteRules`,
    list(250, (index) => ({
      ruleIds: list(60, (at) => `${index}-${at}`),
      deletedByUserId: 20001,
      policyMatch: { offeredByPartyId: 50020008, coveredBy: [partyMatch(50010002)], resource: rule(0).resource },
    })),
  ],
];

describe('one large body', () => {
  it.each(BODIES)('takes work in proportion to its size: %s', async (_name, who, path, body) => {
    const size = (typeof body === 'string' ? body : JSON.stringify(body)).length;
    const { result, work } = await countWork(() => post(who, path, body));
    expect(result.statusCode, result.body.slice(0, 200)).toBeLessThan(500);
    expect(work / size, `${work} steps for ${size} characters, ${result.statusCode}`).toBeLessThan(PER_CHARACTER);
  });

  it.each([
    ['a multi request', 'pdp', AUTHORIZE, multi(2_000, 0, 0), 8],
    ['rules to add', 'older', `${RULES}/AddRules`, list(500, rule), 8],
    [
      'rules to find',
      'older',
      `${RULES}/GetRules`,
      {
        keyRolePartyIds: list(100, () => 50010001),
        offeredByPartyId: 50020008,
        resources: list(100, () => rule(0).resource),
      },
      100,
    ],
    [
      'policies in short form',
      'pdp',
      '/authorization/api/v1/policies/GetPolicies',
      list(200, () => rule(0).resource),
      15,
    ],
  ] as const)('lets others have their turn meanwhile: %s', async (_name, who, path, body, least) => {
    const { result, turns } = await countTurns(() => post(who, path, body));
    expect(result.statusCode, result.body.slice(0, 200)).toBeLessThan(500);
    expect(turns).toBeGreaterThanOrEqual(least);
  });
});
