import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHostsAuthority } from '../hosts/index.ts';
import { startPlatform } from '../server.ts';
import { selfSignedCertificate } from '../signing-keys/certificate.ts';

const DAY_MS = 24 * 3600 * 1000;
const METRIC = /^portvakt_certificate_expires_in_seconds\{(.*)\} (\S+)$/gm;

describe('certificates that the platform holds', () => {
  it('are counted down each, and told of three weeks before their end, while the node stays ready', async () => {
    const authority = await createHostsAuthority(Date.now());
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // It lasts ten years, of which eight have gone.
    const der = await selfSignedCertificate(privateKey, publicKey, 'Studio', Date.now() - 8 * 365 * DAY_MS);
    const studio = new X509Certificate(der);
    const left = Math.round((studio.validToDate.getTime() - Date.now()) / DAY_MS);
    const platform = await startPlatform({
      port: 0,
      hosts: { authority, port: 0 },
      trustedKeys: {
        studio: [studio.toString()],
        other: [publicKey.export({ type: 'spki', format: 'pem' }) as string],
      },
    });
    const held = async (): Promise<Record<string, number>> => {
      const { body } = await platform.http.inject('/metrics');
      return Object.fromEntries([...body.matchAll(METRIC)].map(([, labels = '', value]) => [labels, Number(value)]));
    };
    const ready = async () => {
      const { statusCode, body } = await platform.http.inject('/health/ready');
      const { status, warnings } = JSON.parse(body) as { status: string; warnings?: readonly string[] };
      return { statusCode, status, warnings };
    };
    const days = async () =>
      Object.fromEntries(
        Object.entries(await held()).map(([labels, seconds]) => [labels, Math.round((seconds * 1000) / DAY_MS)]),
      );
    expect(await days()).toEqual({
      'use="signing",name="altinn"': expect.any(Number),
      'use="trusted-key",name="studio"': left,
      'use="host-names",name="server"': 397,
      'use="host-names-authority",name="Portvakt local hosts authority"': 730,
    });
    expect(await ready()).toEqual({ statusCode: 200, status: 'ready', warnings: undefined });
    platform.clock.advance((left - 20) * DAY_MS);
    expect(await ready()).toEqual({
      statusCode: 200,
      status: 'ready',
      warnings: [
        expect.stringMatching(
          /^the certificate trusted-key \(studio\) expires in (?:19|20) days: give its owner’s next one/,
        ),
      ],
    });
    platform.clock.advance(30 * DAY_MS);
    expect((await ready()).warnings?.[0]).toMatch(/studio\) expired (?:9|10) days ago/);
    expect((await held())['use="trusted-key",name="studio"']).toBeLessThan(0);
    // The clock of the sandbox is not that of who looks at a server's certificate.
    expect((await held())['use="host-names",name="server"']).toBeGreaterThan(0);
    await platform.stop();
  });

  it('of the authorities of business certificates are there by name', async () => {
    const platform = await startPlatform({ port: 0 });
    const { body: made } = await platform.http.inject({ url: '/sandbox/certificates/authority' });
    expect(made).toContain('BEGIN CERTIFICATE');
    const { body } = await platform.http.inject('/metrics');
    const names = [...body.matchAll(METRIC)].map(([, labels]) => labels).filter((one) => one?.includes('business'));
    expect(names).toHaveLength(2);
    await platform.stop();
  });
});
