import { afterEach, describe, expect, it, vi } from 'vitest';
import { principalOf } from '../validate/principal.ts';
import { createPdpClient, type Question } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

const SYSTEM_USER = '7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d';
const explanation = {
  reason: 'read on fjord-boter for FJORDLØNN (312770016): needs role DAGL; the subject has none for this party',
  accepts: ['role DAGL'],
  has: [],
  rule: { id: 'urn:rule:1', line: 12, effect: 'Deny' },
  policy: { resourceId: 'app_ttd_demo', policyId: 'p', version: 1 },
  trace: 'Policy …',
};

interface Platform {
  readonly at?: string;
  readonly clock?: () => Response;
  readonly explained?: () => Response;
  readonly results?: readonly object[];
  readonly explainInSandbox?: boolean;
}

function pdp(platform: Platform = {}) {
  const { at = 'http://localhost:7070', results = [{ decision: 'NotApplicable' }], explainInSandbox = true } = platform;
  const asked: string[] = [];
  const client = createPdpClient({
    platform: at,
    token: async () => 't',
    explainInSandbox,
    fetch: async (input) => {
      const { origin, pathname, search } = new URL(String(input));
      asked.push(`${pathname.split('/').at(-1)}${search}`);
      expect(origin).toBe(new URL(at).origin);
      if (pathname.startsWith('/sandbox/')) return platform.clock?.() ?? Response.json({ now: '2026-01-01T00:00:00Z' });
      if (search === '') return Response.json({ response: results });
      return platform.explained?.() ?? Response.json({ response: results.map((one) => ({ ...one, explanation })) });
    },
  });
  return { client, asked };
}

const question = (more: Partial<Question> = {}): Question => ({
  subject: principalOf({ 'urn:altinn:userid': 20010001, 'urn:altinn:authlevel': 3 }, 'altinn'),
  action: 'read',
  resource: { resource: 'fjord-boter', party: { organisation: '312770016' } },
  ...more,
});

describe('a denial by the sandbox (client-library#94)', () => {
  it('says why, and leads to the playground with the question filled in', async () => {
    const { client, asked } = pdp();
    const decision = await client.decide(question());
    expect(decision).toMatchObject({ permit: false, result: 'NotApplicable' });
    expect(decision.why).toEqual({
      reason: explanation.reason,
      accepts: ['role DAGL'],
      has: [],
      rule: { id: 'urn:rule:1', line: 12 },
      playground:
        'http://localhost:7070/playground?subject=user%3A20010001&party=312770016&resource=fjord-boter&action=read',
    });
    await client.decide(question());
    expect(asked).toEqual(['authorize', 'clock', 'authorize?explain=true', 'authorize', 'authorize?explain=true']);
  });

  it('leads to the playground with all that it takes, and no person number', async () => {
    const { client } = pdp();
    const linkOf = async (more: Partial<Question>) =>
      Object.fromEntries(new URL((await client.decide(question(more))).why?.playground ?? '').searchParams);
    const instance = `50020008/${SYSTEM_USER}`;
    const person = '01816010027';
    const subject = [{ id: 'urn:altinn:systemuser:uuid', value: SYSTEM_USER }];
    const app = { app: 'ttd/demo', instance, party: { organisation: '312770016' } } as const;
    expect(await linkOf({ subject, resource: app })).toEqual({
      subject: `system-user:${SYSTEM_USER}`,
      party: '312770016',
      resource: 'app_ttd_demo',
      action: 'read',
      instance,
    });
    const persons = [
      { id: 'urn:altinn:organization:identifier-no', value: person },
      { id: 'urn:altinn:person:identifier-no', value: person },
    ];
    expect(await linkOf({ subject: persons, resource: { resource: 'fjord-boter', party: { person } } })).toEqual({
      resource: 'fjord-boter',
      action: 'read',
    });
  });

  it('names the level, where that is what is missing', async () => {
    const obligations = [{ attributeAssignment: [{ category: 'urn:altinn:minimum-authenticationlevel', value: '4' }] }];
    const { client } = pdp({ results: [{ decision: 'Permit', obligations }] });
    const { permit, requiredLevel, why } = await client.decide(question());
    expect([permit, requiredLevel]).toEqual([false, 4]);
    expect(why?.reason).toBe('permitted, but the token has authentication level 3, and the policy asks for 4');
  });

  it('is explained among many in one request, and what is permitted is not', async () => {
    const results = [{ decision: 'Permit' }, { decision: 'Deny' }, { decision: 'NotApplicable' }];
    const { client, asked } = pdp({
      results,
      explained: () => Response.json({ response: ['second', 'third'].map((reason) => ({ explanation: { reason } })) }),
    });
    const actions = ['read', 'write', 'sign'];
    const decisions = await client.decideAll(actions.map((action) => question({ action })));
    expect(decisions.map(({ why }) => why?.reason)).toEqual([undefined, 'second', 'third']);
    expect(asked).toEqual(['authorize', 'clock', 'authorize?explain=true']);
    const permitting = pdp({ results: [{ decision: 'Permit' }] });
    expect((await permitting.client.decide(question())).permit).toBe(true);
    expect(permitting.asked).toEqual(['authorize']);
  });

  it.each<[string, Platform]>([
    ['PROD', { at: 'https://platform.altinn.no' }],
    ['TEST', { at: 'https://platform.tt02.altinn.no' }],
    ['another of Altinn’s environments', { at: 'https://platform.at22.altinn.cloud' }],
    ['a host elsewhere', { at: 'https://portvakt.example' }],
    ['a host that only looks like this machine', { at: 'https://localhost.example' }],
    ['the sandbox when it is not to be asked', { explainInSandbox: false }],
  ])('is not asked about at %s', async (_where, platform) => {
    const { client, asked } = pdp(platform);
    expect((await client.decide(question())).why).toBeUndefined();
    expect(asked).toEqual(['authorize']);
  });

  it('is not asked about at a real environment, whatever PORTVAKT_URL says', async () => {
    vi.stubEnv('PORTVAKT_URL', 'https://platform.tt02.altinn.no');
    const { client, asked } = pdp({ at: 'https://platform.tt02.altinn.no' });
    expect((await client.decide(question())).why).toBeUndefined();
    expect(asked).toEqual(['authorize']);
  });

  it('is explained by the platform at PORTVAKT_URL', async () => {
    vi.stubEnv('PORTVAKT_URL', 'https://portvakt.example');
    const { client } = pdp({ at: 'https://portvakt.example' });
    expect((await client.decide(question())).why?.playground).toMatch('https://portvakt.example/playground?');
  });

  it('is not asked about where the platform is no sandbox, and that is found out once', async () => {
    const { client, asked } = pdp({ clock: () => new Response('', { status: 404 }) });
    for (let times = 0; times < 2; times += 1) expect((await client.decide(question())).why).toBeUndefined();
    expect(asked).toEqual(['authorize', 'clock', 'authorize']);
  });

  it.each<[string, Platform]>([
    ['is refused', { explained: () => new Response('', { status: 403 }) }],
    ['is broken', { explained: () => new Response('<html>') }],
    ['has no explanation', { explained: () => Response.json({ response: [{ decision: 'Permit' }] }) }],
    ['is of other questions', { explained: () => Response.json({ response: [{ explanation }, { explanation }] }) }],
    ['never comes', { explained: () => Response.error() }],
    ['comes from no sandbox for the moment', { clock: () => new Response('', { status: 503 }) }],
  ])('stays a denial when the explanation %s', async (_what, platform) => {
    const decision = await pdp(platform).client.decide(question());
    expect(decision).toEqual({ permit: false, result: 'NotApplicable', raw: { decision: 'NotApplicable' } });
  });
});
