import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { writePolicy } from '../resources/index.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Harness, requestBody, startHarness } from './harness.ts';

const BAKERY = { uuid: '20000000-0000-4000-8000-000000000008', number: '310044423' };
const STRANGER = { uuid: '10000000-0000-4000-8000-000000000011', userId: '20011' };
const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';
const FELLING = 'skogdir-felling';
const ON_LISTS = 'ttd-lonnsrapport';
const stranger = { 'urn:altinn:userid': STRANGER.userId };
const director = { 'urn:altinn:userid': '20001' };
const systemUser = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
const LISTS = '/resourceregistry/api/v1/access-lists/ttd/nodes';

type Work = (node: Harness) => Promise<unknown>;
type Trx = Parameters<Parameters<Database['transaction']>[0]>;
const inside =
  (work: (node: Harness, ...trx: Trx) => Promise<unknown>): Work =>
  (node) =>
    node.database.transaction(async (trx, announce) => void (await work(node, trx, announce)));
const policy = (subjects: readonly string[]): Work =>
  inside((node, trx, announce) =>
    node.resources.savePolicy(
      trx,
      announce,
      FELLING,
      writePolicy({ resourceId: FELLING, rules: [{ subjects, actions: ['read'] }] }),
    ),
  );
const lists =
  (method: 'PUT' | 'POST' | 'DELETE', path: string, payload: object): Work =>
  async (node) => {
    const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:310001236' };
    const token = await node.token('altinn:resourceregistry/accesslist.write', { consumer });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await node.app.inject({ method, url: `${LISTS}${path}`, headers, payload });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
  };
const member = { data: [`urn:altinn:organization:identifier-no:${BAKERY.number}`] };
const listed =
  (accessListMode: 'Enabled' | 'Disabled'): Work =>
  async (node) => {
    const record = await node.resources.resource(ON_LISTS);
    if (!record) throw new Error('missing');
    await inside((_, trx, announce) => node.resources.saveResource(trx, announce, { ...record, accessListMode }))(node);
  };
const delegation: Work = async (node) => {
  const from = await node.register.party({ uuid: BAKERY.uuid });
  if (!from) throw new Error('missing');
  const grant = {
    to: SYSTEM_USER,
    from,
    by: STRANGER.uuid,
    rights: [{ resourceId: FELLING, action: 'read' }],
    packages: [],
  };
  await inside((_, trx, announce) => node.stored.grantPlanned(trx, announce, grant))(node);
};

/** What is changed, and what is answered after it. */
const CHANGES: readonly (readonly [
  what: string,
  change: Work,
  subject: Readonly<Record<string, string>>,
  resource: string,
  decision: string,
])[] = [
  [
    'a role that is given',
    inside((node, trx, announce) =>
      node.register.giveRoles(trx, announce, [{ holder: STRANGER.uuid, role: 'DAGL', of: BAKERY.uuid }]),
    ),
    stranger,
    FELLING,
    'Permit',
  ],
  [
    'a role that is taken',
    inside((node, trx, announce) => node.register.takeRoles(trx, announce, { holder: STRANGER.uuid, of: BAKERY.uuid })),
    stranger,
    FELLING,
    'NotApplicable',
  ],
  ['a delegation that is given', delegation, systemUser, FELLING, 'Permit'],
  [
    'a delegation that is taken back',
    inside((node, trx, announce) => node.stored.revokeAll(trx, announce, { to: SYSTEM_USER })),
    systemUser,
    FELLING,
    'NotApplicable',
  ],
  ['a policy', policy([`urn:altinn:userid:${STRANGER.userId}`]), stranger, FELLING, 'Permit'],
  ['the policy again', policy(['urn:altinn:rolecode:DAGL']), stranger, FELLING, 'NotApplicable'],
  ['a resource that is put behind access lists', listed('Enabled'), director, ON_LISTS, 'Deny'],
  ['an access list that is made', lists('PUT', '', { name: 'Nodes' }), director, ON_LISTS, 'Deny'],
  ['its member', lists('POST', '/members', member), director, ON_LISTS, 'Deny'],
  [
    'its connection',
    lists('PUT', `/resource-connections/${ON_LISTS}`, { actionFilters: null }),
    director,
    ON_LISTS,
    'Permit',
  ],
  ['a member that leaves', lists('DELETE', '/members', member), director, ON_LISTS, 'Deny'],
  ['a resource without access lists', listed('Disabled'), director, ON_LISTS, 'Permit'],
];

async function ask(node: Harness, subject: Readonly<Record<string, string>>, resource: string): Promise<string> {
  const token = await node.token('altinn:authorization/authorize');
  const answer = await node.app.inject({
    method: 'POST',
    url: '/authorization/api/v1/authorize',
    headers: { authorization: `Bearer ${token}` },
    payload: requestBody(subject, 'read', {
      'urn:altinn:resource': resource,
      'urn:altinn:organization:identifier-no': BAKERY.number,
    }),
  });
  return answer.json().response[0].decision;
}

describe('nodes on one database', () => {
  let nodes: Harness[];
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const place = await freshDatabase();
    drop = place.drop;
    nodes = [await startHarness({ node: { url: place.url, fills: true }, stored: true })];
    // Several nodes need PostgreSQL; on SQLite the one node is shown the same.
    if (place.url !== ':memory:')
      nodes.push(await startHarness({ node: { url: place.url, fills: false }, stored: true }));
  });
  afterAll(async () => {
    for (const node of nodes) await node.close();
    await drop();
  });

  it('all see a change at the next request after it, whichever made it, and what they remembered is gone', async () => {
    for (const [index, [what, change, subject, resource, decision]] of CHANGES.entries()) {
      // Every question of this test is asked before each change, twice, so that every node remembers its answer.
      for (const node of nodes)
        for (const [, , anyone, anything] of [...CHANGES, ...CHANGES]) await ask(node, anyone, anything);
      const changer = nodes[index % nodes.length];
      if (!changer) throw new Error('no node');
      await change(changer);
      for (const node of [...nodes].reverse())
        expect([what, await ask(node, subject, resource)]).toEqual([what, decision]);
    }
  });
});
