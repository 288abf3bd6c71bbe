import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BAKERY, FOREST, type Person, type SystemsHarness, startSystems, VENDOR } from '../systems/harness.ts';

const API = '/accessmanagement/api/v1';
const CONNECTIONS = `${API}/enduser/connections`;
const DAGL = '10000000-0000-4000-8000-000000000001';
const MEMBER = '10000000-0000-4000-8000-000000000003';
const STRANGER = '10000000-0000-4000-8000-000000000011';
const FORESTRY = 'urn:altinn:accesspackage:skogbruk';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
});
afterAll(() => h.close());
beforeEach(() =>
  h.database.transaction(async (trx, announce) => {
    for (const to of [STRANGER, MEMBER]) await h.delegations.revokeAll(trx, announce, { to });
    await h.register.giveRoles(trx, announce, [
      { holder: STRANGER, of: BAKERY.uuid, role: 'urn:altinn:role:rettighetshaver' },
    ]);
  }),
);

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
interface Ask {
  readonly as?: Person;
  readonly scope?: string;
  readonly body?: unknown;
}
const query = (of: Record<string, string>) => new URLSearchParams(of).toString();
/** Asks as the managing director of the bakery, from the bakery to the stranger, unless told otherwise. */
const ask = async (method: Method, path: string, more: Record<string, string> = {}, { as, scope, body }: Ask = {}) => {
  const whole = { party: BAKERY.uuid, from: BAKERY.uuid, to: STRANGER, ...more };
  const answer = await h.call(
    method,
    `${CONNECTIONS}${path}?${query(whole)}`,
    await h.personToken(as ?? 'dagl', scope),
    body,
  );
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), text: answer.body };
};
const decision = async (userId: number, action: string, resource: string, instance?: string) =>
  (
    await h.authorization.decide({
      subject: [{ id: 'urn:altinn:userid', value: String(userId) }],
      action,
      resource: [
        { id: 'urn:altinn:resource', value: resource },
        { id: 'urn:altinn:partyid', value: String(BAKERY.partyId) },
        ...(instance === undefined ? [] : [{ id: 'urn:altinn:resource:instance-id', value: instance }]),
      ],
    })
  ).decision;

describe('connections', () => {
  it('give an access package that the PDP and authorised parties see at the next request, and take it back', async () => {
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    const given = await ask('POST', '/accesspackages', { package: FORESTRY });
    expect(given).toMatchObject({
      status: 200,
      body: { fromId: BAKERY.uuid, toId: STRANGER, package: { urn: FORESTRY } },
    });
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('Permit');
    const own = await ask('GET', '/accesspackages', { party: STRANGER, to: STRANGER }, { as: 'stranger' });
    expect(own.body.data).toMatchObject([
      {
        package: { urn: FORESTRY },
        permissions: [{ from: { id: BAKERY.uuid }, to: { id: STRANGER }, by: 'delegation' }],
      },
    ]);
    expect((await ask('DELETE', '/accesspackages', { package: 'skogbruk' })).status).toBe(204);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    expect((await ask('GET', '/accesspackages')).body).toEqual({ data: [], links: {} });
  });

  it('list whom a party is connected to, both ways, without the numbers of persons, page by page', async () => {
    await ask('POST', '/accesspackages', { package: FORESTRY });
    const others = await ask('GET', '', { to: '' });
    const names = others.body.data.map((one: { party: { name: string } }) => one.party.name);
    expect(names).toEqual(
      expect.arrayContaining(['RASK RØYSKATT', 'ROLIG REINSDYR', 'FREMMED FALK', 'KVELDSOL REGNSKAP AS']),
    );
    expect(others.text).not.toMatch(/"\d{11}"/);
    const seen: string[] = [];
    for (let page = 1; page < 20; page += 1) {
      const { body } = await ask('GET', '', { to: '', pageSize: '2', pageNumber: String(page) });
      seen.push(...body.data.map((one: { party: { name: string } }) => one.party.name));
      if (body.links.next === undefined) break;
    }
    expect(seen).toEqual(names);
    const mine = await ask('GET', '', { party: STRANGER, from: '', to: STRANGER }, { as: 'stranger' });
    expect(mine.body.data).toContainEqual(
      expect.objectContaining({ party: expect.objectContaining({ id: BAKERY.uuid }), packages: [FORESTRY] }),
    );
    const roles = await ask('GET', '/roles', { to: DAGL });
    expect(roles.body.data.map((one: { role: { code: string } }) => one.role.code)).toContain('daglig-leder');
  });

  it('give with 201 and set with 200 single rights, and no more than the giver has (altinn-pdp#77)', async () => {
    const resource = 'ttd-lonnsrapport';
    const check = await ask('GET', '/resources/delegationcheck', { resource, from: '', to: '' });
    const rights: { right: { key: string; action: { value: string } }; result: boolean }[] = check.body.rights;
    expect(rights.every((one) => one.result)).toBe(true);
    const read = rights.find((one) => one.right.action.value === 'read')?.right.key ?? '';
    const set = await ask('PUT', '/resources/rights', { resource }, { body: { directRightKeys: [read] } });
    expect(set).toMatchObject({ status: 200, body: { actions: ['read'] } });
    expect([await decision(20011, 'read', resource), await decision(20011, 'write', resource)]).toEqual([
      'Permit',
      'NotApplicable',
    ]);
    expect(
      (await ask('POST', '/resources/rights', { resource }, { body: { directRightKeys: ['write'] } })).status,
    ).toBe(201);
    const held = await ask('GET', '/resources/rights', { resource });
    expect(held.body.data.directRights.map((one: { right: { action: string } }) => one.right.action).sort()).toEqual([
      'read',
      'write',
    ]);
    await ask('PUT', '/resources/rights', { resource }, { body: { directRightKeys: ['write'] } });
    expect([await decision(20011, 'read', resource), await decision(20011, 'write', resource)]).toEqual([
      'NotApplicable',
      'Permit',
    ]);
    expect((await ask('DELETE', '/resources', { resource })).status).toBe(204);
    expect(await decision(20011, 'write', resource)).toBe('NotApplicable');
  });

  it('give rights on one instance only', async () => {
    const place = { resource: 'ttd-lonnsrapport', instance: 'Report-7' };
    const given = await ask('POST', '/resources/instances', place, { body: { directRightKeys: ['read'] } });
    expect(given).toMatchObject({ status: 201, body: { instance: { refId: 'report-7' }, actions: ['read'] } });
    expect(await decision(20011, 'read', place.resource, 'report-7')).toBe('Permit');
    expect(await decision(20011, 'read', place.resource, 'report-8')).toBe('NotApplicable');
    expect((await ask('GET', '/resources')).body.data).toEqual([]);
    expect((await ask('GET', '/resources/instances')).body.data).toMatchObject([
      { resource: { id: place.resource }, instance: { refId: 'report-7' }, actions: ['read'] },
    ]);
    expect((await ask('DELETE', '/resources/instances', place)).status).toBe(204);
    expect(await decision(20011, 'read', place.resource, 'report-7')).toBe('NotApplicable');
  });

  it('make a rightholder of a person who is named by number and last name, and of nobody by number alone', async () => {
    const name = (lastName: string) => ({ body: { personIdentifier: '11918010779', lastName } });
    const inAnyLetters = { body: { personidentifier: '11918010779', LASTNAME: 'falk' } };
    expect((await ask('DELETE', '')).status).toBe(204);
    expect((await ask('POST', '', { to: '' }, name('Feil'))).status).toBe(404);
    expect(await ask('POST', '', { to: '', from: '' }, inAnyLetters)).toMatchObject({
      status: 200,
      body: { toId: STRANGER },
    });
    const listed = await ask('GET', '');
    expect(listed.body.data[0].roles.map((one: { code: string }) => one.code)).toEqual(['rettighetshaver']);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
    await ask('POST', '/accesspackages', { package: FORESTRY });
    expect((await ask('DELETE', '')).status).toBe(204);
    expect((await ask('GET', '')).status).toBe(404);
    expect(await decision(20011, 'read', 'skogdir-felling')).toBe('NotApplicable');
  });

  it('give nothing to a person who is named by UUID alone, and do not tell whether there is one', async () => {
    expect((await ask('DELETE', '')).status).toBe(204);
    const NOBODY = '99999999-0000-4000-8000-000000000000';
    for (const [method, path, more] of [
      ['POST', '', {}],
      ['GET', '', {}],
      ['GET', '/roles', {}],
      ['DELETE', '', {}],
      ['POST', '/accesspackages', { package: FORESTRY }],
      ['PUT', '/resources/rights', { resource: 'ttd-lonnsrapport' }],
    ] as const) {
      const content = method === 'GET' || method === 'DELETE' ? {} : { body: { directRightKeys: ['read'] } };
      const answers = [];
      for (const to of [STRANGER, NOBODY]) {
        const { status, body } = await ask(method, path, { ...more, to }, content);
        answers.push([status, body.detail.replace(to, 'X')]);
      }
      expect(answers[0], `${method} ${path}`).toEqual(answers[1]);
      expect(answers[0]?.[0]).toBe(404);
    }
    const listed = await ask('GET', '', { to: '' });
    expect(listed.text).not.toContain(STRANGER);
  });

  it('let the receiver take away what it has got, and give itself nothing', async () => {
    await ask('POST', '/accesspackages', { package: FORESTRY });
    const mine = { party: STRANGER };
    expect((await ask('POST', '/accesspackages', { ...mine, package: 'lonn' }, { as: 'stranger' })).status).toBe(403);
    expect((await ask('DELETE', '/accesspackages', { ...mine, package: FORESTRY }, { as: 'stranger' })).status).toBe(
      204,
    );
    expect((await ask('GET', '/accesspackages')).body.data).toEqual([]);
  });
});

describe('who asks about connections', () => {
  const ROUTES = [
    ['GET', '', {}],
    ['POST', '', {}],
    ['DELETE', '', {}],
    ['GET', '/roles', {}],
    ['GET', '/accesspackages', {}],
    ['POST', '/accesspackages', { package: FORESTRY }],
    ['DELETE', '/accesspackages', { package: FORESTRY }],
    ['GET', '/accesspackages/delegationcheck', {}],
    ...['/resources', '/resources/rights', '/resources/instances'].flatMap((path) =>
      [
        ['GET', path],
        ['POST', path],
        ['PUT', path],
        ['DELETE', path],
        ['GET', `${path}/delegationcheck`],
      ].map(([method, whole]) => [method, whole, { resource: 'ttd-lonnsrapport', instance: '1' }]),
    ),
  ] as [Method, string, Record<string, string>][];

  it('has every route in this matrix', () => {
    const made = h.routes
      .filter(([, path]) => path.startsWith(CONNECTIONS))
      .map(([method, path]) => `${method} ${path}`);
    expect(made.sort()).toEqual(ROUTES.map(([method, path]) => `${method} ${CONNECTIONS}${path}`).sort());
  });

  it.each(ROUTES)('is let through only as access manager with the right scope: %s %s', async (method, path, more) => {
    const body = method === 'PUT' || method === 'POST' ? { body: { directRightKeys: ['read'] } } : {};
    const url = `${CONNECTIONS}${path}?${query({ party: BAKERY.uuid, from: BAKERY.uuid, to: STRANGER, ...more })}`;
    const status = async (by: Ask) => (await ask(method, path, more, { ...by, ...body })).status;
    expect((await h.call(method, url)).statusCode).toBe(401);
    expect(await status({ as: 'stranger' })).toBe(403);
    expect(await status({ as: 'member' })).toBe(403);
    expect(await status({ scope: 'altinn:instances.read' })).toBe(403);
    const scope = (side: string, access: string) => `altinn:accessmanagement/enduser:connections:${side}.${access}`;
    expect(await status({ scope: scope('fromothers', 'write') })).toBe(403);
    expect(await status({ scope: scope('toothers', 'read') })).toBe(method === 'GET' ? 200 : 403);
    expect([200, 201, 204]).toContain(await status({ scope: scope('toothers', 'write') }));
    const vendor = await h.vendorToken('altinn:portal/enduser', VENDOR);
    expect((await h.call(method, url, vendor)).statusCode).toBe(401);
  });

  it.each([
    ['party that is no UUID', { party: '310044423' }],
    ['party that is neither end', { party: FOREST.uuid }],
    ['the same at both ends', { to: BAKERY.uuid }],
    ['page size of nothing', { to: '', pageSize: '0' }],
  ])('is told about a %s', async (_what, more) => {
    const { status, body } = await ask('GET', '', more);
    expect(status).toBe(400);
    expect(body.detail.length).toBeGreaterThan(20);
  });

  it.each([
    ['POST', '/accesspackages', {}, undefined, 400],
    ['POST', '/accesspackages', { package: 'no-such' }, undefined, 404],
    ['POST', '/accesspackages', { package: 'regnskapsforer-lonn' }, undefined, 403],
    ['POST', '/accesspackages', { package: FORESTRY, to: '99999999-0000-4000-8000-000000000000' }, undefined, 404],
    ['POST', '/resources', {}, undefined, 400],
    ['POST', '/resources', { resource: 'no-such' }, undefined, 404],
    ['POST', '/resources', { resource: 'skogdir-skogdata' }, undefined, 403],
    ['PUT', '/resources/rights', { resource: 'ttd-lonnsrapport' }, undefined, 400],
    ['PUT', '/resources/rights', { resource: 'ttd-lonnsrapport' }, { directRightKeys: [] }, 400],
    ['PUT', '/resources/rights', { resource: 'ttd-lonnsrapport' }, { directRightKeys: ['fly'] }, 400],
    ['POST', '/resources/instances', { resource: 'ttd-lonnsrapport' }, undefined, 400],
    ['POST', '', { to: '' }, { personIdentifier: '1' }, 400],
  ] as [Method, string, Record<string, string>, unknown, number][])(
    'is refused what cannot be given, and nothing is written: %s %s %j',
    async (method, path, more, body, status) => {
      expect((await ask(method, path, more, { body })).status).toBe(status);
      expect(await h.delegations.receivers(BAKERY.uuid)).not.toContain(STRANGER);
    },
  );
});

describe('authorised parties for a service owner', () => {
  const OWNER = 'altinn:accessmanagement/authorizedparties.resourceowner';
  const asked = async (body: unknown, scope = OWNER, path = 'serviceowner') => {
    const token = await h.vendorToken(scope, '310001236');
    const answer = await h.call('POST', `${API}/${path}/authorizedparties`, token, body);
    return { status: answer.statusCode, body: answer.json() };
  };

  it.each([
    ['urn:altinn:person:identifier-no', '01816010027'],
    ['urn:altinn:party:uuid', DAGL],
    ['urn:altinn:partyid', '50010001'],
    ['urn:altinn:userid', '20001'],
  ])('are found by %s', async (type, value) => {
    for (const path of ['serviceowner', 'resourceowner']) {
      const { status, body } = await asked({ type, value }, OWNER, path);
      expect(status).toBe(200);
      const bakery = body.find((one: { partyUuid: string }) => one.partyUuid === BAKERY.uuid);
      expect(bakery.authorizedRoles).toContain('DAGL');
    }
  });

  it('are none for whom nobody is known by, and 400 only for what is no id and no type (altinn-pdp#79)', async () => {
    for (const [type, value] of [
      ['urn:altinn:person:identifier-no', '00000000000'],
      ['urn:altinn:person:identifier-no', 'nobody'],
      ['urn:altinn:organization:identifier-no', '123'],
      ['urn:altinn:partyid', '0'],
      ['urn:altinn:partyid', '-1'],
      ['urn:altinn:userid', '2147483647'],
      ['urn:altinn:party:uuid', '00000000-0000-0000-0000-000000000000'],
      ['urn:altinn:enterpriseuser:uuid', '00000000-0000-0000-0000-000000000000'],
      ['urn:altinn:systemuser:uuid', '00000000-0000-0000-0000-000000000000'],
      ['urn:altinn:enterpriseuser:username', 'nobody'],
      ['urn:altinn:person:idporten-email', 'nobody@example.com'],
    ])
      expect([type, value, await asked({ type, value })]).toEqual([type, value, { status: 200, body: [] }]);
    for (const [type, value] of [
      ['urn:altinn:partyid', 'one'],
      ['urn:altinn:partyid', ''],
      ['urn:altinn:userid', '2147483648'],
      ['urn:altinn:party:uuid', 'one'],
      ['urn:altinn:systemuser:uuid', 'one'],
      ['urn:altinn:nothing', '1'],
    ])
      expect([type, value, (await asked({ type, value })).status]).toEqual([type, value, 400]);
  });

  it('of a system user are those that have given it something (altinn-pdp#79)', async () => {
    const id = '70000000-0000-4000-8000-000000000001';
    const from = await h.register.party({ uuid: BAKERY.uuid });
    if (!from) throw new Error('no bakery');
    await h.database.transaction((trx, announce) =>
      h.delegations.grantPlanned(trx, announce, {
        to: id,
        from,
        by: DAGL,
        packages: [FORESTRY],
        rights: [],
      }),
    );
    const { status, body } = await asked({ type: 'urn:altinn:systemuser:uuid', value: id.toUpperCase() });
    expect([status, body]).toMatchObject([
      200,
      [{ partyUuid: BAKERY.uuid, authorizedAccessPackages: ['skogbruk'], authorizedRoles: [] }],
    ]);
    await h.database.transaction((trx, announce) => h.delegations.revokeAll(trx, announce, { to: id }));
    expect((await asked({ type: 'urn:altinn:systemuser:uuid', value: id })).body).toEqual([]);
  });

  it('need one of the scopes, and a body that names somebody', async () => {
    const body = { type: 'urn:altinn:userid', value: '20001' };
    expect((await asked(body, 'altinn:accessmanagement/authorizedparties')).status).toBe(403);
    expect((await asked(body, 'altinn:accessmanagement/authorizedparties.admin')).status).toBe(200);
    expect((await h.call('POST', `${API}/serviceowner/authorizedparties`, undefined, body)).statusCode).toBe(401);
    expect((await asked({ type: 'urn:altinn:userid', value: '99999' })).body).toEqual([]);
    for (const wrong of [
      {},
      [],
      { type: 'urn:altinn:userid', value: '1 or 1' },
      { type: 'dog', value: '1' },
      { ...body, value: 1 },
    ])
      expect((await asked(wrong)).status, JSON.stringify(wrong)).toBe(400);
  });
});
