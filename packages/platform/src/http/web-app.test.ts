import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openApiRoutes } from './openapi.ts';
import { createHttp } from './server.ts';
import { webAppRoutes } from './web-app.ts';

it('gives the page to browsers on its own paths and to anyone at its root, and never for an unknown door of an API', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-web-app-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Page</title>');
  const app = createHttp();
  webAppRoutes(app, folder);
  await app.ready();
  const get = async (url: string, accept?: string) => {
    const { statusCode, headers } = await app.inject({ url, headers: accept === undefined ? {} : { accept } });
    return [statusCode, String(headers['content-type']).split(';')[0]];
  };
  const [page, none] = [
    [200, 'text/html'],
    [404, 'application/problem+json'],
  ];
  const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';
  for (const accept of [browser, '*/*', undefined]) expect(await get('/', accept)).toEqual(page);
  expect(await get('/clients', browser)).toEqual(page);
  const { headers: sent } = await app.inject('/');
  expect(sent['content-security-policy']).toMatch(/^default-src 'self'; .*script-src 'self';.*frame-ancestors 'none'/);
  expect(sent['referrer-policy']).toBe('same-origin');
  expect(await get('/', 'application/json')).toEqual(none);
  expect(await get('/clients', '*/*')).toEqual(none);
  for (const path of [
    '/sandbox/nothing',
    '/policy-authoring/api/v1/nothing',
    '/portal/api/v1/nothing',
    '/maskinporten/nothing',
  ])
    expect(await get(path, browser)).toEqual(none);
  await app.close();
});

it('sends what the build has compressed to whom it suits, keeps hashed names for a year, and asks about the rest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-web-app-'));
  const script = 'console.log(1);'.repeat(200);
  const file = join(folder, 'assets', 'index-a1B2_c3-.js');
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Page</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  writeFileSync(file, script);
  writeFileSync(`${file}.br`, brotliCompressSync(script));
  writeFileSync(`${file}.gz`, gzipSync(script));
  const app = createHttp();
  webAppRoutes(app, folder);
  await app.ready();
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
  const asset = '/assets/index-a1B2_c3-.js';
  const tags = new Set<unknown>();
  for (const [accepted, sent, size] of [
    ['gzip, deflate, br, zstd', 'br', brotliCompressSync(script).length],
    ['gzip', 'gzip', gzipSync(script).length],
    ['identity', undefined, script.length],
    ['br;q=0, gzip;q=0', undefined, script.length],
  ] as const) {
    const { statusCode, headers, rawPayload } = await get(asset, { 'accept-encoding': accepted });
    expect([statusCode, headers['content-encoding'], rawPayload.length], accepted).toEqual([200, sent, size]);
    expect(headers['vary'], accepted).toContain('accept-encoding');
    expect(headers['content-type'], accepted).toMatch(/^(text|application)\/javascript/);
    expect(headers['cache-control'], accepted).toBe('public, max-age=31536000, immutable');
    tags.add(headers['etag']);
  }
  expect(tags.size).toBe(3);
  expect((await get('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  expect((await get(`${asset}.br`)).statusCode).toBe(404);
  const page = await get('/', { accept: 'text/html' });
  const etag = String(page.headers['etag']);
  // Weak: the bytes are not the same for all.
  expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const [accepted, sent, bytes] of [
    ['gzip, br;q=1.0', 'br', brotliCompressSync(html)],
    ['gzip;q=0.5', 'gzip', gzipSync(html)],
    ['br;q=0, gzip; q=0.0', undefined, Buffer.from(html)],
    ['*', undefined, Buffer.from(html)],
  ] as const) {
    const { headers, rawPayload } = await get('/', { accept: 'text/html', 'accept-encoding': accepted });
    expect([headers['content-encoding'], rawPayload, headers['vary']], accepted).toEqual([
      ...[sent, bytes, 'accept, accept-encoding'],
    ]);
  }
  expect(page.headers['cache-control']).toBe('no-cache');
  for (const known of [etag, etag.slice(2), `"other", ${etag}`]) {
    const again = await get('/clients', { accept: 'text/html', 'if-none-match': known });
    expect([again.statusCode, again.payload, again.headers['etag']], known).toEqual([304, '', etag]);
  }
  expect((await get('/', { accept: 'text/html', 'if-none-match': '"other"' })).statusCode).toBe(200);
  await app.close();
});

it('serves the reference of the API at /docs with a policy of its own, and its file nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-web-app-'));
  const build = async (portal: string) => {
    const app = createHttp();
    openApiRoutes(app, { version: '1', base: 'https://portvakt.example', portal });
    webAppRoutes(app, portal);
    await app.ready();
    return app;
  };
  const bare = await build(folder);
  expect((await bare.inject('/docs')).json()).toMatchObject({ status: 404, detail: expect.stringContaining('build') });
  await bare.close();

  mkdirSync(join(folder, 'reference'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Page</title>');
  writeFileSync(join(folder, 'reference', 'index.html'), '<!doctype html><title>Reference</title>');
  const app = await build(folder);
  const { statusCode, headers, payload } = await app.inject('/docs');
  expect([statusCode, payload]).toEqual([200, '<!doctype html><title>Reference</title>']);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect((await app.inject({ url: '/docs', headers: { 'if-none-match': String(headers['etag']) } })).statusCode).toBe(
    304,
  );
  const file = await app.inject({ url: '/reference/index.html', headers: { accept: '*/*' } });
  expect([file.statusCode, file.payload.includes('Reference')]).toEqual([404, false]);
  await app.close();
});

it('serves the guide at /guide as it was built, each page with a strict policy, and its own page where there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-web-app-'));
  const page = `<!doctype html><title>Token</title>${'<p>Text</p>'.repeat(200)}`;
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Page</title>');
  mkdirSync(join(folder, 'guide', 'en'), { recursive: true });
  for (const [name, text] of [
    ['index.html', '<!doctype html><title>Front</title>'],
    ['404.html', '<!doctype html><title>Missing</title>'],
    ['token.html', page],
    ['token.html.br', brotliCompressSync(page)],
    [join('en', 'index.html'), '<!doctype html><title>English</title>'],
  ] as const)
    writeFileSync(join(folder, 'guide', name), text);
  const app = createHttp();
  webAppRoutes(app, folder);
  await app.ready();
  const get = async (url: string) => {
    const { statusCode, headers, payload } = await app.inject({ url, headers: { accept: 'text/html' } });
    return { statusCode, headers, title: /<title>(.*)<\/title>/.exec(payload)?.[1] };
  };
  for (const [url, status, title] of [
    ['/guide', 200, 'Front'],
    ['/guide/', 200, 'Front'],
    ['/guide/token', 200, 'Token'],
    ['/guide/token/', 200, 'Token'],
    ['/guide/en', 200, 'English'],
    ['/guide/en/', 200, 'English'],
    ['/guide/404', 404, 'Missing'],
    ['/guide/nothing', 404, 'Missing'],
    ['/guide/en/nothing/at/all', 404, 'Missing'],
    ['/guide/%2e%2e%2findex.html', 404, 'Missing'],
  ] as const) {
    const found = await get(url);
    expect([url, found.statusCode, found.title]).toEqual([url, status, title]);
    const policy = String(found.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(found.headers['referrer-policy']).toBe('same-origin');
    expect(found.headers['cache-control']).toBe('no-cache');
    expect(found.headers['x-content-type-options']).toBe('nosniff');
  }
  const packed = await app.inject({ url: '/guide/token', headers: { 'accept-encoding': 'br' } });
  expect([packed.headers['content-encoding'], packed.rawPayload]).toEqual(['br', brotliCompressSync(page)]);
  const known = { 'accept-encoding': 'br', 'if-none-match': String(packed.headers['etag']) };
  const again = await app.inject({ url: '/guide/token', headers: known });
  expect(again.statusCode).toBe(304);
  await app.close();
});
