import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOwnHost, knowOwnHost } from './own-host.ts';
import { createHttp } from './server.ts';

let app: FastifyInstance;

beforeAll(() => {
  app = createHttp();
  knowOwnHost(app, 'https://sandkasse.eksempel.no');
  app.get('/', (request) => ({ own: isOwnHost(request) }));
});
afterAll(() => app.close());

const isOwn = async (host: string) => (await app.inject({ url: '/', headers: { host } })).json().own;

describe('the host that is asked for', () => {
  it('is this machine’s own, or one that only its own network can have named', async () => {
    for (const host of [
      ...[
        'localhost:7070',
        '127.0.0.1:7070',
        '[::1]:7070',
        '192.168.1.20',
        'portvakt:7070',
        'LOCALHOST',
        'localhost.:80',
      ],
      ...['app.localhost', 'host.docker.internal:7070', 'portvakt.default.svc.cluster.local', 'sandkasse.eksempel.no'],
    ])
      expect(await isOwn(host), host).toBe(true);
  });

  it('is not a public name that anybody can point at this machine', async () => {
    for (const host of [
      'evil.example:7070',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'evil.no.',
      'a b',
      'x@evil.example',
    ])
      expect(await isOwn(host), host).toBe(false);
  });
});
