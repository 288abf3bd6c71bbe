import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, useSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns the prefix skogdir, of the bakery, and of whoever operates the sandbox. */
const [KLOK, SKARP, RASK, DRIFT] = ['07846610027', '09828610071', '01816010027', '13849010020'];
/** What may move, by https://web.dev/articles/cls. */
const SHIFT = 0.02;

/** What the frame asks for. */
const FRAME = [
  '/portal/api/v1/environment',
  '/profile/api/v1/users/current',
  '/accessmanagement/api/v1/authorizedparties',
];

/** Counts, in the page, what has moved since it was opened. */
function count(): void {
  Object.assign(window, { moved: 0, what: [] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number; sources: { node?: Element }[] }[]) {
      window.moved += entry.value;
      window.what.push(
        `${entry.value.toFixed(3)} ${entry.sources.map(({ node }) => node?.className ?? '').join(', ')}`,
      );
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
declare global {
  interface Window {
    moved: number;
    what: string[];
  }
}

describe.skipIf(noBrowser())('a page that waits for its answers', () => {
  const site = useSite();
  let client = '';
  let request = '';
  beforeAll(async () => {
    const vendor = await makeVendor(site.platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('lonn', { clientId: [vendor.clientId] }));
    const asked = await vendor.call<{ id: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: '310044423',
      rights: [right('ttd-lonnsrapport')],
    });
    client = vendor.clientId;
    request = asked.id;
  });

  const crumbs = (page: Page) =>
    page.getByRole('navigation', { name: 'Du er her' }).getByRole('listitem').allTextContents();

  it.each([
    [KLOK, ['/clients', '/systems', '/log', '/webhooks']],
    [
      KLOK,
      [
        'client',
        'client?tab=keys',
        'client?tab=scopes',
        `/systems/${VENDOR}_lonn`,
        `/systems/${VENDOR}_lonn?tab=requests`,
      ],
    ],
    [SKARP, ['/scopes', '/scopes/details?scope=skogdir%3Afelling.read', '/resources', '/resources/new']],
    [
      SKARP,
      [
        '/scopes/details?scope=skogdir%3Afelling.read&tab=access',
        '/scopes/details?scope=skogdir%3Afelling.read&tab=use',
      ],
    ],
    [SKARP, ['/resources/policy?resource=skogdir-felling', '/resources/access-lists']],
    [RASK, ['/accessmanagement/ui/systemuser/overview', 'request', '/accessmanagement/ui/maskinporten']],
    [RASK, ['/accessmanagement/ui/users', '/accessmanagement/ui/consent/active', '/sessions']],
    [DRIFT, ['/operator', `/operator/organization?number=${VENDOR}`, '/operator/audit']],
  ] as const)('has its way and its place from the first, and nothing in it moves: %s %j', async (person, paths) => {
    const page = await site.open('/', person);
    await page.addInitScript(count);
    let go = () => {};
    let held = Promise.resolve();
    await page.route(
      ({ pathname }) => !FRAME.includes(pathname) && (pathname.includes('/api/') || pathname.startsWith('/sandbox/')),
      async (route) => {
        await held;
        await route.continue().catch(() => undefined);
      },
    );
    for (const short of paths) {
      const path = short
        .replace(/^client/, `/clients/${client}`)
        .replace(/^request/, `/accessmanagement/ui/systemuser/request?id=${request}`);
      held = new Promise((resolve) => {
        go = resolve;
      });
      await page.goto(`${site.platform.urls.base}${path}${path.includes('?') ? '&' : '?'}virksomhet=${ACTS[person]}`);
      await page.locator('main .loading').first().waitFor({ state: 'attached' });
      // Not for a blink: then the shape of what comes is drawn.
      await expect
        .poll(() =>
          page
            .locator('main .loading-shape')
            .first()
            .evaluate((shape) => getComputedStyle(shape).opacity),
        )
        .toBe('1');
      await page.getByRole('heading', { level: 1 }).waitFor();
      const before = await crumbs(page);
      go();
      await page.locator('main .loading').first().waitFor({ state: 'detached' });
      await page.locator('main').getByRole('status').first().waitFor({ state: 'attached' });
      const after = await crumbs(page);
      expect([path, before.length, before.slice(0, -1)]).toEqual([path, after.length, after.slice(0, -1)]);
      const { moved, what } = await page.evaluate(() => ({ moved: window.moved, what: window.what }));
      expect(moved, `${path} ${what.join('; ')}`).toBeLessThan(SHIFT);
    }
  });
});

/** Whom each acts for. */
const ACTS: Readonly<Record<string, string>> = {
  [KLOK]: VENDOR,
  [SKARP]: '310013579',
  [RASK]: '310044423',
  [DRIFT]: '',
};
