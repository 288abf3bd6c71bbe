import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn } from '@portvakt/platform/testing';
import { describe, expect, it } from 'vitest';
import { assertion, JWK, killed, redeem as post, type Running, redeemAgain, setClock, start } from './running.ts';

const ORGANIZATION = '310044423';

const redeem = async (platform: Running, text: string): Promise<{ status: number; text: string }> => {
  const response = await post(platform, text);
  return { status: response.status, text: await response.text() };
};

describe('a platform that is killed under load', () => {
  it('accepts no used grant again and has lost nothing that it acknowledged', async () => {
    const data = mkdtempSync(join(tmpdir(), 'portvakt-crash-'));
    let platform = await start(data);
    const port = Number(new URL(platform.base).port);
    const { browser } = await logIn(platform.base, '01816010027');
    const portal = async (method: string, path: string, body?: object) => {
      const headers = {
        'x-portvakt-organization': ORGANIZATION,
        origin: platform.base,
        'content-type': 'application/json',
      };
      const page = await browser.step(new URL(`/selvbetjening/api/v1${path}`, platform.base), {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: page.status, body: JSON.parse(page.body || '{}') as { client_id: string } };
    };
    const create = async (number: number): Promise<string> => {
      const client = await portal('POST', '/clients', {
        integration_type: 'maskinporten',
        client_name: `Klient ${number}`,
        scopes: ['altinn:instances.read'],
      });
      if (client.status !== 201) throw new Error(`creating: ${client.status}`);
      const keys = await portal('POST', `/clients/${client.body.client_id}/jwks`, { keys: [JWK] });
      if (keys.status !== 201) throw new Error(`keys: ${keys.status}`);
      return client.body.client_id;
    };
    const clients = [await create(0)];
    const redeemed: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      let going = true;
      const granting = Array.from({ length: 8 }, async () => {
        while (going) {
          const text = assertion(platform.issuer, clients[0] ?? '');
          const answer = await redeem(platform, text).catch(() => undefined);
          if (answer?.status === 200) redeemed.push(text);
          else if (!answer) return;
          else throw new Error(answer.text);
        }
      });
      const creating = (async () => {
        for (let number = 1; going; number += 1) {
          const made = await create(number).catch(() => undefined);
          if (made === undefined) return;
          clients.push(made);
        }
      })();
      const before = redeemed.length;
      while (redeemed.length < before + 100)
        await Promise.race([...granting, new Promise((resolve) => setImmediate(resolve))]);
      await killed(platform, 'SIGKILL');
      going = false;
      await Promise.all([...granting, creating]);
      platform = await start(data, { port });
      for (const text of redeemed.slice(-120))
        expect(await (await redeemAgain(platform, text)).text()).toContain('MP-012');
      await setClock(platform, { reset: true });
    }
    expect(redeemed.length).toBeGreaterThan(300);
    expect(clients.length).toBeGreaterThan(3);
    for (const clientId of clients)
      expect((await redeem(platform, assertion(platform.issuer, clientId))).status).toBe(200);
    await killed(platform, 'SIGTERM');
  });
});
