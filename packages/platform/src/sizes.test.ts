/**
 * Every route that takes a body, as the documentation lists them, is sent large lists in every place that a list can stand in. Whether they are
 * taken or refused, the work stays in proportion to what was sent, and it is counted, not timed. A route added later is in here by itself.
 * Bodies that get further than a reader are in the rooms' own tests (`authorization/sizes.test.ts`).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from './testing/operations.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';
import { workCounter } from './testing/work.ts';

/** Blocks run and elements walked for each character of the bodies. */
const PER_CHARACTER = 60;
const CUSTOMER = { director: '01816010027', partyId: '50020008' };
const UUID = '11111111-2222-4333-8444-555555555555';

const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
/** Members that the platform's bodies have lists in. */
const MEMBERS = [
  ...['rights', 'accessPackages', 'resource', 'resources', 'resourceReferences', 'data', 'keys', 'scopes', 'packages'],
  ...['redirect_uris', 'post_logout_redirect_uris', 'grant_types', 'allowed_integration_types', 'clientId', 'x5c'],
  ...['allowedRedirectUrls', 'actionFilters', 'tags', 'partyIds', 'parties', 'consentRights', 'directRightKeys'],
  ...['keywords', 'contactPoints', 'availableForType', 'metadata', 'dataValues', 'actions', 'action', 'tests'],
];
const pair = (index: number) => ({
  id: 'urn:altinn:resource',
  value: `skogdir-${index}`,
  urn: `urn:altinn:accesspackage:x${index}`,
});
const objectOf = (member: (index: number) => unknown, length: number) =>
  Object.fromEntries(MEMBERS.map((name) => [name, list(length, member)]));

const BODIES: readonly string[] = [
  list(15_000, (index) => `urn:x:${index}`),
  list(2_000, pair),
  list(50, () => ({ resource: list(100, pair), action: 'read' })),
  objectOf((index) => `https://x.example/${index}`, 100),
  objectOf(pair, 30),
  objectOf((index) => ({ resource: list(30, () => pair(index)), action: 'read' }), 3),
  Object.fromEntries(list(10_000, (index) => [`member-${index}`, 'x'])),
].map((body) => JSON.stringify(body));

let box: Sandbox;
let tokens: readonly string[];
beforeAll(async () => {
  box = await startSandbox();
  const vendor = ['altinn:authentication/systemregister.write', 'altinn:authentication/systemuser.request.write'];
  tokens = [
    await box.maskinportenToken('310019747', vendor),
    await box.altinnToken('310013579', [
      'altinn:resourceregistry/resource.write',
      'altinn:resourceregistry/accesslist.write',
    ]),
    await box.personToken(CUSTOMER.director),
  ];
});
afterAll(() => box.stop());

const PARAMETERS: Readonly<Record<string, string>> = {
  ...{ org: 'ttd', app: 'demo', party: CUSTOMER.partyId, guid: UUID, owner: 'skogdir', identifier: 'felling' },
  ...{ resource: 'skogdir-felling', resourceId: 'skogdir-felling', id: 'skogdir-felling', instanceId: UUID },
};
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/** Every route with a body; the sandbox's own doors are no one's attack, and one of them empties the database. */
function routes(): readonly (readonly [Method, string])[] {
  return operationsOf(box.platform.http).flatMap(({ method, path }) =>
    METHODS.filter((one) => one === method && !path.startsWith('/sandbox/')).map(
      (one) => [one, path.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? UUID)] as const,
    ),
  );
}

describe('routes that take a body', () => {
  it('do work in proportion to it, whatever lists are in it', async () => {
    const all = routes();
    expect(all.length).toBeGreaterThan(90);
    const heavy: string[] = [];
    const counter = await workCounter();
    for (const [method, url] of all) {
      const { work, result: characters } = await counter.count(async () => {
        let sent = 0;
        for (const payload of BODIES)
          for (const token of tokens) {
            const headers = {
              authorization: `Bearer ${token}`,
              'content-type': 'application/json',
              'x-portvakt-organization': '310044423',
            };
            const answer = await box.platform.http.inject({ method, url, headers, payload });
            if (answer.statusCode >= 500) heavy.push(`${method} ${url}: ${answer.statusCode}`);
            sent += payload.length;
            // Whoever is let in has been answered: the others would not be.
            if (answer.statusCode !== 401 && answer.statusCode !== 403) break;
          }
        return sent;
      });
      if (work / characters > PER_CHARACTER)
        heavy.push(`${method} ${url}: ${Math.round(work / characters)} a character`);
    }
    await counter.stop();
    expect(heavy).toEqual([]);
  });
});
