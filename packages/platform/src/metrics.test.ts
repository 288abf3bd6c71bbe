import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestBody } from './authorization/harness.ts';
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
    for (const secret of ['310044423', '20001', '310001236', 'Not-There']) expect(body).not.toContain(secret);
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
