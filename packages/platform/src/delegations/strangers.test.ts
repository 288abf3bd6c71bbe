import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAKERY, SCOPES, type SystemsHarness, startSystems } from '../systems/harness.ts';
import { world } from '../world/index.ts';

const [OWN, OWN_ORGANIZATION] = ['10000000-0000-4000-8000-000000000011', '20000000-0000-4000-8000-000000000013'];
const DIRECTOR = '10000000-0000-4000-8000-000000000001';
const NOBODY = '99999999-0000-4000-8000-000000000001';
const PERSON = '01816010027';
const ODD = ['', 'x', '%00', '-1', NOBODY, '[]', 'å'.repeat(300)];
const NAMING = ['from', 'to', 'client', 'agent', 'supplier', 'consumer', 'provider', 'systemUser', 'id'] as const;
const MEMBERS = [
  ...NAMING,
  'resource',
  'package',
  'packageId',
  'roles',
  'cascade',
  'status',
  'pageSize',
  'partyFilter',
];
const BODIES = [
  '',
  'null',
  '[]',
  '{"values":[null]}',
  '{"values":[{"role":{},"packages":[1],"resources":{}}]}',
  '{"personIdentifier":"\\u0000","lastName":"\\u0000"}',
  '{"directRightKeys":[null,{}],"to":{"personIdentifier":1}}',
  '{"from":"\\u0000","to":{},"rights":[null]}',
  '['.repeat(2_000),
];

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
let h: SystemsHarness;
let token = '';
let routes: readonly (readonly [Method, string])[] = [];
beforeAll(async () => {
  h = await startSystems();
  const scopes =
    'altinn:accessmanagement/authorizedparties altinn:clientdelegations.read altinn:clientdelegations.write';
  token = await h.personToken('stranger', `${SCOPES.portal} ${scopes}`);
  // What the PDP asks is asked behind the platform's own walls (altinn-pdp.md 13.2).
  routes = h.routes.filter(
    ([, path]) => path.startsWith('/accessmanagement') && !path.includes('/policyinformation/'),
  ) as typeof routes;
});
afterAll(() => h.close());

const address = (path: string, id: string, query: Readonly<Record<string, string>>) =>
  `${path.replace(/:party(Id)?\b/, '50020008').replace(/:\w+/g, encodeURIComponent(id))}?${new URLSearchParams(query)}`;

describe('a stranger', () => {
  it('learns no name and no number of a person, whomever is named (access-management#95)', async () => {
    const others = world.persons.filter(({ personNumber }) => personNumber !== '11918010779');
    const told = others.flatMap(({ name, personNumber }) => [name, personNumber]);
    const body = {
      ...{ personIdentifier: PERSON, lastName: 'Feil', type: 'urn:altinn:person:identifier-no', value: PERSON },
      ...{ clientId: DIRECTOR, agentId: DIRECTOR, agentRole: 'agent', from: DIRECTOR, to: DIRECTOR, rights: [] },
      values: [{ role: 'daglig-leder', packages: ['lonn'], resources: ['skogdir-felling'] }],
    };
    const leaks: string[] = [];
    for (const [method, path] of routes)
      for (const party of [OWN, OWN_ORGANIZATION, BAKERY.uuid])
        for (const other of [DIRECTOR, BAKERY.uuid]) {
          const ends = Object.fromEntries(NAMING.map((name) => [name, other]));
          for (const side of ['from', 'to']) {
            const more = { resource: 'skogdir-felling', package: 'lonn', includeAccessPackages: 'true' };
            const url = address(path, other, { party, ...ends, [side]: party, ...more });
            const answer = await h.call(method, url, token, method === 'GET' ? undefined : body);
            if (answer.statusCode >= 500) leaks.push(`${method} ${url}: ${answer.statusCode}`);
            if (
              party === BAKERY.uuid &&
              /enduser\/(connections|request|maskinporten)/.test(path) &&
              !/\/draft$/.test(path)
            )
              expect([400, 403], `${method} ${url}`).toContain(answer.statusCode);
            for (const one of told)
              if (answer.body.includes(one) && !(one === PERSON && answer.statusCode < 500 && answer.statusCode >= 400))
                leaks.push(`${method} ${url}: ${answer.statusCode} tells ${one}`);
          }
        }
    expect(leaks).toEqual([]);
  });

  it('is told what is wrong with whatever is sent, and never of a fault of the platform (access-management#96)', async () => {
    const faults: string[] = [];
    const note = (what: string, { statusCode }: { readonly statusCode: number }) => {
      if (statusCode >= 500) faults.push(`${what}: ${statusCode}`);
    };
    for (const [method, path] of routes) {
      for (const [index, member] of MEMBERS.entries()) {
        const value = ODD[index % ODD.length] ?? '';
        const url = address(path, value || 'x', { party: OWN, from: OWN, [member]: value });
        note(`${method} ${url}`, await h.call(method, url, token, method === 'GET' ? undefined : { [member]: value }));
      }
      const url = address(path, 'x', {
        party: OWN,
        from: OWN,
        provider: OWN,
        client: OWN,
        agent: OWN,
        to: OWN_ORGANIZATION,
      });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      for (const payload of method === 'GET' ? [] : BODIES)
        note(`${method} ${url} ${payload.slice(0, 80)}`, await h.app.inject({ method, url, headers, payload }));
    }
    expect(faults).toEqual([]);
  });
});
