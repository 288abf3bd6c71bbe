import type { Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noBrowser, speak, useSite } from './browser.ts';

/** Of scripts, as they travel. */
const FIRST_LOAD_BYTES = 150_000;
/** Each costs a browser some milliseconds beyond its bytes. */
const FIRST_LOAD_FILES = 5;

describe.skipIf(noBrowser())('the first load', () => {
  const site = useSite();

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
    const fonts = sent.filter(({ path }) => path.endsWith('.woff2'));
    expect(fonts.length).toBe(1);
    await expect.poll(() => page.locator(`link[rel=preload][href="${fonts[0]?.path}"]`).count()).toBe(1);
    const large = sent.filter(({ size, path }) => size > 1024 && !path.endsWith('.woff2'));
    expect(large.length).toBeGreaterThan(1);
    // On the machine itself browsers take br too.
    expect(large.filter(({ encoding }) => encoding !== 'br')).toEqual([]);
    const scripts = sent.filter(({ path }) => path.endsWith('.js'));
    expect(scripts.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BYTES);
    expect(scripts.length).toBeLessThanOrEqual(FIRST_LOAD_FILES);
    expect(sent.filter(({ path }) => /policy|playground|scope|client|home|palette|\/(en|nn)-/.test(path))).toEqual([]);
  });

  it('has the style sheets of its own page alone, whatever language it speaks', async () => {
    const page = await site.open('/');
    const sheets = () =>
      page.locator('link[rel=stylesheet]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const before = await sheets();
    for (const language of ['Norsk (nynorsk)', 'English'] as const) {
      await speak(page, language);
      expect(await sheets()).toEqual(before);
    }
  });
});
