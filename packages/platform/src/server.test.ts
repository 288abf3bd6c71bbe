import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database/index.ts';
import { startPlatform } from './server.ts';
import { freshDatabase } from './testing/database.ts';

const loginProvider = { issuer: 'https://login.example', clientId: 'portvakt', clientSecret: 'x' };
const masterKey = () => randomBytes(32).toString('base64');

describe('production mode', () => {
  it('does not start without database, https, master key and login provider, and names all that is missing', async () => {
    await expect(startPlatform({ port: 0, mode: 'production' })).rejects.toThrow(
      /PostgreSQL.*https base URL.*master key.*OpenID Connect/,
    );
    const plain = {
      baseUrl: 'http://portvakt.example',
      masterKey: masterKey(),
      loginProvider: { ...loginProvider, issuer: 'http://login.example' },
    };
    await expect(startPlatform({ port: 0, mode: 'production', database: 'portvakt.db', ...plain })).rejects.toThrow(
      /PostgreSQL.*https base URL.*https issuer/,
    );
  });

  it('has none of the sandbox’s doors and nobody of the synthetic world', async ({ skip }) => {
    const place = await freshDatabase();
    if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
    const platform = await startPlatform({
      port: 0,
      mode: 'production',
      database: place.url,
      baseUrl: 'https://portvakt.example',
      masterKey: masterKey(),
      loginProvider,
    });
    const status = async (url: string, method: 'GET' | 'POST' = 'GET') =>
      (await platform.http.inject({ method, url, ...(method === 'POST' ? { payload: {} } : {}) })).statusCode;
    expect(await status('/health')).toBe(200);
    for (const path of ['/sandbox/clock', '/sandbox/token-requests', '/idporten/.well-known/openid-configuration'])
      expect(await status(path)).toBe(404);
    expect(await status('/authorization/api/v1/decision', 'POST')).toBe(401);
    expect(await status('/selvbetjening/api/v1/organizations/310044423')).toBe(404);
    expect((await platform.http.inject('/maskinporten/.well-known/oauth-authorization-server')).json().issuer).toBe(
      'https://portvakt.example/maskinporten/',
    );
    await platform.stop();
    await place.drop();
  });
});

describe('the master key', () => {
  it('encrypts private keys at rest, also those from before; another key opens nothing', async () => {
    const place = await freshDatabase();
    // Two starts on one SQLite database need a file.
    const url = place.url === ':memory:' ? `/tmp/portvakt-${randomBytes(6).toString('hex')}/portvakt.db` : place.url;
    await (await startPlatform({ port: 0, database: url })).stop();
    const key = masterKey();
    await (await startPlatform({ port: 0, database: url, masterKey: key })).stop();
    const database = await openDatabase({ url });
    const rows = await database.db.selectFrom('signing_key').select('private_key').execute();
    await database.close();
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row.private_key).toMatch(/^enc:v1:/);
    await expect(startPlatform({ port: 0, database: url, masterKey: masterKey() })).rejects.toThrow(
      'cannot be decrypted with this master key',
    );
    await expect(startPlatform({ port: 0, database: url })).rejects.toThrow('are encrypted');
    await (await startPlatform({ port: 0, database: url, masterKey: key })).stop();
    await expect(startPlatform({ port: 0, masterKey: 'short' })).rejects.toThrow('32 random bytes');
    await place.drop();
  });
});
