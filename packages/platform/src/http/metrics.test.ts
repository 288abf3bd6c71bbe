import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { refusals } from '../foundation/index.ts';
import { createHttp, createMetrics } from './index.ts';
import { metricsRoute } from './metrics.ts';
import { ANYONE, ownSurface } from './own-surface.ts';

const { refuse } = refusals('here', {
  'token-missing': { status: 401, what: 'No token', remedy: 'Send one.' },
  'thing-gone': { status: 404, what: 'No thing', remedy: 'Look elsewhere.' },
});

/** A sample of the text, without its help. */
const samples = async (registry: Registry, name: RegExp): Promise<readonly string[]> =>
  (await registry.metrics()).split('\n').filter((line) => name.test(line));

describe('what is measured of operations', () => {
  it('is how long each took, by class of the status, and what it refused, by code: no word of a request', async () => {
    const app = createHttp({ logLevel: false });
    const registry = createMetrics(app);
    ownSurface(app).route({
      method: 'GET',
      path: '/things/:id',
      operationId: 'readThing',
      summary: 'A thing',
      access: ANYONE,
      answers: { 200: { description: 'It' } },
      refusals: [404],
      handle({ params: { id } }) {
        if (id.startsWith('lost')) throw refuse('thing-gone');
        if (id === 'broken') throw Object.assign(new Error('it broke'), { code: 'BROKEN' });
        if (id === 'unheard') throw new TypeError('nobody thought of this');
        return { id };
      },
    });
    for (const id of ['secret-1', 'secret-2', 'lost', 'lost-too', 'broken', 'unheard'])
      await app.inject(`/things/${id}?q=hidden`);
    await app.inject('/nowhere');
    expect(await samples(registry, /_seconds_count/)).toEqual([
      'portvakt_http_request_duration_seconds_count{operation="readThing",outcome="2xx"} 2',
      'portvakt_http_request_duration_seconds_count{operation="readThing",outcome="4xx"} 2',
      'portvakt_http_request_duration_seconds_count{operation="readThing",outcome="5xx"} 2',
    ]);
    expect(await samples(registry, /_seconds_bucket.*\+Inf.*2xx/)).toEqual([
      'portvakt_http_request_duration_seconds_bucket{le="+Inf",operation="readThing",outcome="2xx"} 2',
    ]);
    expect(await samples(registry, /^portvakt_refusals_total/)).toEqual([
      'portvakt_refusals_total{operation="readThing",code="thing-gone"} 2',
      'portvakt_refusals_total{operation="readThing",code="BROKEN"} 1',
      'portvakt_refusals_total{operation="readThing",code="unexpected"} 1',
    ]);
    expect(await registry.metrics()).not.toMatch(/secret|hidden|lost/);
    await app.close();
  });

  it('stays bounded, should the codes of an operation ever not be', async () => {
    const app = createHttp({ logLevel: false });
    const registry = createMetrics(app);
    ownSurface(app).route({
      method: 'GET',
      path: '/codes/:code',
      operationId: 'readCode',
      summary: 'Fails',
      access: ANYONE,
      answers: { 200: { description: 'Never' } },
      handle({ params: { code } }) {
        throw Object.assign(new Error('fails'), { code, statusCode: 400 });
      },
    });
    for (let n = 0; n < 2_005; n += 1) await app.inject(`/codes/c${n}`);
    const lines = await samples(registry, /^portvakt_refusals_total/);
    expect(lines.length).toBe(2_001);
    expect(lines).toContain('portvakt_refusals_total{operation="readCode",code="other"} 5');
    await app.close();
  });
});

describe('GET /metrics', () => {
  it('is for requests of this machine itself, and not for those that a proxy hands on', async () => {
    const app = createHttp();
    metricsRoute(app, {
      scopes: ['a:read'],
      mayRead: (_, scopes) => {
        expect(scopes).toEqual(['a:read']);
        throw refuse('token-missing');
      },
      registry: new Registry(),
    });
    const status = async (remoteAddress: string, headers: Record<string, string> = {}) =>
      (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
      expect([address, await status(address)]).toEqual([address, 200]);
    for (const address of ['10.0.0.1', '::2', '::ffff:10.0.0.1', '2001:db8::1'])
      expect([address, await status(address)]).toEqual([address, 401]);
    for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])
      expect([name, await status('127.0.0.1', { [name]: '127.0.0.1' })]).toEqual([name, 401]);
    const { headers, body } = await app.inject('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(body).toMatch(new RegExp(`^${name} [\\d.e+-]+$`, 'm'));
    await app.close();
  });
});
