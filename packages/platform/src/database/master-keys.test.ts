import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectDatabase } from '../care.ts';
import { startPlatform } from '../server.ts';
import { readMasterKeys } from './index.ts';

const [OLD, NEW] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));

it('a master key is changed while the platform runs, and the old one is then needed no more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-keys-'));
  const database = join(folder, 'portvakt.db');
  const run = async (masterKey: string) => (await startPlatform({ port: 0, database, masterKey })).stop();
  await run(`${OLD}`);
  await expect(run(`${NEW}`)).rejects.toThrow('cannot be decrypted with this master key');
  // Every node learns the new key before any of them seals with it.
  await run(`${OLD} ${NEW}`);
  expect(await inspectDatabase(database, `${OLD}`)).toMatchObject({ faults: [], older: 0 });
  const platform = await startPlatform({ port: 0, database, masterKey: `${NEW}\n${OLD}` });
  await expect.poll(async () => (await inspectDatabase(database, `${NEW},${OLD}`)).older).toBe(0);
  await platform.stop();
  await run(`${NEW}`);
  await expect(run(`${OLD}`)).rejects.toThrow('cannot be decrypted');
  rmSync(folder, { recursive: true });
});

it('a master key that is none, or too many, is refused without being repeated', () => {
  expect(() => readMasterKeys(`${OLD} hemmelig`)).toThrow(
    /^the master key must be 32 random bytes in base64, e\.g\. from: openssl rand -base64 32$/,
  );
  expect(() => readMasterKeys(Array.from({ length: 6 }, () => OLD).join(' '))).toThrow('at most 5');
  expect(() => readMasterKeys(' ')).toThrow('32 random bytes');
});
