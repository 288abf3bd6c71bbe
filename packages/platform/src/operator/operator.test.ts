import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { isOrganizationNumber } from '../foundation/index.ts';
import { startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { codeHash, newCode, sameHash } from './codes.ts';
import { makeOperatorCode } from './operators.ts';

const BASE = '/operator/api/v1';
const OPERATOR_ORGANIZATION = '310007404';
const ITS_DIRECTOR = '13849010020';
const CUSTOMER = '310044423';
const DIRECTOR = '01816010027';
const STRANGER = '21838810052';
/** Of nobody in the synthetic world. */
const NEW = '310000019';

interface Organization {
  readonly name: string;
  readonly serviceOwner: string | null;
  readonly prefixes: readonly string[];
  readonly administrators: readonly { readonly personNumber: string; readonly name: string }[];
  readonly code?: string;
}

describe('a one-time code', () => {
  it('is told from what is kept of it only by who has it, however it is typed', () => {
    const code = newCode();
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(newCode()).not.toBe(code);
    const hash = codeHash(code);
    expect(hash).not.toContain(code.slice(0, 5));
    expect(codeHash(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(hash);
    expect(codeHash('O1l0')).toBe(codeHash('0110'));
    expect(sameHash(hash, ['short', codeHash('other'), hash])).toBe(hash);
    expect(sameHash(hash, [codeHash('other')])).toBeUndefined();
  });
});

describe('whoever operates the platform', () => {
  let place: FreshDatabase;
  let box: Sandbox;
  let stranger: string;
  let machine: string;
  beforeAll(async () => {
    place = await freshDatabase();
    box = await startSandbox({ database: place.url });
    stranger = await box.personToken(STRANGER);
    machine = await box.maskinportenToken(OPERATOR_ORGANIZATION, ['portvakt:operator']);
  });
  afterAll(async () => {
    await box.stop();
    await place.drop();
  });

  /** A code as another operator makes it. */
  const codeFrom = async (token: string): Promise<string> =>
    (await box.call<{ code: string }>('POST', `${BASE}/operators/codes`, { token })).body.code;
  const put = (number: string, body: object, token = machine) =>
    box.call<Organization>('PUT', `${BASE}/organizations/${number}`, { token, body });

  it('is who has entered a code, once and within the hour', async () => {
    const claim = (code: string) => box.call('POST', `${BASE}/claim`, { token: stranger, body: { code } });
    const me = async () => (await box.call('GET', `${BASE}/me`, { token: stranger })).body;
    expect(await me()).toEqual({ operator: false });
    expect((await box.call('GET', `${BASE}/setup`, { token: stranger })).status).toBe(403);
    const late = await codeFrom(machine);
    box.platform.clock.advance(60 * 60 * 1000);
    machine = await box.maskinportenToken(OPERATOR_ORGANIZATION, ['portvakt:operator']);
    stranger = await box.personToken(STRANGER);
    expect(await claim(late)).toMatchObject({ status: 403, body: { code: 'code-refused' } });
    const code = await codeFrom(machine);
    expect(await claim('00000-00000-00000-00000-00000')).toMatchObject({ status: 403, body: { code: 'code-refused' } });
    expect((await claim(code)).status).toBe(204);
    expect(await me()).toEqual({ operator: true });
    expect(await claim(code)).toMatchObject({ status: 403, body: { code: 'code-refused' } });
    const { body } = await box.call<{ id: string; name: string }[]>('GET', `${BASE}/operators`, { token: stranger });
    expect(body).toEqual([expect.objectContaining({ name: expect.any(String) })]);
    expect((await box.call('DELETE', `${BASE}/operators/${body[0]?.id}`, { token: stranger })).status).toBe(204);
    expect(await me()).toEqual({ operator: false });
    expect((await box.call('DELETE', `${BASE}/operators/${body[0]?.id}`, { token: machine })).status).toBe(404);
  });

  it('lets one of two who use the same code at once become an operator', async () => {
    const code = await codeFrom(machine);
    const tokens = await Promise.all([DIRECTOR, STRANGER].map((person) => box.personToken(person)));
    const answers = await Promise.all(
      tokens.map((token) => box.call('POST', `${BASE}/claim`, { token, body: { code } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  });

  it('is the administrator of its organisation, and its machine with the scope, and nobody else', async () => {
    const status = async (token?: string) =>
      (await box.call('GET', `${BASE}/setup`, token === undefined ? {} : { token })).status;
    expect(await status()).toBe(401);
    expect(await status(machine)).toBe(200);
    expect(await status(await box.personToken(ITS_DIRECTOR))).toBe(200);
    expect(await status(await box.altinnToken(OPERATOR_ORGANIZATION, ['portvakt:operator']))).toBe(403);
    expect(await status(await box.maskinportenToken(OPERATOR_ORGANIZATION, ['altinn:instances.read']))).toBe(403);
    // The owner of the scope may give it to others, and they are no operators by it.
    const owner = await box.maskinportenToken(OPERATOR_ORGANIZATION, ['idporten:scopes.write']);
    const access = `/selvbetjening/api/v1/scopes/access/${CUSTOMER}?scope=portvakt:operator`;
    expect((await box.call('PUT', access, { token: owner })).status).toBeLessThan(300);
    expect(await status(await box.maskinportenToken(CUSTOMER, ['portvakt:operator']))).toBe(403);
  });

  it('puts an organisation in with its prefix, code and administrators, who can then do their work', async () => {
    const administrators = [{ personNumber: DIRECTOR, name: 'RASK RØYSKATT' }];
    const wish = {
      name: 'NY KOMMUNE <b>',
      form: 'KOMM',
      serviceOwner: 'nykommune',
      prefixes: ['nykommune'],
      administrators,
    };
    expect(await put(NEW, wish)).toMatchObject({ status: 200, body: { number: NEW, ...wish } });
    const token = await box.personToken(DIRECTOR);
    const made = await box.call('POST', '/selvbetjening/api/v1/scopes', {
      token,
      headers: { 'x-portvakt-organization': NEW },
      body: { prefix: 'nykommune', subscope: 'planer.read', description: 'Planer' },
    });
    expect(made.status).toBe(201);
    expect(await put(NEW, { prefixes: [] })).toMatchObject({ status: 409, body: { code: 'prefix-in-use' } });
    expect(await put(NEW, { administrators: [] })).toMatchObject({
      status: 200,
      body: { ...wish, administrators: [] },
    });
    const after = await box.call('GET', '/selvbetjening/api/v1/scopes', {
      token,
      headers: { 'x-portvakt-organization': NEW },
    });
    expect(after.status).toBe(403);
    expect(await put(NEW, { name: 'NYTT NAVN' })).toMatchObject({
      body: { name: 'NYTT NAVN', prefixes: ['nykommune'] },
    });
    const { body } = await box.call<Organization[]>('GET', `${BASE}/organizations?query=nytt`, { token: machine });
    expect(body).toMatchObject([{ number: NEW, serviceOwner: 'nykommune' }]);
  });

  it('is told what does not fit', async () => {
    const refused = async (number: string, body: object) => {
      const answer = await put(number, { name: 'X', ...body });
      return [answer.status, answer.body.code];
    };
    expect(await refused(NEW, { prefixes: ['skogdir'] })).toEqual([409, 'prefix-taken']);
    expect(await refused(NEW, { prefixes: ['Ikke:Slik'] })).toEqual([400, 'organization-invalid']);
    expect(await refused(NEW, { serviceOwner: 'ttd' })).toEqual([409, 'owner-code-taken']);
    expect(await refused(NEW, { serviceOwner: 'operator' })).toEqual([409, 'owner-code-taken']);
    expect(await refused('310001236', { serviceOwner: 'annet' })).toEqual([409, 'owner-code-fixed']);
    expect(await refused('123456789', {})).toEqual([400, 'organization-invalid']);
    expect(await refused(NEW, { name: '\u0007' })).toEqual([400, 'organization-invalid']);
    expect(await refused(NEW, { administrators: [{ personNumber: '01010112345', name: 'Ekte' }] })).toEqual([
      400,
      'organization-invalid',
    ]);
    const many = Array.from({ length: 200 }, (_, at) => String(310_000_100 + at)).filter(isOrganizationNumber);
    const made = await Promise.all(many.slice(0, 3).map((number) => put(number, { name: 'SAMTIDIG', form: 'AS' })));
    // Nodes that give out the same numbers at one moment do not refuse: the later one begins again.
    expect(made.map(({ status }) => status)).toEqual([200, 200, 200]);
    const read = (number: string) => box.call('GET', `${BASE}/organizations/${number}`, { token: machine });
    expect((await read('999999999')).status).toBe(404);
    expect((await read(CUSTOMER)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('a platform without anything', () => {
  it('gets the scopes that its own operations ask for, and keeps what is there', async () => {
    const place = await freshDatabase();
    const box = await startSandbox({ database: place.url });
    const token = await box.maskinportenToken(OPERATOR_ORGANIZATION, ['portvakt:operator']);
    const missing = async () =>
      (await box.call<{ missingScopes: string[] }>('GET', `${BASE}/setup`, { token })).body.missingScopes;
    expect(await missing()).toEqual([]);
    const make = () =>
      box.call('PUT', `${BASE}/platform-scopes`, { token, body: { organization: OPERATOR_ORGANIZATION } });
    expect((await make()).status).toBe(204);
    await box.stop();
    await place.drop();
  });

  it('does not start with an operator that is no organisation', async () => {
    await expect(startPlatform({ port: 0, operator: '123456789' })).rejects.toThrow('organisation number');
  });

  it('keeps of a code nothing but a hash', async () => {
    const database = await openDatabase({ url: ':memory:' });
    const { code } = await makeOperatorCode(database, 0);
    const rows = await database.db.selectFrom('operator_code').selectAll().execute();
    await database.close();
    expect(JSON.stringify(rows)).not.toContain(code.slice(0, 5));
    expect(rows).toHaveLength(1);
  });
});
