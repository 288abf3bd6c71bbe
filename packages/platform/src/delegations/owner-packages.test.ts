import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAKERY, PERSONS, type Person, type SystemsHarness, startSystems } from '../systems/harness.ts';

const PATH = '/accessmanagement/api/v1/serviceowner/connections/accesspackages';
const SCOPE = 'altinn:serviceowner/delegations:accesspackage.write';
const TAX = 'innbygger-skatteforhold-privatpersoner';
const URN = `urn:altinn:accesspackage:${TAX}`;
const ADMINISTRATION = { number: '974761076', uuid: '59000000-0000-4000-8000-000000000001' };

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
  await h.database.transaction((trx, announce) =>
    h.register.saveParties(trx, announce, [
      {
        partyId: 59_000_001,
        uuid: ADMINISTRATION.uuid,
        type: 'organization',
        name: 'SKATTEETATEN',
        form: 'ORGL',
        organizationNumber: ADMINISTRATION.number,
        isDeleted: false,
      },
    ]),
  );
});
afterAll(() => h.close());

const person = (who: Person) => `urn:altinn:person:identifier-no:${PERSONS[who]}`;
const organization = (number: string) => `urn:altinn:organization:identifier-no:${number}`;
const gift = (more: object = {}) => ({ from: person('forester'), to: person('stranger'), packageurn: URN, ...more });
const ask = async (body: unknown, { path = '', by = ADMINISTRATION.number, scope = SCOPE } = {}) =>
  h.call('POST', PATH + path, await h.vendorToken(scope, by), body);
const has = async () => {
  const [to, from] = [
    await h.register.party({ person: PERSONS.stranger }),
    await h.register.party({ person: PERSONS.forester }),
  ];
  const packages = await h.delegations.packages(to?.uuid ?? '', from?.uuid ?? '');
  return packages.includes(URN);
};
/** Whoever is rightholder has the role for the giver. */
const isRightholder = async () => {
  const [to, from] = [
    await h.register.party({ person: PERSONS.stranger }),
    await h.register.party({ person: PERSONS.forester }),
  ];
  if (!to || !from) throw new Error('nobody');
  return (await h.register.roles(to, from)).some((role) => role.urn === 'urn:altinn:role:rettighetshaver');
};

describe('packages that a service owner gives', () => {
  it('count from the next question until the owner takes them back (access-management#79)', async () => {
    const given = await ask(gift());
    expect([given.statusCode, given.json()]).toEqual([
      200,
      {
        id: expect.any(String),
        assignmentId: expect.any(String),
        packageId: h.register.catalogue.package(URN)?.id,
      },
    ]);
    expect((await ask(gift({ packageurn: undefined, packageUrn: URN }))).json()).toEqual(given.json());
    expect([await has(), await isRightholder()]).toEqual([true, true]);
    expect((await ask(gift(), { path: '/revoke' })).statusCode).toBe(204);
    expect([await has(), await isRightholder()]).toEqual([false, false]);
    expect((await ask(gift(), { path: '/revoke' })).statusCode).toBe(204);
  });

  it('are not taken back where another has given them (access-management#79)', async () => {
    const from = await h.register.party({ person: PERSONS.forester });
    const to = await h.register.party({ person: PERSONS.stranger });
    if (!from || !to) throw new Error('nobody');
    await h.database.transaction((trx, announce) =>
      h.delegations.grantPlanned(trx, announce, { to: to.uuid, from, by: from.uuid, rights: [], packages: [URN] }),
    );
    // Giving what is there changes nothing, and makes it nobody else's.
    expect((await ask(gift())).statusCode).toBe(200);
    const refused = await ask(gift(), { path: '/revoke' });
    expect([refused.statusCode, refused.json().code, refused.json().detail]).toEqual([
      400,
      'AM-00038',
      'The package is not delegated by the entity trying to revoke so it is denied',
    ]);
    expect(await has()).toBe(true);
  });

  it.each([
    ['another service owner', gift(), { by: '310001236' }, 403, 'AM-00034'],
    ['another package', gift({ packageurn: 'urn:altinn:accesspackage:posttjenester' }), {}, 403, 'AM-00034'],
    ['an unknown person', gift({ to: 'urn:altinn:person:identifier-no:01816099999' }), {}, 400, 'AM-00021'],
    ['an unknown giver', gift({ from: organization('310099999') }), {}, 400, 'AM-00021'],
    ['a package for persons of an organisation', gift({ from: organization(BAKERY.number) }), {}, 400, 'AM-00037'],
    ['another scope', gift(), { scope: 'altinn:serviceowner' }, 403, undefined],
    ['oneself', gift({ to: person('forester') }), {}, 400, undefined],
  ] as const)('are refused with their code: %s (access-management#80)', async (_name, body, how, status, code) => {
    const answer = await ask(body, how);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it('are refused where the body says nothing, every fault at once (access-management#80)', async () => {
    const paths = async (body: unknown) => {
      const answer = await ask(body);
      expect(answer.statusCode).toBe(400);
      return answer.json().validationErrors?.flatMap((one: { paths: string[] }) => one.paths);
    };
    expect(await paths({})).toEqual(['/from', '/to', '/packageUrn']);
    expect(await paths([])).toEqual(['/from', '/to', '/packageUrn']);
    expect(await paths(gift({ from: 7, to: 'urn:altinn:party:uuid:x', packageurn: TAX }))).toEqual([
      '/from',
      '/to',
      '/packageUrn',
    ]);
    const token = await h.vendorToken(SCOPE, ADMINISTRATION.number);
    expect((await h.call('POST', PATH, undefined, gift())).statusCode).toBe(401);
    expect((await h.call('POST', PATH, token)).statusCode).toBe(400);
  });
});
