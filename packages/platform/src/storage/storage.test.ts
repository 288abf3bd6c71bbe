import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOpen, operationsOf } from '../testing/operations.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OWNER = '310001236';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const OTHER = { organization: '310056766', partyId: 50020010 };
const STRANGER = '310075272';
const VENDOR = '310019747';
const READ = 'altinn:instances.read';
const WRITE = 'altinn:instances.write';
const OWNER_READ = 'altinn:serviceowner/instances.read';
const OWNER_WRITE = 'altinn:serviceowner/instances.write';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const S = '/storage/api/v1/instances';
const A = '/ttd/demo';

interface Instance {
  id: string;
  data: { id: string; contentHash: string; filename: string; size: number }[];
  status: Record<string, unknown>;
  process: { currentTask?: { elementId: string }; ended?: string; endEvent?: string };
  selfLinks: { apps: string; platform: string };
  createdBy: string;
  lastChanged: string;
  [member: string]: unknown;
}

let box: Sandbox;
let person: string;
let owner: string;
let systemUser: string;
let organization: string;
let vendorClient: string;
beforeAll(async () => {
  box = await startSandbox({ dataElementLimit: 2 * 1024 * 1024 });
  person = await box.personToken(CUSTOMER.director);
  owner = await box.altinnToken(OWNER, [OWNER_READ, OWNER_WRITE]);
  organization = await box.altinnToken(CUSTOMER.organization, [READ, WRITE]);
  const { clientId } = await box.systemUser({
    vendor: VENDOR,
    customer: CUSTOMER,
    resources: ['app_ttd_demo'],
    scopes: [READ, WRITE],
  });
  vendorClient = clientId;
  systemUser = await box.altinnToken(VENDOR, [READ, WRITE], { clientId, systemUser: { org: CUSTOMER.organization } });
});
afterAll(() => box.stop());

const create = async (token = person, app = A) =>
  (
    await box.call<Instance>('POST', `${app}/instances`, {
      token,
      body: { instanceOwner: { partyId: String(CUSTOMER.partyId) } },
    })
  ).body;
const upload = (token: string, path: string, text = 'hei', headers: Record<string, string> = {}) =>
  box.call<{ id: string; size: number; contentHash: string; filename: string }>('POST', path, {
    token,
    raw: text,
    headers: { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"', ...headers },
  });
const read = async (id: string, token = person) =>
  (await box.call<Instance>('GET', `${A}/instances/${id}`, { token })).body;

describe('who comes in', () => {
  it('asks for a token at every route of both surfaces but the metadata (altinn-instances#1)', async () => {
    const asked: string[] = [];
    const values: Readonly<Record<string, string>> = { org: 'ttd', app: 'demo', party: '1', dataType: 'attachment' };
    for (const { surface, method, path, access } of operationsOf(box.platform.http)) {
      if (!['storage', 'apps'].includes(surface) || isOpen(access)) continue;
      const address = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? UNKNOWN);
      const answer = await box.call(String(method), address);
      expect([method, address, answer.status]).toEqual([method, address, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      asked.push(`${method} ${path}`);
    }
    // As many as the contract has rows marked M.
    expect(asked.length).toBeGreaterThanOrEqual(38);
    expect((await box.call('GET', `${A}/api/v1/applicationmetadata`)).status).toBe(200);
  });

  it('refuses garbage, an altered token and an un-exchanged one (altinn-instances#3)', async () => {
    const upstream = await box.maskinportenToken(CUSTOMER.organization, [READ, WRITE]);
    for (const token of ['x', `${person.slice(0, -4)}AAAA`, upstream])
      expect((await box.call('GET', `${A}/instances/1/${UNKNOWN}`, { token })).status).toBe(401);
  });

  it('refuses an expired token, and one that another issuer has signed (altinn-instances#2)', async () => {
    const claims = decodeJwt(person);
    const key = await importJWK({ ...box.privateJwk }, 'RS256');
    const { kid = '' } = decodeProtectedHeader(person);
    for (const issuer of [String(claims.iss), 'https://platform.example/authentication/api/v1/openid/'])
      for (const name of [kid, 'test']) {
        const header = { alg: 'RS256', kid: name };
        const foreign = await new SignJWT({ ...claims, iss: issuer }).setProtectedHeader(header).sign(key);
        const answer = await box.call('GET', `${A}/instances/1/${UNKNOWN}`, { token: foreign });
        expect([issuer, name, answer.status]).toEqual([issuer, name, 401]);
      }
    const token = await box.altinnToken(CUSTOMER.organization, [READ]);
    box.platform.clock.advance(1_811_000);
    expect((await box.call('GET', `${A}/instances/1/${UNKNOWN}`, { token })).status).toBe(401);
    box.platform.clock.reset();
  });

  it.each([
    'x',
    '1.5',
    '-1',
    '1/not-a-guid',
    `x/${UNKNOWN}`,
    `99999999999999999999/${UNKNOWN}`,
    `1/${UNKNOWN}%00`,
    '..%2f..',
  ])('answers the path %s with 4xx (altinn-instances#4)', async (id) => {
    for (const base of [S, `${A}/instances`]) {
      const { status } = await box.call('GET', `${base}/${id}`, { token: person });
      expect([400, 404]).toContain(status);
    }
  });
});

describe('scopes', () => {
  it('opens the list to a service owner with the read scope only (altinn-instances#5, altinn-instances#6)', async () => {
    const reader = await box.altinnToken(OWNER, [OWNER_READ]);
    expect((await box.call('GET', `${S}?org=ttd`, { token: reader })).status).toBe(200);
    const writer = await box.altinnToken(OWNER, ['altinn:serviceowner', OWNER_WRITE]);
    expect((await box.call('GET', `${S}?org=ttd`, { token: writer })).status).toBe(403);
  });

  it('opens no change with a read scope (altinn-instances#8)', async () => {
    const { id } = await create();
    const element = (await upload(person, `${A}/instances/${id}/data?dataType=attachment`)).body.id;
    const reader = await box.altinnToken(OWNER, [OWNER_READ]);
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
    const refused = async (method: string, path: string, more: object) => {
      const answer = await box.call(method, path, { token: reader, ...more });
      expect([method, path, answer.status, answer.body?.['detail']]).toEqual([
        method,
        path,
        403,
        expect.stringContaining(`lacks the scope ${OWNER_WRITE}`),
      ]);
    };
    const owned = { instanceOwner: { partyId: String(CUSTOMER.partyId) } };
    await refused('POST', `${S}?appId=ttd/demo`, { body: owned });
    await refused('POST', `${A}/instances`, { body: owned });
    await refused('POST', `${A}/instances/create`, { body: owned });
    for (const surface of [S, `${A}/instances`]) {
      await refused('POST', `${surface}/${id}/complete`, {});
      await refused('PUT', `${surface}/${id}/substatus`, { body: { label: 'x' } });
      await refused('DELETE', `${surface}/${id}`, {});
      await refused('POST', `${surface}/${id}/data?dataType=attachment`, { raw: 'x', headers });
      await refused('PUT', `${surface}/${id}/data/${element}`, { raw: 'x', headers });
      await refused('DELETE', `${surface}/${id}/data/${element}`, {});
    }
    for (const path of ['readstatus?status=read', 'presentationtexts', 'datavalues', 'process', `data/${element}/lock`])
      await refused('PUT', `${S}/${id}/${path}`, { body: {} });
    for (const path of ['next', 'completeProcess']) await refused('PUT', `${A}/instances/${id}/process/${path}`, {});
  });

  it('refuses a system user with only the read scope to create (altinn-instances#9)', async () => {
    const as = { clientId: vendorClient, systemUser: { org: CUSTOMER.organization } };
    const token = await box.altinnToken(VENDOR, [READ], as);
    const body = { instanceOwner: { partyId: String(CUSTOMER.partyId) } };
    for (const path of [`${A}/instances`, `${A}/instances/create`, `${S}?appId=ttd/demo`]) {
      const answer = await box.call('POST', path, { token, body });
      expect([answer.status, answer.body['detail']]).toEqual([403, expect.stringContaining(`scope ${WRITE}`)]);
      expect((await box.call('POST', path, { token: systemUser, body })).status).toBe(201);
    }
  });

  it('lets a person of the portal read and write (altinn-instances#10)', async () => {
    const scopes = String(decodeJwt(person)['scope']).split(' ');
    expect(scopes).toContain('altinn:portal/enduser');
    expect(scopes).not.toContain(WRITE);
    const instance = await create(person);
    expect((await box.call('GET', `${S}/${instance.id}`, { token: person })).status).toBe(200);
    expect((await upload(person, `${S}/${instance.id}/data?dataType=attachment`)).status).toBe(201);
  });

  it('lets an organisation read and write where the policy names it, and with the read scope only read', async () => {
    const instance = await create(organization, '/ttd/org-demo');
    const path = `/ttd/org-demo/instances/${instance.id}`;
    expect((await upload(organization, `${path}/data?dataType=attachment`)).status).toBe(201);
    const reader = await box.altinnToken(CUSTOMER.organization, [READ]);
    expect((await box.call('GET', path, { token: reader })).status).toBe(200);
    expect((await upload(reader, `${path}/data?dataType=attachment`)).status).toBe(403);
    const stranger = await box.altinnToken(STRANGER, [READ, WRITE]);
    expect((await box.call('GET', path, { token: stranger })).status).toBe(403);
    expect((await upload(stranger, `${path}/data?dataType=attachment`)).status).toBe(403);
    expect((await box.call<Instance>('GET', path, { token: organization })).body.data).toHaveLength(1);
  });
});

describe('lists', () => {
  const list = (query: string, token = owner, headers = {}) =>
    box.call<{ count: number; next: string | null; instances: Instance[] }>('GET', `${S}${query}`, { token, headers });

  it.each([
    [
      'party and header (altinn-instances#12)',
      () => list(`?instanceOwner.partyId=${CUSTOMER.partyId}`, person, { 'x-ai-instanceowneridentifier': 'Person:1' }),
      'Both InstanceOwner.PartyId and InstanceOwnerIdentifier cannot be present at the same time.',
    ],
    ['a service owner without org and appId (altinn-instances#13)', () => list(''), 'Org or AppId must be defined.'],
    ['another org without appId (altinn-instances#15)', () => list('?org=brg'), 'AppId must be defined.'],
    [
      'a person without party (altinn-instances#16)',
      () => list('', person),
      'Either InstanceOwnerPartyId or InstanceOwnerIdentifier need to be defined.',
    ],
    [
      'a system user without party',
      () => list('', systemUser),
      'Either InstanceOwnerPartyId or InstanceOwnerIdentifier need to be defined.',
    ],
    [
      'an unknown operator',
      () => list('?org=ttd&created=about:2026-01-01'),
      'Invalid date expression: about:2026-01-01 for query key: created',
    ],
    ['a size that is too large', () => list('?org=ttd&size=1001'), 'size must be between 1 and 1000.'],
    [
      'a bad identifier',
      () => list('', person, { 'x-ai-instanceowneridentifier': 'Bedrift:310044423' }),
      'Invalid InstanceOwnerIdentifier.',
    ],
    [
      'a short person number',
      () => list('', person, { 'x-ai-instanceowneridentifier': 'Person:123' }),
      'Person number needs to be exactly 11 digits.',
    ],
    [
      'a long organisation number',
      () => list('', person, { 'x-ai-instanceowneridentifier': 'organisation:3100444231' }),
      'Organization number needs to be exactly 9 digits.',
    ],
  ])('refuses %s', async (_what, ask, text) => {
    const answer = await ask();
    expect(answer.status).toBe(400);
    expect(answer.body).toBe(text);
  });

  it('refuses a plain organisation (altinn-instances#17)', async () => {
    expect((await list(`?instanceOwner.partyId=${CUSTOMER.partyId}`, organization)).status).toBe(400);
  });

  it('finds a party by identifier in any case, and nobody for an unknown one (altinn-instances#18, altinn-instances#19)', async () => {
    await create();
    const headers = (value: string) => ({ 'x-ai-instanceowneridentifier': value });
    for (const value of [`ORGANISATION: ${CUSTOMER.organization}`, `organisation:${CUSTOMER.organization}`]) {
      const found = await list('', systemUser, headers(value));
      expect(found.body.count).toBeGreaterThan(0);
      for (const { id } of found.body.instances) expect(id).toMatch(`${CUSTOMER.partyId}/`);
    }
    const self = { instanceOwner: { personNumber: CUSTOMER.director } };
    const own = (await box.call<Instance>('POST', `${A}/instances`, { token: person, body: self })).body;
    for (const value of [`Person:${CUSTOMER.director}`, ` pERSON : ${CUSTOMER.director} `]) {
      const found = await list('?size=1000', person, headers(value));
      expect(found.body.instances.map(({ id }) => id)).toContain(own.id);
    }
    expect((await list('', systemUser, headers('Organisation:310099999'))).body).toMatchObject({
      count: 0,
      instances: [],
    });
  });

  it('shows users and system users only what they may read (altinn-instances#26)', async () => {
    await create(organization, '/ttd/org-demo');
    const { body } = await list(`?instanceOwner.partyId=${CUSTOMER.partyId}&size=1000`, systemUser);
    expect(new Set(body.instances.map((instance) => instance['appId']))).toEqual(new Set(['ttd/demo']));
    const foreign = await box.personToken('11918010779');
    expect((await list(`?instanceOwner.partyId=${CUSTOMER.partyId}`, foreign)).body.count).toBe(0);
  });

  it('gives every row exactly once, in both orders, with equal times too (altinn-instances#14, altinn-instances#23, altinn-instances#24)', async () => {
    box.platform.clock.freeze();
    const made = await Promise.all(Array.from({ length: 7 }, () => create()));
    box.platform.clock.reset();
    for (const order of ['asc', 'desc']) {
      const seen: string[] = [];
      const times: string[] = [];
      let next: string | null = `${S}?appId=ttd/demo&size=2&order=${order}:lastChanged`;
      while (next) {
        const page: { body: { count: number; next: string | null; instances: Instance[] } } = await box.call(
          'GET',
          next,
          { token: owner },
        );
        expect(page.body.count).toBe(page.body.instances.length);
        seen.push(...page.body.instances.map(({ id }) => id));
        times.push(...page.body.instances.map(({ lastChanged }) => lastChanged));
        if (page.body.count < 2) expect(page.body.next).toBeNull();
        next = page.body.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(times).toEqual(order === 'asc' ? times.toSorted() : times.toSorted().reverse());
      expect(seen).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
    }
  });

  it('refuses a continuation token that was altered or moved (altinn-instances#25)', async () => {
    await create();
    await create();
    const { body } = await list('?org=ttd&size=1');
    const next = new URL(body.next ?? '');
    const token = next.searchParams.get('continuationToken') ?? '';
    expect(token.length).toBeLessThanOrEqual(100);
    for (const query of [
      `?org=ttd&size=1&continuationToken=${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`,
      `?org=ttd&size=2&continuationToken=${token}`,
      '?org=ttd&size=1&continuationToken=1;2',
    ])
      expect((await list(query)).status).toBe(400);
  });

  it('selects by each filter (altinn-instances#21, altinn-instances#22)', async () => {
    const open = await create();
    const closed = await create();
    await box.call('PUT', `${A}/instances/${closed.id}/process/completeProcess`, { token: person });
    await box.call('DELETE', `${A}/instances/${open.id}`, { token: person });
    const ids = async (query: string) =>
      (await list(`?appId=ttd/demo&size=1000&${query}`)).body.instances.map(({ id }) => id);
    const both = [open.id, closed.id];
    const expectOnly = async (query: string, expected: string[]) =>
      expect((await ids(query)).filter((id) => both.includes(id))).toEqual(expected);
    await expectOnly('process.isComplete=true', [closed.id]);
    await expectOnly('process.isComplete=false', [open.id]);
    await expectOnly('process.currentTask=Task_1', [open.id]);
    await expectOnly('status.isArchived=true', [closed.id]);
    await expectOnly('status.isSoftDeleted=true', [open.id]);
    await expectOnly(`process.ended=gte:${closed['created']}`, [closed.id]);
    await expectOnly(`created=gte:${closed['created']}&created=lt:2100-01-01T00:00:00Z&status.isArchived=true`, [
      closed.id,
    ]);
    await expectOnly(`created=lt:2000-01-01T00:00:00Z`, []);
    await expectOnly('status.isArchived=false', [open.id]);
    await expectOnly('status.isSoftDeleted=false', [closed.id]);
    await expectOnly('process.isComplete=true&excludeConfirmedBy=ttd', [closed.id]);
    await expectOnly('confirmed=false&status.isArchived=true', [closed.id]);
    await box.call('POST', `${S}/${closed.id}/complete`, { token: owner });
    await expectOnly('process.isComplete=true&excludeConfirmedBy=ttd', []);
    await expectOnly('process.isComplete=true&excludeConfirmedBy=brg', [closed.id]);
    await expectOnly('confirmed=true', [closed.id]);
    await expectOnly('confirmed=false&status.isArchived=true', []);
    await expectOnly('instanceOwner.partyId=1', []);
    await expectOnly(`instanceOwner.partyId=${CUSTOMER.partyId}&status.isArchived=true`, [closed.id]);
    const others = (await list('?appId=ttd/org-demo&size=1000')).body.instances;
    expect(others.filter(({ id }) => both.includes(id))).toEqual([]);
    expect(new Set((await list('?org=ttd&size=1000')).body.instances.map((row) => row['org']))).toEqual(
      new Set(['ttd']),
    );
    await box.call('DELETE', `${A}/instances/${open.id}?hard=true`, { token: person });
    await expectOnly('status.isHardDeleted=true', [open.id]);
    await expectOnly('status.isHardDeleted=false', [closed.id]);
    const bare = (await list(`?appId=ttd/demo&size=1000&includeDataElements=false`)).body.instances;
    expect(bare.every(({ data }) => data.length === 0)).toBe(true);
  });

  it.each(['created', 'lastChanged', 'dueBefore', 'visibleAfter', 'process.ended'])(
    'selects by %s with each operator, to the millisecond (altinn-instances#21, altinn-instances#22)',
    async (column) => {
      const now = Date.now() + 1_000_000 * (1 + column.length);
      box.platform.clock.freeze();
      box.platform.clock.advance(now - box.platform.clock.now());
      const token = await box.personToken(CUSTOMER.director);
      const reader = await box.altinnToken(OWNER, [OWNER_READ]);
      const at = (ms: number) => new Date(box.platform.clock.now() + ms).toISOString();
      const body = {
        instanceOwner: { partyId: String(CUSTOMER.partyId) },
        dueBefore: at(0),
        visibleAfter: at(0),
        process: { ended: at(0) },
      };
      const { id } = (await box.call<Instance>('POST', `${S}?appId=ttd/demo`, { token, body })).body;
      const found = async (...expressions: string[]) => {
        const query = expressions.map((one) => `&${column}=${one}`).join('');
        const { instances } = (await list(`?appId=ttd/demo&size=1000${query}`, reader)).body;
        return instances.some((one) => one.id === id);
      };
      for (const [operator, before, same, after] of [
        ['gt', true, false, false],
        ['gte', true, true, false],
        ['lt', false, false, true],
        ['lte', false, true, true],
        ['eq', false, true, false],
      ] as const)
        expect([
          operator,
          await found(`${operator}:${at(-1)}`),
          await found(`${operator}:${at(0)}`),
          await found(`${operator}:${at(1)}`),
        ]).toEqual([operator, before, same, after]);
      expect(await found(`gte:${at(0)}`, `lt:${at(1)}`)).toBe(true);
      expect(await found(`gte:${at(-1)}`, `lt:${at(0)}`)).toBe(false);
      box.platform.clock.reset();
    },
  );

  it('hides hard-deleted instances from all but the owner (altinn-instances#20, altinn-instances#37)', async () => {
    const { id } = await create();
    const soft = (await box.call<Instance>('DELETE', `${S}/${id}`, { token: person })).body;
    expect(soft.status).toMatchObject({ isSoftDeleted: true, softDeleted: expect.any(String), isHardDeleted: false });
    expect((await box.call('GET', `${S}/${id}`, { token: person })).status).toBe(200);
    const hard = (await box.call<Instance>('DELETE', `${S}/${id}?hard=true`, { token: person })).body;
    expect(hard.status).toMatchObject({ isSoftDeleted: true, isHardDeleted: true, hardDeleted: expect.any(String) });
    expect(
      (await list(`?instanceOwner.partyId=${CUSTOMER.partyId}&status.isHardDeleted=true`, person)).body.count,
    ).toBe(0);
    const rows = (await list('?appId=ttd/demo&size=1000&status.isHardDeleted=true')).body.instances;
    expect(rows.map((row) => row.id)).toContain(id);
  });
});

describe('instances', () => {
  it('reads the same by guid and by party and guid, and tells nothing for another party (altinn-instances#28, altinn-instances#29, altinn-instances#30)', async () => {
    const { id } = await create();
    const guid = id.split('/')[1] ?? '';
    const [one, two] = [
      await box.call('GET', `${S}/${id}`, { token: person }),
      await box.call('GET', `${S}/${guid}`, { token: person }),
    ];
    expect(one.body).toEqual(two.body);
    const wrong = await box.call('GET', `${S}/1/${guid}`, { token: person });
    const unknown = await box.call('GET', `${S}/1/${UNKNOWN}`, { token: person });
    expect([wrong.status, wrong.body]).toEqual([404, `Unable to find instance ${guid}`]);
    expect([unknown.status, unknown.body]).toEqual([404, `Unable to find instance ${UNKNOWN}`]);
    const told = async (one: string) => {
      const { status, body } = await box.call('POST', `${S}/1/${one}/complete`, { token: owner });
      return [status, body['detail']];
    };
    expect(await told(guid)).toEqual(await told(UNKNOWN));
    expect((await told(guid))[0]).toBe(403);
  });

  it('refuses a stranger (altinn-instances#31)', async () => {
    const { id } = await create();
    expect((await box.call('GET', `${S}/${id}`, { token: await box.personToken('11918010779') })).status).toBe(403);
  });

  it.each([
    [`${S}?appId=ttd/demo`, {}, 400],
    [`${S}?appId=ttd/nothing`, { instanceOwner: { partyId: String(CUSTOMER.partyId) } }, 404],
    [`${S}`, { instanceOwner: { partyId: String(CUSTOMER.partyId) } }, 404],
    [`${A}/instances`, {}, 400],
    [`${A}/instances?instanceOwnerPartyId=${CUSTOMER.partyId}`, { instanceOwner: { partyId: CUSTOMER.partyId } }, 400],
    [`${A}/instances`, { instanceOwner: { partyId: 1 } }, 404],
    [`${A}/instances`, [], 400],
    [`${A}/instances`, { instanceOwner: { partyId: 'x' } }, 400],
    [`${A}/instances`, { instanceOwner: { partyId: CUSTOMER.partyId }, dueBefore: 'soon' }, 400],
    [`/ttd/nothing/instances`, { instanceOwner: { partyId: CUSTOMER.partyId } }, 404],
  ])('refuses to create at %s with %j: %s (altinn-instances#33, altinn-instances#62)', async (path, body, status) => {
    expect((await box.call('POST', path, { token: person, body })).status).toBe(status);
  });

  it('stores nothing without Permit (altinn-instances#34)', async () => {
    const stranger = await box.personToken('11918010779');
    const count = async () =>
      (await box.call<{ count: number }>('GET', `${S}?appId=ttd/demo&size=1000`, { token: owner })).body.count;
    const before = await count();
    for (const path of [`${S}?appId=ttd/demo`, `${A}/instances`])
      expect(
        (
          await box.call('POST', path, {
            token: stranger,
            body: { instanceOwner: { partyId: String(CUSTOMER.partyId) } },
          })
        ).status,
      ).toBe(403);
    expect(await count()).toBe(before);
  });

  it('answers 201 with Location, and keeps what may be set and nothing else (altinn-instances#35, altinn-instances#36)', async () => {
    const kept = {
      dueBefore: '2030-01-01T00:00:00.000Z',
      visibleAfter: '2029-01-01T00:00:00.000Z',
      status: {
        isArchived: true,
        archived: '2026-01-05T08:20:11.000Z',
        isSoftDeleted: false,
        isHardDeleted: false,
        readStatus: 'UpdatedSinceLastReview',
        substatus: { label: 'Mottatt', description: 'av oss' },
      },
      process: {
        started: '2026-01-05T08:00:00.000Z',
        startEvent: 'StartEvent_1',
        currentTask: {
          flow: 4,
          started: '2026-01-05T08:10:00.000Z',
          elementId: 'Task_2',
          name: 'Egen',
          altinnTaskType: 'confirmation',
          flowType: 'CompleteCurrentMoveToNext',
          validated: { timestamp: '2026-01-05T08:11:00.000Z', canCompleteTask: true },
        },
      },
      dataValues: { a: '1', b: '' },
    };
    const instanceOwner = { partyId: String(CUSTOMER.partyId) };
    const body = {
      ...kept,
      instanceOwner: { ...instanceOwner, organisationNumber: OTHER.organization },
      id: 'x',
      appId: 'ttd/other',
      org: 'other',
      created: '2020-01-01T00:00:00Z',
      createdBy: 'me',
      lastChanged: '2020-01-01T00:00:00Z',
      lastChangedBy: 'me',
      completeConfirmations: [{ stakeholderId: 'ttd', confirmedOn: '2026-01-05T08:20:11Z' }],
      presentationTexts: { a: 'b' },
      data: [{ id: UNKNOWN }],
      selfLinks: { apps: 'x', platform: 'x' },
      unknown: 1,
    };
    const answer = await box.call<Instance>('POST', `${S}?appId=ttd/demo`, { token: person, body });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(answer.body.selfLinks.platform);
    expect(answer.body).toEqual({
      ...kept,
      id: expect.stringMatching(/^50020008\/[0-9a-f-]{36}$/),
      instanceOwner: { ...instanceOwner, organisationNumber: CUSTOMER.organization },
      appId: 'ttd/demo',
      org: 'ttd',
      selfLinks: expect.any(Object),
      data: [],
      created: expect.stringMatching(/^20(?!20)/),
      createdBy: '20001',
      lastChanged: answer.body['created'],
      lastChangedBy: '20001',
    });
    expect((await box.call('GET', `${S}/${answer.body.id}`, { token: person })).body).toEqual(answer.body);
    const { instanceEvents } = (
      await box.call<{ instanceEvents: object[] }>('GET', `${S}/${answer.body.id}/events`, { token: person })
    ).body;
    expect(instanceEvents).toMatchObject([{ eventType: 'Created', processInfo: kept.process }]);
  });

  it('stores no more than is sent: without a status it is unread, without a process it has none and cannot move (altinn-instances#36, altinn-instances#47)', async () => {
    const body = { instanceOwner: { partyId: String(CUSTOMER.partyId) } };
    const { body: made } = await box.call<Instance>('POST', `${S}?appId=ttd/demo`, { token: person, body });
    expect(made.status).toEqual({
      isArchived: false,
      isSoftDeleted: false,
      isHardDeleted: false,
      readStatus: 'Unread',
    });
    expect(made).not.toHaveProperty('process');
    const next = await box.call('PUT', `${A}/instances/${made.id}/process/next`, { token: person });
    expect(next.status).toBe(409);
    const state = { currentTask: { elementId: 'Task_1' } };
    expect((await box.call('PUT', `${S}/${made.id}/process`, { token: person, body: state })).status).toBe(403);
    for (const readStatus of [2, 'updatedsincelastreview']) {
      const answer = await box.call<Instance>('POST', `${S}?appId=ttd/demo`, {
        token: person,
        body: { ...body, status: { readStatus } },
      });
      expect(answer.body.status['readStatus']).toBe('UpdatedSinceLastReview');
    }
  });

  it.each([
    { status: [] },
    { status: { isArchived: 'yes' } },
    { status: { archived: 'soon' } },
    { status: { readStatus: 7 } },
    { status: { substatus: { label: 1 } } },
    { process: 'Task_1' },
    { process: { started: 5 } },
    { process: { currentTask: {} } },
    { process: { currentTask: { elementId: 'Task_1', flow: -1 } } },
    { process: { currentTask: { elementId: 'Task_1', flowType: 'x' } } },
    { dataValues: { a: 1 } },
    { dataValues: [] },
    { visibleAfter: 'soon' },
  ])('refuses to create with %j', async (members) => {
    const body = { instanceOwner: { partyId: String(CUSTOMER.partyId) }, ...members };
    for (const path of [`${S}?appId=ttd/demo`, `${A}/instances`])
      expect((await box.call('POST', path, { token: person, body })).status).toBe(400);
  });

  it('keeps of an instance sent to an app what Storage keeps, but starts the process itself', async () => {
    const members = {
      dataValues: { a: '1' },
      status: { substatus: { label: 'Ny' }, readStatus: 'Unread' },
      process: { started: '2020-01-01T00:00:00Z', ended: '2020-01-01T00:00:00Z' },
    };
    const body = { instanceOwner: { partyId: String(CUSTOMER.partyId) }, ...members };
    const answer = await box.call<Instance>('POST', `${A}/instances`, { token: person, body });
    expect(answer.body).toMatchObject({
      dataValues: { a: '1' },
      status: { substatus: { label: 'Ny' }, readStatus: 'Read', isArchived: false },
      process: { startEvent: 'StartEvent_1', currentTask: { elementId: 'Task_1' } },
    });
    expect(answer.body.process.ended).toBeUndefined();
  });

  it('tells in an app who the owner’s party is', async () => {
    const { id } = await create();
    const party = {
      partyId: CUSTOMER.partyId,
      partyUuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      partyTypeName: 2,
      orgNumber: CUSTOMER.organization,
      unitType: expect.any(String),
      name: expect.stringMatching(/\w/),
      isDeleted: false,
    };
    const shown = { partyId: String(CUSTOMER.partyId), organisationNumber: CUSTOMER.organization };
    const body = { instanceOwner: { partyId: String(CUSTOMER.partyId) } };
    const answers = [
      await box.call<Instance>('POST', `${A}/instances`, { token: person, body }),
      await box.call<Instance>('POST', `${A}/instances/create`, { token: person, body }),
      await box.call<Instance>('GET', `${A}/instances/${id}`, { token: person }),
      await box.call<Instance>('PUT', `${A}/instances/${id}/substatus`, { token: owner, body: { label: 'x' } }),
      await box.call<Instance>('POST', `${A}/instances/${id}/complete`, { token: owner }),
      await box.call<Instance>('DELETE', `${A}/instances/${id}`, { token: person }),
    ];
    for (const answer of answers) expect(answer.body['instanceOwner']).toEqual({ ...shown, party });
    const stored = await box.call<Instance>('GET', `${S}/${id}`, { token: person });
    expect(stored.body['instanceOwner']).toEqual(shown);
  });

  it('refuses delete to the service owner and complete to users, and confirms once (altinn-instances#39, altinn-instances#40)', async () => {
    const { id } = await create();
    expect((await box.call('DELETE', `${A}/instances/${id}`, { token: owner })).status).toBe(403);
    expect((await box.call('POST', `${A}/instances/${id}/complete`, { token: person })).status).toBe(403);
    await box.call('POST', `${S}/${id}/complete`, { token: owner });
    const { body } = await box.call<Instance>('POST', `${S}/${id}/complete`, { token: owner });
    expect(body['completeConfirmations']).toEqual([{ stakeholderId: 'ttd', confirmedOn: expect.any(String) }]);
  });

  it('lets only the app’s owner set the substatus (altinn-instances#41)', async () => {
    const { id } = await create();
    expect((await box.call('PUT', `${S}/${id}/substatus`, { token: person, body: { label: 'Mottatt' } })).status).toBe(
      403,
    );
    const other = await box.altinnToken('310013579', [OWNER_READ, OWNER_WRITE]);
    expect(decodeJwt(other)['urn:altinn:org']).toBe('skogdir');
    for (const path of [S, `${A}/instances`]) {
      const as = (token: string, body: object) => box.call('PUT', `${path}/${id}/substatus`, { token, body });
      for (const token of [other, person, systemUser, organization])
        expect((await as(token, { label: 'Mottatt' })).status).toBe(403);
      for (const body of [{}, { label: '' }, { description: 'x' }]) expect((await as(owner, body)).status).toBe(400);
    }
    expect((await read(id)).status).not.toHaveProperty('substatus');
    const { body } = await box.call<Instance>('PUT', `${S}/${id}/substatus`, {
      token: owner,
      body: { label: 'Mottatt' },
    });
    expect(body.status['substatus']).toEqual({ label: 'Mottatt' });
  });

  it('sets the read status in any case and merges texts and values (altinn-instances#42, altinn-instances#43)', async () => {
    const { id } = await create();
    expect(
      (await box.call<Instance>('PUT', `${S}/${id}/readstatus?status=UNREAD`, { token: person })).body.status[
        'readStatus'
      ],
    ).toBe('Unread');
    expect((await box.call('PUT', `${S}/${id}/readstatus?status=maybe`, { token: person })).status).toBe(400);
    await box.call('PUT', `${S}/${id}/datavalues`, { token: person, body: { values: { a: '1', b: '2' } } });
    const { body } = await box.call<Instance>('PUT', `${S}/${id}/datavalues`, {
      token: person,
      body: { values: { a: '', c: '3' } },
    });
    expect(body['dataValues']).toEqual({ b: '2', c: '3' });
    const texts = (values: object) =>
      box.call<Instance>('PUT', `${S}/${id}/presentationtexts`, { token: person, body: { texts: values } });
    await texts({ a: '1', b: '2' });
    expect((await texts({ a: '', c: '3' })).body['presentationTexts']).toEqual({ b: '2', c: '3' });
    expect(await read(id)).toMatchObject({
      dataValues: { b: '2', c: '3' },
      presentationTexts: { b: '2', c: '3' },
    });
    expect((await box.call('PUT', `${S}/${id}/presentationtexts`, { token: person, body: {} })).status).toBe(400);
    for (const bad of [{}, { values: 1 }, { values: { a: 1 } }])
      expect((await box.call('PUT', `${S}/${id}/datavalues`, { token: person, body: bad })).status).toBe(400);
  });

  it('names who created: user id, system user’s owner, organisation (altinn-instances#70)', async () => {
    expect((await create(person)).createdBy).toBe('20001');
    expect((await create(systemUser)).createdBy).toBe(CUSTOMER.organization);
    expect((await create(organization, '/ttd/org-demo')).createdBy).toBe(CUSTOMER.organization);
    const other = await box.call('POST', `${A}/instances/create`, {
      token: systemUser,
      body: { instanceOwner: { organisationNumber: OTHER.organization } },
    });
    expect(other.status).toBe(403);
  });
});

describe('data elements', () => {
  it('gives back the bytes, headers, size and hash of an upload (altinn-instances#52)', async () => {
    const { id } = await create();
    const text = 'æøå\n'.repeat(1000);
    const answer = await upload(person, `${A}/instances/${id}/data?dataType=attachment`, text, {
      'content-disposition': "attachment; filename*=UTF-8''..%2Fr%C3%B8d%20fil.txt",
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      size: Buffer.byteLength(text),
      contentHash: createHash('sha256').update(text).digest('hex'),
      filename: 'rød fil.txt',
    });
    const download = await box.call('GET', `${S}/${id}/data/${answer.body.id}`, { token: person });
    expect(download.text).toBe(text);
    expect(download.headers.get('content-type')).toBe('text/plain');
    expect(download.headers.get('content-disposition')).toMatch(/^attachment; .*r%C3%B8d%20fil\.txt/);
    expect(download.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  it('refuses undeclared types, empty and too large contents, and leaves nothing behind (altinn-instances#53, altinn-instances#59)', async () => {
    const { id } = await create();
    const path = `${A}/instances/${id}/data?dataType=attachment`;
    expect((await upload(person, `${A}/instances/${id}/data?dataType=nothing`)).status).toBe(400);
    expect((await upload(person, `${S}/${id}/data?dataType=nothing`)).status).toBe(400);
    expect((await upload(person, `${S}/${id}/data`)).status).toBe(400);
    expect((await upload(person, path, '')).status).toBe(400);
    const empty = await upload(person, `${S}/${id}/data?dataType=attachment`, '');
    expect([empty.status, empty.body]).toEqual([400, 'Empty stream provided. Cannot persist data.']);
    const undeclared = await upload(person, `${S}/${id}/data?dataType=nothing`);
    expect(undeclared.body).toBe('Requested element type is not declared in application metadata');
    const message = (text: string) =>
      upload(person, `${A}/instances/${id}/data?dataType=melding`, text, {
        'content-type': 'application/json',
        'content-disposition': 'attachment; filename="a.json"',
      });
    expect((await message(`"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413);
    const first = await message('{}');
    expect([first.status, (await message('{}')).status]).toEqual([201, 409]);
    await box.call('DELETE', `${A}/instances/${id}/data/${first.body.id}`, { token: person });
    expect((await upload(person, path, 'x'.repeat(2 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await upload(person, path, 'x', { 'content-type': 'application/x-msdownload' })).status).toBe(400);
    expect((await upload(person, path, 'x', { 'content-disposition': 'attachment; filename="a.exe"' })).status).toBe(
      400,
    );
    expect((await upload(person, path, 'x', { 'content-disposition': 'attachment' })).status).toBe(400);
    expect((await read(id)).data).toEqual([]);
  });

  it('locks: 201, 200, then 409 for changes until it is unlocked (altinn-instances#54)', async () => {
    const { id } = await create();
    const { body } = await upload(person, `${A}/instances/${id}/data?dataType=attachment`);
    const path = `${S}/${id}/data/${body.id}`;
    expect((await box.call('PUT', `${path}/lock`, { token: person })).status).toBe(201);
    expect((await box.call('PUT', `${path}/lock`, { token: person })).status).toBe(200);
    expect(
      (await box.call('PUT', path, { token: person, raw: 'new', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(409);
    expect((await box.call('DELETE', path, { token: person })).status).toBe(409);
    expect((await box.call('DELETE', `${path}/lock`, { token: person })).status).toBe(200);
    expect(
      (await box.call('PUT', path, { token: person, raw: 'new', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(200);
    expect((await box.call('GET', path, { token: person })).text).toBe('new');
    expect((await box.call('DELETE', `${path}?delay=true`, { token: person })).status).toBe(400);
    expect((await box.call('DELETE', path, { token: person })).status).toBe(200);
    expect((await box.call('GET', path, { token: person })).status).toBe(404);
    expect((await box.call('GET', path, { token: owner })).status).toBe(200);
  });

  it('shows a hard-deleted element to the app’s owner only (altinn-instances#32)', async () => {
    const { id } = await create();
    const { body } = await upload(person, `${A}/instances/${id}/data?dataType=attachment`);
    await box.call('DELETE', `${A}/instances/${id}/data/${body.id}`, { token: person });
    expect((await read(id)).data).toEqual([]);
    expect((await box.call<Instance>('GET', `${S}/${id}`, { token: owner })).body.data).toHaveLength(1);
  });

  it('keeps both of two uploads at once, and lastChanged never goes back (altinn-instances#77)', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        upload(person, `${A}/instances/${id}/data?dataType=attachment`, `part ${index}`),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    const after = await read(id);
    expect(after.data).toHaveLength(8);
    box.platform.clock.advance(-60_000);
    await upload(person, `${A}/instances/${id}/data?dataType=attachment`, 'late');
    box.platform.clock.reset();
    expect((await read(id)).lastChanged >= after.lastChanged).toBe(true);
  });
});

describe('the process', () => {
  it('goes from data to confirmation to the end, and archives (altinn-instances#45, altinn-instances#47, altinn-instances#60, altinn-instances#68)', async () => {
    const { id } = await create();
    const element = (await upload(person, `${A}/instances/${id}/data?dataType=attachment`)).body.id;
    const process = async (token = person) =>
      (
        await box.call<{ currentTask: { elementId: string; actions: Record<string, boolean> } }>(
          'GET',
          `${A}/instances/${id}/process`,
          { token },
        )
      ).body;
    expect((await process()).currentTask).toMatchObject({ elementId: 'Task_1', actions: { read: true, write: true } });
    expect(
      (await box.call<Instance['process']>('PUT', `${A}/instances/${id}/process/next`, { token: person })).body
        .currentTask?.elementId,
    ).toBe('Task_2');
    expect((await process()).currentTask.actions['confirm']).toBe(true);
    expect((await process(owner)).currentTask.actions).toMatchObject({ read: true, confirm: false });
    expect((await box.call('PUT', `${A}/instances/${id}/process/next`, { token: owner })).status).toBe(403);
    const ended = (await box.call<Instance['process']>('PUT', `${A}/instances/${id}/process/next`, { token: person }))
      .body;
    expect(ended).toMatchObject({ ended: expect.any(String), endEvent: 'EndEvent_1' });
    expect((await read(id)).status).toMatchObject({ isArchived: true });
    expect((await box.call('PUT', `${A}/instances/${id}/process/next`, { token: person })).status).toBe(409);
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
    for (const [method, path] of [
      ['POST', 'data?dataType=attachment'],
      ['POST', 'data/attachment'],
      ['PUT', `data/${element}`],
      ['DELETE', `data/${element}`],
    ] as const) {
      const raw = method === 'DELETE' ? {} : { raw: 'x', headers };
      const late = await box.call(method, `${A}/instances/${id}/${path}`, { token: person, ...raw });
      expect([method, path, late.status, late.body]).toMatchObject([
        method,
        path,
        409,
        { title: 'Instance Not Active' },
      ]);
    }
    expect((await read(id)).data).toMatchObject([{ id: element, size: 3 }]);
  });

  it('keeps events of all that happens, with who acted (altinn-instances#69)', async () => {
    const { id } = await create(systemUser);
    const path = `${A}/instances/${id}/data`;
    const element = (await upload(systemUser, `${path}?dataType=attachment`)).body.id;
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
    await box.call('PUT', `${path}/${element}`, { token: person, raw: 'nytt', headers });
    await box.call('DELETE', `${path}/${element}`, { token: person });
    await box.call('PUT', `${S}/${id}/substatus`, { token: owner, body: { label: 'Mottatt' } });
    await box.call('PUT', `${A}/instances/${id}/process/next`, { token: systemUser });
    await box.call('PUT', `${A}/instances/${id}/process/next`, { token: person });
    await box.call('POST', `${S}/${id}/complete`, { token: owner });
    await box.call('DELETE', `${S}/${id}`, { token: person });
    const { instanceEvents } = (
      await box.call<{ instanceEvents: { eventType: string; dataId?: string; user: object }[] }>(
        'GET',
        `${S}/${id}/events`,
        { token: person },
      )
    ).body;
    const by = {
      system: {
        systemUserId: expect.any(String),
        systemUserOwnerOrgNo: CUSTOMER.organization,
        systemUserName: expect.any(String),
      },
      person: { userId: 20001 },
      owner: { orgId: 'ttd' },
    };
    const level = { authenticationLevel: expect.any(Number) };
    expect(instanceEvents.map(({ eventType, dataId, user }) => [eventType, dataId, user])).toEqual(
      (
        [
          ['Created', 'system'],
          ['process_StartEvent', 'system'],
          ['process_StartTask', 'system'],
          ['Created', 'system', element],
          ['Saved', 'person', element],
          ['Deleted', 'person', element],
          ['SubstatusUpdated', 'owner'],
          ['process_EndTask', 'system'],
          ['process_StartTask', 'system'],
          ['process_EndTask', 'person'],
          ['process_EndEvent', 'person'],
          ['Submited', 'person'],
          ['ConfirmedComplete', 'owner'],
          ['Deleted', 'person'],
        ] as const
      ).map(([type, who, data]) => [type, data, { ...level, ...by[who] }]),
    );
  });

  it('lists active instances of a party, without archived and deleted ones (altinn-instances#65, altinn-instances#67)', async () => {
    const [open, gone, done] = [await create(), await create(), await create()];
    await box.call('DELETE', `${A}/instances/${gone.id}`, { token: person });
    expect(
      (
        await box.call<Instance['process']>('PUT', `${A}/instances/${done.id}/process/completeProcess`, {
          token: person,
        })
      ).body.ended,
    ).toBeTruthy();
    const active = (
      await box.call<{ id: string; lastChangedBy: string }[]>('GET', `${A}/instances/${CUSTOMER.partyId}/active`, {
        token: person,
      })
    ).body;
    const ids = active.map(({ id }) => id);
    expect(ids).toContain(open.id);
    expect(ids).not.toContain(gone.id);
    expect(ids).not.toContain(done.id);
    expect(active.find(({ id }) => id === open.id)?.lastChangedBy).toBe('RASK RØYSKATT');
  });
});
