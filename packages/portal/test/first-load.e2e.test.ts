import type { Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, type Site, startSite } from './browser.ts';

/** Of scripts and styles, as they travel. */
const FIRST_LOAD_BYTES = 200_000;

describe.skipIf(noBrowser())('the first load', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  it('is small and compressed, and leaves each page’s own script until somebody goes there', async () => {
    // Somewhere without scripts, so that nothing is in the browser's cache yet.
    const page = await site.open('/favicon.svg');
    const finished: Request[] = [];
    page.on('requestfinished', (request) => {
      if (new URL(request.url()).pathname.startsWith('/assets/')) finished.push(request);
    });
    await page.goto(site.platform.urls.portal, { waitUntil: 'networkidle' });
    await page.getByRole('link', { name: 'Logg inn' }).waitFor();
    const sent = await Promise.all(
      finished.map(async (request) => ({
        path: new URL(request.url()).pathname,
        size: (await request.sizes()).responseBodySize,
        encoding: (await request.response())?.headers()['content-encoding'],
      })),
    );
    const large = sent.filter(({ size }) => size > 1024);
    expect(large.length).toBeGreaterThan(1);
    // On the machine itself browsers take br too.
    expect(large.filter(({ encoding }) => encoding !== 'br')).toEqual([]);
    expect(sent.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BYTES);
    expect(sent.filter(({ path }) => /policy|playground|scope|client/.test(path))).toEqual([]);
  });
});
