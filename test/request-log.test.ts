import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages', 'portvakt', 'src', 'cli.ts');

it('logs each answer in one line, with request, trace, operation and route, and nothing of the address as it was sent', async () => {
  const options = ['--port', '0', '--data', ':memory:', '--json', '--log', 'info'];
  const child = spawn(process.execPath, ['--conditions=portvakt-source', cli, 'up', ...options]);
  let log = '';
  child.stdout.on('data', (part) => {
    log += part;
  });
  const lines = () =>
    log
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  try {
    await expect.poll(() => log).toContain('"urls"');
    const { base } = lines().flatMap(({ urls }) => (urls ? [urls as { base: string }] : []))[0] ?? { base: '' };
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, authorization: 'Bearer a.geheim.c' };
    const answer = await fetch(`${base}/resourceregistry/api/v1/resource/01816010027?x=geheim`, { headers });
    expect(answer.status).toBe(404);
    await expect.poll(() => lines().filter((line) => line['operation'])).toHaveLength(1);
    expect(lines().find((line) => line['operation'])).toMatchObject({
      level: 30,
      reqId: expect.stringMatching(/^[0-9a-f]{32}$/),
      trace,
      operation: 'readResource',
      method: 'GET',
      route: '/resourceregistry/api/v1/resource/{id}',
      status: 404,
      ms: expect.any(Number),
      code: expect.any(String),
    });
    expect(log).not.toMatch(/01816010027|geheim/);
  } finally {
    child.kill();
  }
});
