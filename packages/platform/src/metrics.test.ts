import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestBody } from './authorization/harness.ts';
import { redeem, signGrant } from './testing/grants.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

const FELLING = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:organization:identifier-no': '310044423' };
const DIRECTOR = { 'urn:altinn:userid': '20001' };
const COUNTER =
  /^altinn_pdp_decisions_total\{resource_owner_org="(.*)",resource_id="(.*)",pdp_api_kind="(.*)"\} (\d+)$/gm;

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

const counted = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    [...(await box.platform.http.inject('/metrics')).body.matchAll(COUNTER)].map(([, owner, id, kind, count]) => [
      `${owner} ${id} ${kind}`,
      Number(count),
    ]),
  );

describe('/metrics of a platform', () => {
  it('counts decisions by owner, resource and endpoint, also where the answer is remembered, and those not made out as unknown', async () => {
    const token = await box.altinnToken('310001236', ['altinn:authorization/authorize']);
    const ask = (kind: 'authorize' | 'decision', subject: Record<string, string>, resource: Record<string, string>) =>
      box.call('POST', `/authorization/api/v1/${kind}`, { token, body: requestBody(subject, 'read', resource) });
    const before = await counted();
    const more = async () => {
      const after = await counted();
      return Object.fromEntries(
        Object.entries(after)
          .map(([key, count]) => [key, count - (before[key] ?? 0)] as const)
          .filter(([, count]) => count > 0),
      );
    };
    for (let time = 0; time < 5; time += 1) await ask('authorize', DIRECTOR, FELLING);
    expect(await more()).toEqual({ 'skogdir skogdir-felling external': 5 });
    for (let time = 0; time < 3; time += 1) await ask('decision', DIRECTOR, FELLING);
    await ask('authorize', DIRECTOR, { ...FELLING, 'urn:altinn:resource': 'Not-There' });
    await ask('authorize', {}, FELLING);
    expect(await more()).toEqual({
      'skogdir skogdir-felling external': 5,
      'skogdir skogdir-felling internal': 3,
      'unknown unknown external': 2,
    });
    const { body } = await box.platform.http.inject('/metrics');
    expect(body).toMatch(/^portvakt_pdp_held_entries\{kind="pairs"\} [1-9]\d*$/m);
    // Nothing that was asked about a party or by whom is told.
    const names = body.replace(/ [\d.e+-]+$/gm, '');
    for (const secret of ['310044423', '20001', '310001236', 'Not-There']) expect(names).not.toContain(secret);
  });

  it('tells how often a remembered decision was asked for, what each operation took and refused, and how old the keys are', async () => {
    const read = async (pattern: RegExp): Promise<number> =>
      Number(pattern.exec((await box.platform.http.inject('/metrics')).body)?.[1] ?? 0);
    const hits = /^portvakt_pdp_memory_requests_total\{memory="answers",result="hit"\} (\d+)$/m;
    const answered = /^portvakt_http_request_duration_seconds_count\{operation="authorize",outcome="2xx"\} (\d+)$/m;
    const refused = /^portvakt_refusals_total\{operation="issueToken",code="grant-used"\} (\d+)$/m;
    const exchangeRefused = /^portvakt_refusals_total\{operation="exchangeToken",code="TOKEN_REJECTED"\} (\d+)$/m;
    const signed = /^portvakt_tokens_signed_total\{issuer="altinn"\} (\d+)$/m;
    const age = /^portvakt_signing_key_age_seconds\{issuer="maskinporten"\} ([\d.]+)$/m;
    const before = {
      hits: await read(hits),
      answered: await read(answered),
      signed: await read(signed),
      age: await read(age),
    };
    const token = await box.altinnToken('310001236', ['altinn:authorization/authorize']);
    expect(await read(signed)).toBe(before.signed + 1);
    const body = requestBody({ 'urn:altinn:userid': '20002' }, 'read', FELLING);
    for (let time = 0; time < 4; time += 1) await box.call('POST', '/authorization/api/v1/authorize', { token, body });
    expect(await read(hits)).toBe(before.hits + 3);
    expect(await read(answered)).toBe(before.answered + 4);
    const { http, clock, urls } = box.platform;
    const assertion = signGrant(
      createPrivateKey({ key: box.privateJwk, format: 'jwk' }),
      { kid: 'test' },
      {
        aud: urls.maskinportenIssuer,
        iss: await box.createClient('310001236', ['altinn:instances.read']),
        scope: 'altinn:instances.read',
        iat: Math.floor(clock.now() / 1000),
      },
    );
    expect((await redeem(http, assertion)).status).toBe(200);
    expect((await redeem(http, assertion)).status).toBe(400);
    expect(await read(refused)).toBe(1);
    await box.call('GET', '/authentication/api/v1/exchange/maskinporten', { token: 'a.b.c' });
    expect(await read(exchangeRefused)).toBe(1);
    clock.advance(3_600_000);
    expect(await read(age)).toBeGreaterThanOrEqual(before.age + 3_600);
  });

  it('is described in the README, name by name', async () => {
    const { body } = await box.platform.http.inject('/metrics');
    const names = [...body.matchAll(/^# TYPE ((?:portvakt|altinn)_\w+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(6);
    const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });

  it('is read from elsewhere with the admin scope only', async () => {
    const status = async (token?: string) =>
      (
        await box.platform.http.inject({
          url: '/metrics',
          remoteAddress: '192.0.2.1',
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).statusCode;
    expect(await status()).toBe(401);
    expect(await status('garbage')).toBe(401);
    expect(await status(await box.altinnToken('310001236', ['altinn:authorization/authorize']))).toBe(403);
    expect(await status(await box.altinnToken('310001236', ['altinn:authorization/authorize.admin']))).toBe(200);
  });
});
