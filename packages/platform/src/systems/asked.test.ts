import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAKERY, SCOPES, type SystemsHarness, startSystems, VENDOR } from './harness.ts';

const RIGHT = { resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] };

describe('who asks, before anybody has logged in', () => {
  let h: SystemsHarness;
  let id: string;
  beforeAll(async () => {
    h = await startSystems();
    const token = await h.vendorToken(`${SCOPES.register} ${SCOPES.write}`);
    const made = await h.call('POST', '/systemregister/vendor', token, {
      id: `${VENDOR}_asked`,
      vendor: { ID: `0192:${VENDOR}` },
      name: { nb: 'Lønn', nn: 'Løn', en: 'Payroll' },
      description: { nb: 'x', nn: 'x', en: 'x' },
      rights: [RIGHT],
      accessPackages: [],
      clientId: [],
      isVisible: false,
      allowedRedirectUrls: [],
    });
    expect(made.statusCode).toBe(200);
    const asked = await h.call('POST', '/systemuser/request/vendor', token, {
      systemId: `${VENDOR}_asked`,
      partyOrgNo: BAKERY.number,
      externalRef: 'secret-reference',
      rights: [RIGHT],
    });
    expect(asked.statusCode).toBe(201);
    id = asked.json<{ id: string }>().id;
  });
  afterAll(() => h.close());

  const asked = (kind: string, which: string) => h.app.inject({ url: `/portal/api/v1/asked/${kind}/${which}` });

  it('is the vendor, the system and what is asked for, and nothing of the customer (system-register-and-users#84)', async () => {
    const answer = await asked('request', id);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toEqual({
      vendor: { number: VENDOR, name: 'FJORDLØNN SYSTEM AS' },
      system: { id: `${VENDOR}_asked`, name: { nb: 'Lønn', nn: 'Løn', en: 'Payroll' } },
      rights: [RIGHT],
      accessPackages: [],
    });
    expect(answer.body).not.toMatch(new RegExp(`${BAKERY.number}|secret-reference|New|${id}`));
  });

  it('is the same 404 for what does not exist, is of another kind, or is no id at all (system-register-and-users#84)', async () => {
    const bodies = new Set<string>();
    for (const [kind, which] of [
      ['request', randomUUID()],
      ['agentrequest', id],
      ['changerequest', id],
      ['request', 'x'],
      ['toString', id],
    ] as const) {
      const answer = await asked(kind, which);
      expect(answer.statusCode, `${kind} ${which}`).toBe(404);
      bodies.add(JSON.stringify({ ...answer.json<object>(), traceId: '' }));
    }
    expect(bodies.size).toBe(1);
  });

  it('is told so many times a minute, and then again in the next (system-register-and-users#84)', async () => {
    h.clock.advance(60_000);
    const statuses = await Promise.all(Array.from({ length: 121 }, () => asked('request', id)));
    expect(statuses.filter(({ statusCode }) => statusCode === 200).length).toBe(120);
    const last = statuses.find(({ statusCode }) => statusCode === 429);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    h.clock.advance(60_000);
    expect((await asked('request', id)).statusCode).toBe(200);
  });
});
