import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  BAKERY,
  OTHER_VENDOR,
  PERSONS,
  type SystemsHarness,
  startSystems,
  VENDOR,
} from '../systems/harness.ts';
import { returnOf } from './consent-return.ts';
import type { Consent } from './types.ts';

const PATH = '/accessmanagement/api/v1/enterprise/consentrequests';
const PERSON = `urn:altinn:person:identifier-no:${PERSONS.dagl}`;
const TO = `urn:altinn:organization:identifier-no:${VENDOR}`;
let h: SystemsHarness;
let asker: string;
let lookup: string;
let dagl: string;
beforeAll(async () => {
  h = await startSystems();
  asker = await h.vendorToken('altinn:consentrequests.write altinn:consentrequests.read');
  lookup = await h.vendorToken('altinn:maskinporten/consent.read', '991825827');
  dagl = await h.personToken('dagl');
});
afterAll(() => h.close());

const body = (more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  from: PERSON,
  to: TO,
  validTo: '2026-12-31T23:00:00Z',
  consentRights: [
    {
      action: ['consent'],
      resource: [{ type: 'urn:altinn:resource', value: 'digdir-samtykke-inntekt' }],
      metaData: { inntektsaar: '2025' },
    },
  ],
  requestMessage: { nb: 'Vi trenger inntekten din', nn: 'Vi treng inntekta di', en: 'We need your income' },
  redirectUrl: 'https://fjordlonn.example/samtykke',
  ...more,
});
const ask = (wanted: unknown, token = asker) => h.call('POST', PATH, token, wanted);
const answer = (id: string, verb: string, token = dagl) =>
  h.call('POST', `/accessmanagement/api/v1/bff/consentrequests/${id}/${verb}`, token);
const find = (query: Record<string, unknown>, token = lookup) =>
  h.call('POST', '/accessmanagement/api/v1/maskinporten/consent/lookup', token, query);
const idOf = async (more: Record<string, unknown> = {}): Promise<string> => {
  const got = await ask(body(more));
  expect(got.statusCode, got.body).toBe(201);
  return got.json().id;
};

describe('a consent', () => {
  it('holds once the person has accepted, until it is withdrawn', async () => {
    const id = await idOf();
    expect((await find({ id, from: PERSON, to: TO })).statusCode).toBe(400);
    expect(await h.delegations.consents.granted(id)).toBeUndefined();
    h.clock.advance(60_000);
    expect((await answer(id, 'accept')).body).toBe('true');
    const consent = {
      id,
      from: PERSON,
      to: TO,
      consented: '2026-11-23T12:01:00.000Z',
      validTo: '2026-12-31T23:00:00.000Z',
      consentRights: [
        {
          action: ['consent'],
          resource: [{ type: 'urn:altinn:resource', value: 'digdir-samtykke-inntekt' }],
          metadata: { inntektsaar: '2025' },
        },
      ],
    };
    expect((await find({ id, from: PERSON, to: TO })).json()).toEqual(consent);
    expect(await h.delegations.consents.granted(id)).toEqual({ ...consent, to: VENDOR });
    expect((await h.call('GET', `${PATH}/${id}`, asker)).json()).toMatchObject({
      status: 'Accepted',
      consentRequestEvents: [{ eventType: 'Created' }, { eventType: 'Accepted' }],
    });
    for (const verb of ['accept', 'reject']) expect((await answer(id, verb)).statusCode).toBe(409);
    expect((await answer(id, 'revoke')).statusCode).toBe(200);
    expect((await find({ id, from: PERSON, to: TO })).statusCode).toBe(400);
    expect(await h.delegations.consents.granted(id)).toBeUndefined();
  });

  it('ends at validTo', async () => {
    const id = await idOf({ validTo: '2026-11-23T13:00:00Z' });
    await answer(id, 'accept');
    expect((await find({ id, from: PERSON, to: TO })).statusCode).toBe(200);
    const late = await idOf({ validTo: '2026-11-23T13:00:01Z' });
    h.clock.set(Date.UTC(2026, 10, 23, 13));
    const maskinporten = await h.vendorToken('altinn:maskinporten/consent.read');
    expect((await find({ id, from: PERSON, to: TO }, maskinporten)).statusCode).toBe(400);
    h.clock.advance(1000);
    expect((await answer(late, 'accept', await h.personToken('dagl'))).statusCode).toBe(409);
    h.clock.reset();
  });

  it('is between the two who are named: others see nothing', async () => {
    const id = await idOf();
    expect(
      (await h.call('GET', `${PATH}/${id}`, await h.vendorToken('altinn:consentrequests.read', OTHER_VENDOR)))
        .statusCode,
    ).toBe(404);
    const chair = await h.personToken('chair');
    expect((await answer(id, 'accept', chair)).statusCode).toBe(404);
    expect((await h.call('GET', `/accessmanagement/api/v1/bff/consentrequests/${id}`, chair)).statusCode).toBe(404);
    expect((await h.call('GET', `/accessmanagement/api/v1/bff/consentrequests/${id}`, dagl)).json()).toMatchObject({
      id,
      status: 'Created',
    });
    await answer(id, 'accept');
    for (const wrong of [
      { from: `urn:altinn:person:identifier-no:${PERSONS.chair}` },
      { to: `urn:altinn:organization:identifier-no:${OTHER_VENDOR}` },
      { id: randomUUID() },
    ])
      expect((await find({ id, from: PERSON, to: TO, ...wrong })).statusCode).toBe(404);
    expect((await find({ id, from: PERSON, to: TO }, asker)).statusCode).toBe(403);
    expect((await find({ id: 'x' })).statusCode).toBe(400);
    expect((await find({ id, from: PERSON, to: TO }, '')).statusCode).toBe(401);
  });

  it('is listed for who is asked, the newest first, and for nobody else', async () => {
    const list = async (person: 'dagl' | 'chair' | 'member', uuid?: string) => {
      const party = uuid ?? (await h.register.party({ person: PERSONS.dagl }))?.uuid;
      return h.call('GET', `/accessmanagement/api/v1/bff/consentrequests/list/${party}`, await h.personToken(person));
    };
    h.clock.advance(300_000);
    const id = await idOf();
    expect((await list('dagl')).json()[0]).toMatchObject({
      id,
      status: 'Created',
      toParty: { name: 'FJORDLØNN SYSTEM AS', organizationNumber: VENDOR },
      fromParty: { name: 'RASK RØYSKATT' },
      viewUri: expect.stringMatching(new RegExp(`/accessmanagement/ui/consent/request\\?id=${id}$`)),
    });
    expect((await list('chair')).statusCode).toBe(404);
    const ofBakery = await idOf({ from: `urn:altinn:organization:identifier-no:${BAKERY.number}` });
    const bakery = (await h.register.party({ organization: BAKERY.number }))?.uuid;
    expect((await list('chair', bakery)).json()).toMatchObject([{ id: ofBakery }]);
    expect((await list('member', bakery)).statusCode).toBe(404);
    for (const wrong of [randomUUID(), 'x']) expect((await list('dagl', wrong)).statusCode).toBe(404);
  });

  it('is asked for once by an id, and by one’s own organisation only', async () => {
    const wanted = body();
    expect((await ask(wanted)).statusCode).toBe(201);
    expect((await ask(wanted)).statusCode).toBe(200);
    const other = await h.vendorToken('altinn:consentrequests.write', OTHER_VENDOR);
    expect((await ask(wanted, other)).statusCode).toBe(403);
    const taken = { ...wanted, to: `urn:altinn:organization:identifier-no:${OTHER_VENDOR}` };
    expect((await ask(taken, other)).statusCode).toBe(409);
    expect((await ask(wanted, await h.vendorToken('altinn:consentrequests.read'))).statusCode).toBe(403);
    const forged = body({ to: `urn:altinn:organization:identifier-no:${ACCOUNTANT.number}` });
    expect((await ask(forged)).statusCode).toBe(403);
  });

  it('of an organisation is answered by who has the right there, and nobody has it for persons’ resources', async () => {
    const id = await idOf({ from: `urn:altinn:organization:identifier-no:${BAKERY.number}` });
    expect((await answer(id, 'accept')).statusCode).toBe(404);
  });

  it('accepted and rejected at once: one wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await idOf();
      const both = await Promise.all([answer(id, 'accept'), answer(id, 'reject')]);
      expect(both.map((one) => one.statusCode).sort()).toEqual([200, 409]);
      const { status, events } = (await h.delegations.consent(id)) ?? { status: '', events: [] };
      expect(status).toBe(both[0]?.statusCode === 200 ? 'accepted' : 'rejected');
      expect(events).toHaveLength(2);
    }
  });

  it.each([
    ['no from', { from: undefined }, 'from'],
    ['a wrong check digit', { from: 'urn:altinn:person:identifier-no:01816010028' }, 'from'],
    ['a wrong to', { to: VENDOR }, 'to'],
    ['a past validTo', { validTo: '2020-01-01T00:00:00Z' }, 'validTo'],
    ['a text as validTo', { validTo: 'later' }, 'validTo'],
    ['no rights', { consentRights: [] }, 'consentRights'],
    ['a right without resource', { consentRights: [{ action: ['consent'] }] }, 'consentRights[0]'],
    ['an id that is no UUID', { id: '1' }, 'id'],
    ['a script as redirect', { redirectUrl: 'javascript:alert(1)' }, 'redirectUrl'],
    ['a message in Sami', { requestMessage: { se: 'x' } }, 'requestMessage'],
  ])('is refused with %s', async (_name, wrong, member) => {
    const got = await ask(body(wrong));
    expect(got.statusCode).toBe(400);
    expect(Object.keys(got.json().errors)).toEqual([member]);
  });

  it('is for resources of type Consent, with the metadata that they ask for', async () => {
    const right = (value: string, metaData?: unknown) => ({
      consentRights: [{ action: ['consent'], resource: [{ type: 'urn:altinn:resource', value }], metaData }],
    });
    for (const wrong of [
      right('skogdir-felling'),
      right('no-such'),
      right('digdir-samtykke-inntekt'),
      right('digdir-samtykke-inntekt', { inntektsaar: '2025', more: 'x' }),
      { from: 'urn:altinn:organization:identifier-no:310099998' },
    ])
      expect((await ask(body(wrong))).statusCode).toBe(400);
  });
});

describe('the address that one goes back to', () => {
  const consent: Consent = {
    id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    from: PERSON,
    fromUuid: randomUUID(),
    to: VENDOR,
    status: 'accepted',
    validTo: 0,
    created: 0,
    rights: [],
    events: [],
  };

  it.each([
    ['https://a.example/s', 'https://a.example/s?Status=OK'],
    ['https://a.example/s?state=1#there', 'https://a.example/s?state=1&Status=OK#there'],
    ['https://a.example/#/s', 'https://a.example/#/s?Status=OK'],
    ['https://a.example/#/s?state=1', 'https://a.example/#/s?state=1&Status=OK'],
  ])('of %s tells what was answered', (redirectUrl, expected) => {
    expect(returnOf({ ...consent, redirectUrl })).toBe(expected);
    expect(returnOf({ ...consent, redirectUrl, status: 'rejected' })).toBe(
      expected.replace('Status=OK', 'Status=Failed&ErrorMessage=User+did+not+give+consent'),
    );
    expect(returnOf({ ...consent, redirectUrl, status: 'created' })).toBeUndefined();
    expect(returnOf(consent)).toBeUndefined();
  });
});

describe('who asks for consent, before anybody has logged in', () => {
  const asked = (id: string) => h.app.inject({ url: `/portal/api/v1/asked-consent/${id}` });

  it('is the organisation and the resources, and nothing of the person', async () => {
    const id = await idOf();
    const told = await asked(id);
    expect(told.statusCode).toBe(200);
    expect(told.headers['cache-control']).toBe('no-store');
    expect(told.json()).toEqual({
      asker: { number: VENDOR, name: 'FJORDLØNN SYSTEM AS' },
      resources: ['digdir-samtykke-inntekt'],
    });
    expect(told.body).not.toMatch(new RegExp(`${PERSONS.dagl}|2025|inntekten din|fjordlonn.example|${id}`));
    await answer(id, 'reject');
    expect((await asked(id)).body).toBe(told.body);
  });

  it('is 404 for what does not exist or is no id, and 429 when asked too often', async () => {
    expect((await asked(randomUUID())).statusCode).toBe(404);
    expect((await asked('x')).statusCode).toBe(404);
    h.clock.advance(60_000);
    const id = await idOf();
    const statuses = await Promise.all(Array.from({ length: 121 }, () => asked(id)));
    expect(statuses.filter(({ statusCode }) => statusCode === 200).length).toBe(120);
    const last = statuses.find(({ statusCode }) => statusCode === 429);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    h.clock.advance(60_000);
    expect((await asked(id)).statusCode).toBe(200);
  });
});
