import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimes } from './runtimes/launch.ts';
import type { Settings } from './runtimes/suite.ts';

const ORGANIZATION = '310044423';
const folder = mkdtempSync(join(tmpdir(), 'portvakt-runtimes-'));
const all = runtimes(folder);
const absent = Object.keys(all).filter((name) => !all[name]);
if (absent.length > 0)
  console.log(
    `Skipped on ${absent.join(', ')}: run npm ci in test/runtimes (Linux on x64 with glibc) to test the client there too.`,
  );

describe('the client', () => {
  let platform: Platform;
  let settings: Settings;
  beforeAll(async () => {
    platform = await startPlatform({ port: 0 });
    const key = {
      ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
      kid: 'k',
    };
    const { kty = '', n = '', e = '' } = key;
    const { clientId } = await platform.createClient({
      organization: ORGANIZATION,
      name: 'Runtimes',
      scopes: ['altinn:authorization/authorize', 'altinn:instances.read'],
      keys: [{ kty, n, e, kid: 'k', alg: 'RS256', use: 'sig' }],
    });
    settings = { base: platform.urls.base, clientId, key, organization: ORGANIZATION };
  });
  afterAll(async () => {
    await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, run] of Object.entries(all))
    it.skipIf(!run)(
      `passes one suite on ${name}, without node: and without the environment (client-library#88)`,
      async () => {
        const outcomes = (await run?.(settings)) ?? [];
        expect(outcomes.filter((outcome) => outcome.error !== undefined)).toEqual([]);
        expect(outcomes.length).toBeGreaterThanOrEqual(8);
      },
    );
});
