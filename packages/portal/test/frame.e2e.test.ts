import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultless, logInByPages, logOut, noBrowser, type Site, speak, startSite } from './browser.ts';
import { makeVendor, type Vendor } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns a prefix, and of the bakery and its unit. */
const KLOK = '07846610027';
const SKARP = '09828610071';
const RASK = '01816010027';
const BAKERY = 'FJORDVIK BAKERI AS';

describe.skipIf(noBrowser())('the frame', () => {
  let site: Site;
  let vendor: Vendor;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  const scheme = (page: Page) => page.locator('html').getAttribute('data-color-scheme');
  const acting = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^På vegne av ${name}`) });

  it('leads to everything by keyboard alone, and closes with Escape', async () => {
    const page = await site.open('/');
    await logInByPages(page, SKARP);
    await heading(page, 'Oversikt').waitFor();
    const box = page.getByRole('combobox', { name: 'Søk og gå til' });
    const marked = page.getByRole('dialog').getByRole('option', { selected: true });
    const find = async (words: string, option: string) => {
      await page.keyboard.press('Control+k');
      await box.waitFor();
      await page.keyboard.type(words);
      await marked.filter({ hasText: option }).waitFor();
    };
    await find('felling.read', 'skogdir:felling.read');
    await faultless(page, 'palette');
    await page.keyboard.press('Enter');
    await heading(page, 'skogdir:felling.read').waitFor();
    await find('skogdir-felling', 'skogdir-felling');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Regler' }).waitFor();
    await page.keyboard.press('Control+k');
    await box.waitFor();
    await marked.filter({ hasText: 'Oversikt' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await marked.filter({ hasText: 'Klienter' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await marked.filter({ hasText: 'Logg ut' }).waitFor();
    await page.keyboard.type('finnes ikke');
    await page.getByText('Ingen treff.').waitFor();
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
  });

  it('finds the client by a part of its id', async () => {
    const page = await site.open('/playground');
    await logInByPages(page, KLOK);
    await heading(page, 'Lekeplass for tilgang').waitFor();
    await page.getByRole('button', { name: 'Søk', exact: true }).click();
    await page.getByRole('combobox', { name: 'Søk og gå til' }).fill(vendor.clientId.slice(0, 13));
    await page.getByRole('option', { name: /^Lønn/ }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'Lønn').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/clients/${vendor.clientId}`);
  });

  it('is dark or light as one likes, before anything is drawn', async () => {
    const page = await site.open('/');
    expect(await scheme(page)).toBe('auto');
    await page.getByRole('button', { name: 'Utseende: Som systemet' }).click();
    await page.getByRole('button', { name: 'Mørkt', exact: true }).click();
    expect(await scheme(page)).toBe('dark');
    await faultless(page, 'dark');
    const other = await page.context().newPage();
    await other.goto(site.platform.urls.portal);
    await other.getByRole('button', { name: 'Utseende: Mørkt' }).click();
    await other.getByRole('button', { name: 'Lyst', exact: true }).click();
    await page.getByRole('button', { name: 'Utseende: Lyst' }).waitFor();
    // Without the portal's own script: what sets it stands before it.
    await other.route('**/assets/*.js', (route) => route.abort());
    await other.reload();
    expect(await scheme(other)).toBe('light');
  });

  it('speaks nynorsk, here, in the other tabs and next time', async () => {
    const page = await site.open('/clients');
    await logInByPages(page, KLOK);
    await heading(page, 'Klienter').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${site.platform.urls.base}/clients`);
    await heading(other, 'Klienter').waitFor();
    await speak(page, 'Norsk (nynorsk)');
    await heading(page, 'Klientar').waitFor();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('nn');
    await heading(other, 'Klientar').waitFor();
    await faultless(page, 'nynorsk');
    await page.reload();
    await heading(page, 'Klientar').waitFor();
    await logOut(page);
    await heading(page, 'Velkomen til Portvakt').waitFor();
    await speak(page, 'English');
    await heading(page, 'Welcome to Portvakt').waitFor();
    // Who comes for the first time is told whom to be, and where a program finds the platform.
    await page.getByText('KLOK KRÅKE', { exact: true }).waitFor();
    await page.getByText(`${site.platform.urls.base}/maskinporten/`, { exact: true }).waitFor();
    await faultless(page, 'welcome');
  });

  it('keeps a language that was chosen just before the page is left, and says when its words do not come', async () => {
    const page = await site.open('/');
    const english = '**/assets/en-*.js';
    const choose = async (words: (route: Route) => unknown) => {
      await page.route(english, words);
      await page.getByRole('button', { name: 'Språk: Norsk (bokmål)' }).click();
      await page.getByRole('button', { name: 'English', exact: true }).click();
    };
    await choose((route) => route.abort());
    const alert = page.getByRole('alert');
    await alert.waitFor();
    await heading(page, 'Velkommen til Portvakt').waitFor();
    await faultless(page, 'words-missing');
    await page.unroute(english);
    await alert.getByRole('button', { name: 'Last siden på nytt' }).click();
    await heading(page, 'Welcome to Portvakt').waitFor();
    await speak(page, 'Norsk (bokmål)');
    // Its words are still on their way when the page is left.
    await page.reload();
    await choose(() => undefined);
    await page.unroute(english);
    await page.reload();
    await heading(page, 'Welcome to Portvakt').waitFor();
  });

  it('keeps whom one acts for over tabs and log-ins, and follows an address that names another', async () => {
    const page = await site.open('/clients');
    await logInByPages(page, RASK);
    await actFor(page, `${BAKERY} Org.nr. 310 044 423`);
    await acting(page, BAKERY).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${site.platform.urls.base}/clients`);
    await acting(other, BAKERY).waitFor();
    await heading(other, 'Klienter').waitFor();
    await logOut(other);
    await logInByPages(other, RASK);
    await acting(other, BAKERY).waitFor();
    await other.goto(`${site.platform.urls.base}/clients?virksomhet=310050598`);
    await acting(other, '.*TORGET').waitFor();
    await page.reload();
    await acting(page, BAKERY).waitFor();
  });

  it('leads nowhere in production that only a sandbox has, and has no page there', async () => {
    const page = await site.open('/');
    await page.route('**/portal/api/v1/environment', (route) =>
      route.fulfill({ json: { mode: 'production', name: 'PROD' } }),
    );
    await logInByPages(page, SKARP);
    await heading(page, 'Oversikt').waitFor();
    await page.getByText('Miljø: PROD').waitFor();
    const menu = page.getByRole('navigation', { name: 'Hovedmeny' });
    await menu.getByRole('link', { name: 'Lekeplass' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Drift av plattformen' }).waitFor();
    for (const name of ['Apper', 'Logg', 'Situasjoner', 'Webhooks']) {
      await expect.poll(() => menu.getByRole('link', { name, exact: true }).count()).toBe(0);
      await expect.poll(() => page.getByRole('option', { name, exact: true }).count()).toBe(0);
    }
    for (const path of ['/apps', '/log', '/situations', '/webhooks']) {
      await page.goto(`${site.platform.urls.base}${path}`);
      await heading(page, 'Siden finnes ikke').waitFor();
    }
  });

  it('says which environment it is, and when its clock is moved', async () => {
    const page = await site.open('/');
    await page.getByText('Miljø: TEST').waitFor();
    site.platform.clock.advance(3 * 24 * 3600 * 1000);
    await page.reload();
    await page.getByText('Klokken i testmiljøet er stilt 3 døgn frem.').waitFor();
    await faultless(page, 'moved-clock');
    site.platform.clock.reset();
  });
});
