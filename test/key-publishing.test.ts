import { generateKeyPairSync } from 'node:crypto';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as KeyTool from '../packages/altinn-jwks/src/self-service.ts';

const ORGANIZATION = '310044423';
const ADMIN = ['idporten:dcr.read', 'idporten:dcr.write'];

// What the tool keeps to itself: it is no part of the package's surface.
const tool = new URL('../packages/altinn-jwks/src/self-service.ts', import.meta.url);
const { adminToken, SelfService } = (await import(tool.href)) as typeof KeyTool;

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

describe('the key tool’s client of the self-service API', () => {
  it('takes 200, 201 and 204 as success, and an empty list as no keys (maskinporten#90, maskinporten#106)', async () => {
    const admin = await box.createClient(ORGANIZATION, ADMIN);
    const clientId = await box.createClient(ORGANIZATION, ['altinn:instances.read']);
    const issuer = box.platform.urls.maskinportenIssuer;
    const asker = { clientId: admin, key: box.privateJwk as never, now: () => new Date(), warn: expect.fail };
    const token = await adminToken(issuer, asker);
    const client = new SelfService(`${box.base}/selvbetjening`, clientId, token);
    const statuses: number[] = [];
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const response = await real(...request);
      statuses.push(response.status);
      return response;
    });
    try {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'published', alg: 'RS256', use: 'sig' };
      await client.removeAll();
      expect(await client.keys()).toEqual([]);
      await client.replace([key]);
      expect((await client.keys()).map(({ kid }) => kid)).toEqual(['published']);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(statuses).toEqual([204, 200, 201, 200]);
  });

  it.each([200, 201, 204])('takes %d for a change as done (maskinporten#106)', async (status) => {
    const { client, asked } = answered(status);
    try {
      await client.replace([{ kid: 'published' }]);
      await client.removeAll();
    } finally {
      vi.unstubAllGlobals();
    }
    expect(asked).toEqual(['POST', 'DELETE']);
  });

  it.each([400, 403, 404, 409, 500])('takes %d for a change as refused (maskinporten#106)', async (status) => {
    const { client } = answered(status);
    try {
      await expect(client.replace([{ kid: 'published' }])).rejects.toThrow(`was refused (${status})`);
      await expect(client.removeAll()).rejects.toThrow(`was refused (${status})`);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('takes 404 for the keys of a client as none, and no other refusal (maskinporten#90)', async () => {
    try {
      expect(await answered(404).client.keys()).toEqual([]);
      for (const status of [401, 403, 500])
        await expect(answered(status).client.keys()).rejects.toThrow(`was refused (${status})`);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

/** A client of a server that has one answer, and the methods it was asked with. */
function answered(status: number) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (_input: unknown, init?: RequestInit) => {
    asked.push(init?.method ?? 'GET');
    return new Response(status === 204 ? null : '', { status });
  });
  return { client: new SelfService('https://self-service.example', 'a-client', 'token'), asked };
}
