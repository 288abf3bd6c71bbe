import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  OTHER_VENDOR,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from './harness.ts';

/**
 * Every endpoint × who calls. Columns: nobody; a vendor's token without the scope; another vendor; the vendor; the register's
 * administrator (another organisation); a person without rights; a related person; the access manager and client administrator.
 */
const COLUMNS = ['nobody', 'no scope', 'other vendor', 'vendor', 'admin', 'stranger', 'member', 'manager'] as const;
type Column = (typeof COLUMNS)[number];
type Row = readonly [
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  expected: readonly number[],
  body?: unknown,
];

const SYSTEM = `${VENDOR}_matrix`;
let h: SystemsHarness;
let tokens: Record<Column, string | undefined>;
const ids = { user: '', request: '', change: '', agent: '', agentRequest: '' };

beforeAll(async () => {
  h = await startSystems();
  const scopes = `${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`;
  const person = `${SCOPES.portal} altinn:clientdelegations.read altinn:clientdelegations.write`;
  tokens = {
    nobody: undefined,
    'no scope': await h.vendorToken('altinn:instances.read'),
    'other vendor': await h.vendorToken(scopes, OTHER_VENDOR),
    vendor: await h.vendorToken(scopes),
    admin: await h.vendorToken(SCOPES.admin, OTHER_VENDOR),
    stranger: await h.personToken('stranger', person),
    member: await h.personToken('member', person),
    manager: await h.personToken('dagl', person),
  };
  const accessPackages = [accessPackage('lonn'), accessPackage('regnskapsforer-lonn')];
  await h.call('POST', '/systemregister/vendor', tokens.vendor, systemBody('matrix', { accessPackages }));
  const body = (externalRef: string) => ({
    systemId: SYSTEM,
    partyOrgNo: BAKERY.number,
    externalRef,
    accessPackages: [accessPackage('lonn')],
  });
  const agentBody = (externalRef: string) => ({
    ...body(externalRef),
    accessPackages: [accessPackage('regnskapsforer-lonn')],
  });
  const ask = async (type: string, wanted: unknown) =>
    (await h.call('POST', `/systemuser/request/vendor${type}`, tokens.vendor, wanted)).json().id;
  const approve = (type: string, id: string) =>
    h.call('POST', `/systemuser/request${type}/${BAKERY.partyId}/${id}/approve`, tokens.manager);
  ids.user = await ask('', body('user'));
  await approve('', ids.user);
  ids.agent = await ask('/agent', agentBody('agent'));
  await approve('/agent', ids.agent);
  ids.request = await ask('', body('open'));
  ids.agentRequest = await ask('/agent', agentBody('open-agent'));
  ids.change = randomUUID();
  const query = `?correlation-id=${ids.change}&system-user-id=${ids.user}`;
  await h.call('POST', `/systemuser/changerequest/vendor${query}`, tokens.vendor, {
    requiredRights: [right('ttd-lonnsrapport')],
  });
});
afterAll(() => h.close());

const V = '/systemregister/vendor';
const P = String(BAKERY.partyId);
const NO = '33333333-3333-4333-8333-333333333333';

/** Only calls that change nothing for those who may: the expectations hold in any order. */
const ROWS: readonly Row[] = [
  // The register: its vendor, and the administrator.
  ['POST', V, [401, 403, 403, 400, 400, 403, 403, 403], systemBody('not one', { accessPackages: [] })],
  ['GET', V, [401, 403, 200, 200, 200, 403, 403, 403]],
  ['GET', `${V}/${SYSTEM}`, [401, 403, 403, 200, 200, 403, 403, 403]],
  ['PUT', `${V}/${SYSTEM}`, [401, 403, 403, 400, 400, 403, 403, 403], systemBody('else')],
  ['PUT', `${V}/${SYSTEM}/rights`, [401, 403, 403, 400, 400, 403, 403, 403], [right('no-such')]],
  ['PUT', `${V}/${SYSTEM}/accesspackages`, [401, 403, 403, 400, 400, 403, 403, 403], [{ urn: 'x' }]],
  ['DELETE', `${V}/${VENDOR}_none`, [401, 403, 400, 400, 400, 403, 403, 403]],
  ['GET', `${V}/${SYSTEM}/changelog`, [401, 403, 403, 200, 200, 403, 403, 403]],
  // The register in the portal: any person with the portal scope.
  ['GET', '/systemregister', [401, 401, 401, 401, 401, 200, 200, 200]],
  ['GET', `/systemregister/${SYSTEM}`, [401, 401, 401, 401, 401, 200, 200, 200]],
  ['GET', `/systemregister/${SYSTEM}/rights`, [401, 401, 401, 401, 401, 200, 200, 200]],
  ['GET', `/systemregister/${SYSTEM}/accesspackages`, [401, 401, 401, 401, 401, 200, 200, 200]],
  // Requests: no exception for the administrator.
  [
    'POST',
    '/systemuser/request/vendor',
    [401, 403, 404, 400, 403, 403, 403, 403],
    { systemId: SYSTEM, partyOrgNo: '1' },
  ],
  [
    'POST',
    '/systemuser/request/vendor/agent',
    [401, 403, 404, 400, 403, 403, 403, 403],
    { systemId: SYSTEM, partyOrgNo: '1', accessPackages: [] },
  ],
  ['GET', '/systemuser/request/vendor/:request', [401, 403, 404, 200, 403, 403, 403, 403]],
  ['GET', '/systemuser/request/vendor/agent/:agentRequest', [401, 403, 404, 200, 403, 403, 403, 403]],
  [
    'GET',
    `/systemuser/request/vendor/byexternalref/${SYSTEM}/${BAKERY.number}/open`,
    [401, 403, 404, 200, 403, 403, 403, 403],
  ],
  [
    'GET',
    `/systemuser/request/vendor/agent/byexternalref/${SYSTEM}/${BAKERY.number}/open-agent`,
    [401, 403, 404, 200, 403, 403, 403, 403],
  ],
  ['GET', `/systemuser/request/vendor/bysystem/${SYSTEM}`, [401, 403, 404, 200, 403, 403, 403, 403]],
  ['GET', `/systemuser/request/vendor/agent/bysystem/${SYSTEM}`, [401, 403, 404, 200, 403, 403, 403, 403]],
  ['DELETE', `/systemuser/request/vendor/${NO}`, [401, 403, 404, 404, 403, 403, 403, 403]],
  ['GET', `/systemuser/request/${P}/:request`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', `/systemuser/request/agent/${P}/:agentRequest`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', '/systemuser/request/:request', [401, 401, 401, 401, 401, 403, 200, 200]],
  ['GET', '/systemuser/request/agent/:agentRequest', [401, 401, 401, 401, 401, 403, 200, 200]],
  ['POST', `/systemuser/request/${P}/${NO}/approve`, [401, 401, 401, 401, 401, 403, 403, 404]],
  ['POST', `/systemuser/request/agent/${P}/${NO}/approve`, [401, 401, 401, 401, 401, 403, 403, 404]],
  ['POST', `/systemuser/request/${P}/${NO}/reject`, [401, 401, 401, 401, 401, 403, 403, 404]],
  ['POST', `/systemuser/request/agent/${P}/${NO}/reject`, [401, 401, 401, 401, 401, 403, 403, 404]],
  ['POST', `/systemuser/request/${P}/${NO}/escalate`, [401, 401, 401, 401, 401, 404, 404, 404]],
  ['POST', `/systemuser/request/agent/${P}/:agentRequest/escalate`, [401, 401, 401, 401, 401, 200, 200, 200]],
  ['GET', `/systemuser/request/${P}/${BAKERY.number}/pending`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', `/systemuser/request/agent/${P}/${BAKERY.number}/pending`, [401, 401, 401, 401, 401, 403, 403, 200]],
  // Change requests.
  [
    'POST',
    '/systemuser/changerequest/vendor?correlation-id=:change&system-user-id=:user',
    [401, 403, 401, 200, 403, 403, 403, 403],
    { requiredRights: [right('x')] },
  ],
  ['GET', '/systemuser/changerequest/vendor/:change', [401, 403, 404, 200, 403, 403, 403, 403]],
  [
    'GET',
    `/systemuser/changerequest/vendor/byexternalref/${SYSTEM}/${BAKERY.number}/user`,
    [401, 403, 404, 200, 403, 403, 403, 403],
  ],
  ['GET', `/systemuser/changerequest/vendor/bysystem/${SYSTEM}`, [401, 403, 404, 200, 403, 403, 403, 403]],
  ['DELETE', `/systemuser/changerequest/vendor/${NO}`, [401, 403, 404, 404, 403, 403, 403, 403]],
  ['GET', `/systemuser/changerequest/${P}/:change`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', '/systemuser/changerequest/:change', [401, 401, 401, 401, 401, 403, 200, 200]],
  ['POST', `/systemuser/changerequest/${P}/${NO}/approve`, [401, 401, 401, 401, 401, 403, 403, 404]],
  ['POST', `/systemuser/changerequest/${P}/${NO}/reject`, [401, 401, 401, 401, 401, 403, 403, 404]],
  // System users.
  [
    'GET',
    `/systemuser/vendor/byquery?system-id=${SYSTEM}&orgno=${BAKERY.number}&external-ref=user`,
    [401, 403, 404, 200, 403, 403, 403, 403],
  ],
  ['GET', `/systemuser/vendor/bysystem/${SYSTEM}`, [401, 403, 404, 200, 403, 403, 403, 403]],
  ['GET', '/systemuser/byExternalId', [401, 403, 403, 403, 403, 403, 403, 403]],
  ['GET', `/systemuser/${P}`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', `/systemuser/agent/${P}`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', `/systemuser/${P}/:user`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', `/systemuser/${P}/:user/delegations`, [401, 401, 401, 401, 401, 403, 403, 200]],
  [
    'POST',
    `/systemuser/${P}/create`,
    [401, 401, 401, 401, 401, 403, 403, 404],
    { integrationTitle: 'x', systemId: 'x' },
  ],
  ['PUT', '/systemuser', [401, 401, 401, 401, 401, 404, 404, 404], { id: NO }],
  ['DELETE', `/systemuser/${P}/${NO}`, [401, 401, 401, 401, 401, 403, 403, 404]],
  ['GET', `/systemuser/agent/${P}/clients?facilitator=${BAKERY.uuid}`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', `/systemuser/agent/${P}/${BAKERY.uuid}/:agent/delegations`, [401, 401, 401, 401, 401, 403, 403, 200]],
  [
    'POST',
    `/systemuser/agent/${P}/:agent?provider=${BAKERY.uuid}&client=${ACCOUNTANT.uuid}`,
    [401, 401, 401, 401, 401, 403, 403, 400],
  ],
  [
    'DELETE',
    `/systemuser/agent/${P}/:agent/client?provider=${BAKERY.uuid}&client=${NO}`,
    [401, 401, 401, 401, 401, 403, 403, 400],
  ],
  ['GET', `/systemuser/agent/${P}/:agent/self/?partyUuid=${BAKERY.uuid}`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['POST', `/systemuser/agent/${P}/${NO}/self/?partyUuid=${BAKERY.uuid}`, [401, 401, 401, 401, 401, 403, 403, 400]],
  ['DELETE', `/systemuser/agent/${P}/:agent/self/?partyUuid=${BAKERY.uuid}`, [401, 401, 401, 401, 401, 403, 403, 400]],
  ['DELETE', `/systemuser/agent/${P}/${NO}?facilitatorId=${BAKERY.uuid}`, [401, 401, 401, 401, 401, 403, 403, 400]],
  // The client delegation API.
  ['GET', `/enduser/systemuser/agents?party=${BAKERY.number}`, [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', '/enduser/systemuser/clients/available?agent=:agent', [401, 401, 401, 401, 401, 403, 403, 200]],
  ['GET', '/enduser/systemuser/clients?agent=:agent', [401, 401, 401, 401, 401, 403, 403, 200]],
  ['POST', `/enduser/systemuser/clients?agent=:agent&client=${NO}`, [401, 401, 401, 401, 401, 403, 403, 400]],
  ['DELETE', `/enduser/systemuser/clients?agent=:agent&client=${NO}`, [401, 401, 401, 401, 401, 403, 403, 400]],
  // Internal.
  ['GET', '/systemuser/internal/systemusers/stream', [401, 403, 403, 403, 403, 403, 403, 403]],
  ['GET', '/systemuser/internal/systemusers/:user', [401, 403, 403, 403, 403, 403, 403, 403]],
];

const filled = (path: string) =>
  path.replace(/:(user|request|change|agentRequest|agent)\b/g, (_, name: keyof typeof ids) => ids[name]);

describe('every endpoint × caller', () => {
  it.each(ROWS.map((row) => [`${row[0]} ${row[1]}`, row] as const))(
    '%s',
    async (_name, [method, path, expected, body]) => {
      const got: number[] = [];
      for (const column of COLUMNS) {
        const answer = await h.call(method, filled(path), tokens[column], body);
        got.push(answer.statusCode);
        // Who is refused learns nothing of the customer, the vendor's system or what it may do.
        if (answer.statusCode === 401 || answer.statusCode === 403)
          expect(answer.body, `${column}: ${answer.body}`).not.toMatch(
            /FJORDVIK|ttd-lonnsrapport|accesspackage|externalRef/,
          );
      }
      expect(Object.fromEntries(COLUMNS.map((column, index) => [column, got[index]]))).toEqual(
        Object.fromEntries(COLUMNS.map((column, index) => [column, expected[index]])),
      );
    },
  );

  it('has every route of the room', () => {
    const missing: string[] = [];
    for (const [method, path] of h.routes.filter(([, path]) => path.startsWith('/authentication/'))) {
      const pattern = new RegExp(`^${path.replace(/:[A-Za-z]+/g, '[^/]+')}/?$`);
      const asked = ROWS.some(
        ([verb, row]) => verb === method && pattern.test(`/authentication/api/v1${filled(row).split('?')[0]}`),
      );
      if (!asked) missing.push(`${method} ${path}`);
    }
    expect(missing).toEqual([]);
    expect(h.routes.length).toBeGreaterThan(60);
  });
});
