import { generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, logIn, noBrowser, picture, type Site, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns the prefix skogdir, and of the bakery. */
const KLOK = '07846610027';
const SKARP = '09828610071';
const RASK = '01816010027';
const NARROW = { width: 390, height: 844 };
/** One line. */
const HEADER_PX = 64;

describe.skipIf(noBrowser())('in a window of 390 pixels', () => {
  let site: Site;
  let vendor: Vendor;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('lonn', { clientId: [vendor.clientId] }));
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  /** Everything that can be pressed is whole within the window, without a scroll to the side. */
  const outside = (page: Page) =>
    page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      return [...document.querySelectorAll('a, button, input, select, textarea, [role=tab]')]
        .filter((element) => element.checkVisibility() && !element.closest('[class*=skip], .ds-sr-only'))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 1 && (box.left < -1 || box.right > width + 1))
        .map(({ element }) => element.outerHTML.slice(0, 120));
    });
  const usable = async (page: Page, name: string) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await picture(page, `wide-${name}`);
    await page.setViewportSize(NARROW);
    await picture(page, `narrow-${name}`);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: name })
      .toBeLessThanOrEqual(NARROW.width);
    await expect.poll(() => outside(page), { message: name }).toEqual([]);
    const header = page.locator('header').first();
    await expect.poll(async () => (await header.boundingBox())?.height, { message: name }).toBeLessThan(HEADER_PX);
    expect(await faultsOf(page), name).toEqual([]);
  };
  const open = async (path: string, person: string) => {
    const page = await site.open(path, person);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };

  it('a vendor’s pages are usable, and their actions in sight', async () => {
    const page = await open(`/clients/${vendor.clientId}?tab=keys`, KLOK);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await page.getByLabel('Offentlig nøkkel').fill(publicKey.export({ format: 'pem', type: 'spki' }).toString());
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await page.getByText('Nøkkelen er lagt til.').waitFor();
    await usable(page, 'keys');
    for (const [path, ready, name] of [
      ['/', 'Oversikt', 'home'],
      ['/clients', 'Klienter', 'clients'],
      ['/clients/new', 'Ny Maskinporten-klient', 'new-client'],
      [`/clients/${vendor.clientId}?tab=details`, 'Lønn', 'client'],
      [`/clients/${vendor.clientId}?tab=scopes`, 'Lønn', 'client-scopes'],
      [`/clients/${vendor.clientId}?tab=try`, 'Lønn', 'try'],
      [`/clients/${vendor.clientId}?tab=log`, 'Lønn', 'log'],
      ['/log', 'Logg', 'log-all'],
      ['/playground', 'Lekeplass for tilgang', 'playground'],
    ] as const) {
      await page.goto(site.platform.urls.base + path);
      await page.getByRole('heading', { level: 1, name: ready }).waitFor();
      await usable(page, name);
    }
    await page.goto(`${site.platform.urls.base}/clients/${vendor.clientId}?tab=scopes`);
    await page
      .getByRole('button', { name: /^Fjern / })
      .first()
      .waitFor();
    await usable(page, 'client-scopes-remove');
    await page.getByRole('button', { name: 'Legg til scopes' }).click();
    await page.getByRole('checkbox').first().waitFor();
    await usable(page, 'scope-dialog');
  });

  it('an owner’s pages are usable, and their actions in sight', async () => {
    const page = await open('/scopes/details?scope=skogdir%3Afelling.read&tab=access', SKARP);
    await page.getByRole('combobox', { name: 'Virksomhet' }).fill(VENDOR);
    // The list lies over what stands below until one is chosen.
    await page.getByRole('option').first().click();
    await page.getByRole('button', { name: 'Gi tilgang' }).click();
    await usable(page, 'give');
    await page.getByRole('dialog').getByRole('button', { name: 'Gi tilgang' }).click();
    await page.getByRole('button', { name: 'Fjern tilgangen til FJORDLØNN SYSTEM AS' }).waitFor();
    await usable(page, 'access');
    for (const [path, name] of [
      ['/scopes', 'scopes'],
      ['/scopes/new', 'new-scope'],
      ['/resources', 'resources'],
      ['/resources/policy?resource=skogdir-felling', 'policy'],
      ['/resources/policy?resource=skogdir-felling&tab=xml', 'policy-xml'],
      ['/resources/policy?resource=skogdir-felling&tab=tests', 'policy-tests'],
    ] as const) {
      await page.goto(site.platform.urls.base + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await usable(page, name);
    }
  });

  it('a customer’s pages are usable, from the approval on', async () => {
    const asked = await vendor.call<{ confirmUrl: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: '310044423',
      externalRef: 'narrow',
      rights: [right('ttd-lonnsrapport')],
    });
    const { pathname, search } = new URL(asked.confirmUrl);
    const page = await site.open(pathname + search);
    await page.getByText('ber om at systemet').waitFor();
    await usable(page, 'asked');
    await logIn(page, RASK);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).waitFor();
    await usable(page, 'request');
    await page.goto(`${site.platform.urls.base}/organizations`);
    await page.getByRole('button', { name: 'FJORDVIK BAKERI AS Org.nr. 310 044 423' }).waitFor();
    await usable(page, 'organizations');
    await page.getByRole('button', { name: 'FJORDVIK BAKERI AS Org.nr. 310 044 423' }).click();
    await page.getByRole('heading', { level: 1, name: 'Oversikt' }).waitFor();
    await usable(page, 'home-customer');
  });

  it('the menu opens, leads on and closes', async () => {
    const page = await open('/', KLOK);
    await page.setViewportSize(NARROW);
    const menu = page.getByRole('button', { name: 'Meny' });
    const link = page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Klienter' });
    await expect.poll(() => link.isVisible()).toBe(false);
    await menu.click();
    await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('true');
    await picture(page, 'narrow-menu');
    expect(await faultsOf(page)).toEqual([]);
    await link.click();
    await page.getByRole('heading', { level: 1, name: 'Klienter' }).waitFor();
    await expect.poll(() => link.isVisible()).toBe(false);
    await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('false');
  });
});
