import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
  expect(await get('/', 'application/json')).toEqual(none);
  expect(await get('/clients', '*/*')).toEqual(none);
  for (const path of ['/sandbox/nothing', '/policy-authoring/api/v1/nothing', '/maskinporten/nothing'])
    expect(await get(path, browser)).toEqual(none);
  await app.close();
});
