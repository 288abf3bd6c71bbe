import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../authorization/harness.ts';
import { operationsOf } from '../http/index.ts';
import { requirePromised } from '../testing/promised.ts';

const PORTAL = 'altinn:portal/enduser';
const ADMIN = 'altinn:register/partylookup.admin';
const BAKERY = { number: '310044423', partyId: 50020008 };
const NOBODY_ID = 59999999;

describe.each([
  ['the sandbox', true],
  ['production', false],
])('the register in %s', (_mode, sandbox) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ sandbox, stored: true });
  });
  afterAll(() => harness.close());

  const tokenOf = async (person: string, scope = PORTAL) => {
    const party = await harness.register.party({ person });
    if (!party) throw new Error(`there is no ${person}`);
    return harness.token(scope, { 'urn:altinn:userid': party.userId, 'urn:altinn:party:uuid': party.uuid });
  };
  const ask = async (method: 'GET' | 'POST', url: string, token: string | undefined, payload?: object) => {
    const answer = await harness.app.inject({
      method,
      url: `/register/api/v1/parties/${url}`,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
    requirePromised(operationsOf(harness.app), method, `/register/api/v1/parties/${url}`, {
      status: answer.statusCode,
      text: answer.body,
    });
    return answer;
  };
  const read = (token: string | undefined, partyId: number) => ask('GET', String(partyId), token);
  const lookup = (token: string, payload: object) => ask('POST', 'lookup', token, payload);
  const STRANGER = '21838810052';
  const DIRECTOR = '01816010027';

  it('tells a person nothing of parties that the person may not act for, not even whether they are there (altinn-authentication#64)', async () => {
    const token = await tokenOf(STRANGER);
    const me = await harness.register.party({ person: STRANGER });
    const seen: number[] = [];
    for (let partyId = 50010000; partyId <= 50010040; partyId += 1) {
      const { statusCode, body } = await read(token, partyId);
      if (statusCode === 200) seen.push(partyId);
      else
        expect([statusCode, body.replace(/"traceId":"\w+"/, '').replaceAll(String(partyId), 'N')]).toEqual([
          403,
          (await read(token, NOBODY_ID)).body.replace(/"traceId":"\w+"/, '').replaceAll(String(NOBODY_ID), 'N'),
        ]);
    }
    expect(seen).toEqual([me?.partyId]);
    expect((await read(token, BAKERY.partyId)).statusCode).toBe(403);
    for (const ssn of [DIRECTOR, '01816010000', '', 'x']) {
      const { statusCode, body } = await lookup(token, { ssn });
      expect([statusCode, JSON.parse(body).detail]).toEqual([
        403,
        'you may not act for a party with that person number',
      ]);
    }
    for (const orgNo of [BAKERY.number, '310099999']) expect((await lookup(token, { orgNo })).statusCode).toBe(403);
  });

  it('tells a person of itself and of those that it may act for, by role, key role or delegation', async () => {
    const director = await tokenOf(DIRECTOR);
    expect((await read(director, BAKERY.partyId)).json()).toMatchObject({ orgNumber: BAKERY.number });
    expect((await lookup(director, { orgNo: BAKERY.number })).json()).toMatchObject({ partyId: BAKERY.partyId });
    expect((await lookup(director, { ssn: DIRECTOR })).json()).toMatchObject({ partyType: 'Person' });
    expect((await lookup(director, { ssn: DIRECTOR })).body).not.toContain(DIRECTOR);
    const [me, bakery] = [
      await harness.register.party({ person: STRANGER }),
      await harness.register.party({ organization: BAKERY.number }),
    ];
    if (!me || !bakery) throw new Error('the world lacks them');
    const stranger = await tokenOf(STRANGER);
    const given = { to: me.uuid, from: bakery.uuid };
    await harness.database.transaction((trx, announce) =>
      harness.stored.giveRights(trx, announce, {
        to: me.uuid,
        from: bakery,
        by: bakery.uuid,
        resourceId: 'ttd-lonnsrapport',
        actions: ['read'],
      }),
    );
    expect((await read(stranger, BAKERY.partyId)).statusCode).toBe(200);
    await harness.database.transaction((trx, announce) => harness.stored.revokeAll(trx, announce, given));
    expect((await read(stranger, BAKERY.partyId)).statusCode).toBe(403);
  });

  it('is open to a machine with the scope for it, and to nobody else', async () => {
    const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:310013579' };
    const machine = await harness.token(ADMIN, { consumer });
    expect((await read(machine, BAKERY.partyId)).statusCode).toBe(200);
    expect((await read(machine, NOBODY_ID)).statusCode).toBe(404);
    expect((await lookup(machine, { ssn: DIRECTOR })).statusCode).toBe(200);
    // Not by the portal's scope in an organisation's token, nor by a machine's scope in a person's.
    expect((await read(await harness.token(PORTAL, { consumer }), BAKERY.partyId)).statusCode).toBe(403);
    expect((await read(await tokenOf(STRANGER, `${PORTAL} ${ADMIN}`), BAKERY.partyId)).statusCode).toBe(403);
    expect((await read(await tokenOf(DIRECTOR, 'altinn:instances.read'), BAKERY.partyId)).statusCode).toBe(403);
    expect((await read(undefined, BAKERY.partyId)).statusCode).toBe(401);
    expect((await lookup(machine, {})).statusCode).toBe(400);
    expect((await lookup(machine, { orgNo: BAKERY.number, ssn: DIRECTOR })).statusCode).toBe(400);
  });
});
