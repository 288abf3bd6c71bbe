import { describe, expect, it } from 'vitest';
import { refusals } from '../foundation/index.ts';
import { createHttp } from './index.ts';
import { metricsRoute, metricsText } from './metrics.ts';

const { refuse } = refusals('here', { 'token-missing': { status: 401, what: 'No token', remedy: 'Send one.' } });

describe('metrics as text', () => {
  it('is Prometheus’ text format, with what stands in labels escaped', () => {
    const text = metricsText([
      {
        name: 'a_total',
        kind: 'counter',
        help: 'One\nline.',
        samples: [{ labels: { x: 'a"b\\c\nd', y: '' }, value: 3 }],
      },
      { name: 'b', kind: 'gauge', help: 'Two.', samples: [{ value: 0.5 }] },
      { name: 'none_total', kind: 'counter', help: 'None.', samples: [] },
    ]);
    expect(text.split('\n')).toEqual([
      '# HELP a_total One\\nline.',
      '# TYPE a_total counter',
      'a_total{x="a\\"b\\\\c\\nd",y=""} 3',
      '# HELP b Two.',
      '# TYPE b gauge',
      'b 0.5',
      '# HELP none_total None.',
      '# TYPE none_total counter',
      '',
    ]);
  });

  it('is for requests of this machine itself, and not for those that a proxy hands on', async () => {
    const app = createHttp();
    metricsRoute(app, {
      scopes: ['a:read'],
      mayRead: (_, scopes) => {
        expect(scopes).toEqual(['a:read']);
        throw refuse('token-missing');
      },
      read: async () => [],
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
    expect(body).toMatch(/^process_resident_memory_bytes \d+$/m);
    await app.close();
  });
});
