import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBench } from './harness.ts';

const SAID = 'Bearer error="insufficient_scope", scope="idporten:dcr.write"';

describe('push maskinporten', () => {
  const asked: string[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(String(request.url));
      response.writeHead(403, { 'www-authenticate': SAID }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
  });
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it.each([
    ['with a ready token', { ALTINN_JWKS_ADMIN_TOKEN: 'a-token' }, [], '/selvbetjening/api/v1/clients/c1/jwks'],
    ['with a key', {}, ['--admin-client-id', 'a1', '--admin-key', 'app'], '/maskinporten/token'],
  ])(
    'asks the platform at PORTVAKT_URL, and repeats what a refusal without a body says: %s',
    async (_how, env, args, path) => {
      const bench = openBench();
      await bench.cli(['create', 'app', '-e', 'test']);
      const target = ['push', 'maskinporten', 'app', '--client-id', 'c1', '--environment', 'local', ...args];
      const { code, err } = await bench.cli([...target, '--yes'], { env: { PORTVAKT_URL: base(), ...env } });
      expect([code, err]).toEqual([1, expect.stringMatching(/^[^\n]+\n$/)]);
      expect(err).toContain(SAID);
      expect(asked.at(-1)).toBe(path);
    },
  );

  it.each(['..', '.', '', 'a/b', 'a b'])(
    'refuses the client id %j, which would lead elsewhere, before anything is sent',
    async (id) => {
      const bench = openBench();
      await bench.cli(['create', 'app', '-e', 'test']);
      const before = asked.length;
      const target = ['push', 'maskinporten', 'app', `--client-id=${id}`, '--environment', 'local', '--yes'];
      const { code, err } = await bench.cli(target, {
        env: { PORTVAKT_URL: base(), ALTINN_JWKS_ADMIN_TOKEN: 'a-token' },
      });
      expect([code, err]).toEqual([1, expect.stringContaining('client id')]);
      expect(asked).toHaveLength(before);
    },
  );
});
