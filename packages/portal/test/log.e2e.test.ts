import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, noBrowser, picture, runsAll, type Site, speak, startSite } from './browser.ts';
import { makeVendor, type Vendor } from './vendor.ts';

/** DAGL of the vendor. */
const KLOK = '07846610027';
const READ = 'altinn:authentication/systemuser.request.read';

describe.skipIf(noBrowser())('the log', () => {
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

  const rows = (page: Page) => page.getByTestId('log-row');
  const count = (page: Page) => rows(page).count();
  const refuse = () => expect(vendor.token('altinn:broker.read')).rejects.toThrow('no token');

  it('is empty at first, and shows what happens while one looks', async () => {
    const page = await site.open('/log', KLOK);
    await page.getByRole('heading', { level: 2, name: 'Ingenting ennå' }).waitFor();
    await faultless(page, 'log-empty');
    await vendor.token(READ);
    await rows(page).filter({ hasText: 'Token gitt' }).waitFor();
    await refuse();
    await rows(page).filter({ hasText: 'Klienten kan ikke be om scopet altinn:broker.read.' }).waitFor();
    await expect.poll(() => rows(page).first().getAttribute('data-outcome')).toBe('refused');
    await faultless(page, 'log-rows');
  });

  it('unfolds a row to its checks, request and remedy, by keyboard', async () => {
    await refuse();
    const page = await site.open('/log?outcome=refused', KLOK);
    const toggle = rows(page).first().getByRole('button');
    await toggle.focus();
    await page.keyboard.press('Enter');
    const details = page.getByTestId('log-details');
    await details.getByRole('heading', { name: 'Slik retter du det' }).waitFor();
    await details.getByText('Legg scopet til klienten, eller la det være.').waitFor();
    await expect.poll(() => details.locator('[data-passed=true]').count()).toBe(9);
    await details.locator('[data-passed=false]').getByText('Scopene til klienten').waitFor();
    await details.getByText('"iss"').waitFor();
    await faultless(page, 'log-unfolded');
    // It is whole: the table makes room for it, also in a low window.
    await page.setViewportSize({ width: 1200, height: 500 });
    const end = (of: Locator) => of.evaluate((element) => element.getBoundingClientRect().bottom);
    await expect
      .poll(
        async () =>
          (await end(details)) <= (await end(page.getByRole('region', { name: 'Det klientene har spurt om' }))),
      )
      .toBe(true);
    await page.keyboard.press('Enter');
    await details.waitFor({ state: 'detached' });
    await toggle.focus();
    await page.keyboard.press('Enter');
    await details.getByRole('link', { name: 'Nøklene til klienten' }).click();
    await page.waitForURL(`**/clients/${vendor.clientId}?tab=keys`);
  });

  it('names no client in each row of the client’s own, and cuts no cause', async () => {
    await refuse();
    const page = await site.open(`/clients/${vendor.clientId}?tab=log`, KLOK);
    await page.setViewportSize({ width: 1280, height: 900 });
    const why = page.locator('.log-why').first();
    await why.waitFor();
    await expect
      .poll(() => page.getByRole('columnheader').allTextContents())
      .toEqual(['Tid', 'Hva', 'Utfall', 'Varighet']);
    await expect.poll(() => why.evaluate((text) => text.scrollHeight - text.clientHeight)).toBeLessThanOrEqual(1);
    await faultless(page, 'log-of-client');
  });

  it('keeps new rows back while one reads or pauses, and says how many wait', async () => {
    const page = await site.open('/log', KLOK);
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Satt på pause').waitFor();
    const before = await count(page);
    await vendor.token(READ);
    await vendor.token(READ);
    await page.getByRole('button', { name: '2 nye rader' }).waitFor();
    expect(await count(page)).toBe(before);
    await faultless(page, 'log-paused');
    await page.getByRole('button', { name: '2 nye rader' }).click();
    await expect.poll(() => count(page)).toBe(before + 2);
    await page.getByText('Oppdateres av seg selv').waitFor();
    await rows(page).first().getByRole('button').click();
    await vendor.token(READ);
    await page.getByRole('button', { name: '1 ny rad' }).waitFor();
  });

  it('finds by kind, outcome and text, and keeps them in the address', async () => {
    const page = await site.open('/log', KLOK);
    await rows(page).first().waitFor();
    // It is on when the address says so, a moment after the click.
    await page.getByRole('switch', { name: 'Bare avviste' }).click();
    await page.waitForURL('**/log?outcome=refused');
    await expect.poll(() => page.locator('[data-testid=log-row][data-outcome=ok]').count()).toBe(0);
    await page.getByLabel('Søk i loggen').fill('broker.READ');
    await page.getByLabel('Type').selectOption('token');
    await page.waitForURL('**/log?outcome=refused&text=broker.READ&kind=token');
    await page.reload();
    await rows(page).first().waitFor();
    await page.getByLabel('Type').selectOption('registry');
    await page.getByText('Ingenting i loggen passer til filteret').waitFor();
    await page.getByRole('button', { name: 'Nullstill filteret' }).click();
    await page.waitForURL('**/log');
    await rows(page).first().waitFor();
  });

  it('says in the navigation that there is something new, until it has been looked at', async () => {
    await refuse();
    const page = await site.open('/', KLOK);
    await page.getByTestId('log-news').waitFor();
    await picture(page, 'log-news');
    await page
      .getByRole('navigation', { name: 'Hovedmeny' })
      .getByRole('link', { name: /^Logg\W+nye linjer siden sist$/ })
      .click();
    await rows(page).first().waitFor();
    await page.getByTestId('log-news').waitFor({ state: 'detached' });
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Klienter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Klienter' }).waitFor();
    await expect.poll(() => page.getByTestId('log-news').count()).toBe(0);
  });

  it('is taken up again after what broke off, and ends with the session', async () => {
    const page = await site.open('/', KLOK);
    await page.route('**/portal/api/v1/log', (route) =>
      route.request().headers()['accept'] === 'text/event-stream' ? route.abort() : route.fallback(),
    );
    await page.goto(`${site.platform.urls.base}/log`);
    await page.getByText('Mistet kontakten. Prøver igjen …').waitFor();
    await rows(page).first().waitFor();
    const before = await count(page);
    await refuse();
    await page.unroute('**/portal/api/v1/log');
    await page.getByText('Oppdateres av seg selv').waitFor();
    await expect.poll(() => count(page)).toBe(before + 1);
    await page.context().clearCookies();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: /Velkommen|logget ut/ }).waitFor();
  });

  it.runIf(runsAll)('shows ten thousand rows, of which few are drawn, and text as the text that it is', async () => {
    const { base, maskinportenIssuer } = site.platform.urls;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const evil = '<img src=x onerror=alert(1)>';
    const claims = { iss: vendor.clientId, scope: evil, iat: 1, exp: 1, aud: maskinportenIssuer };
    const assertion = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}.c2ln`;
    const grant = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const send = async () => (await fetch(`${maskinportenIssuer}token`, { method: 'POST', body: grant })).arrayBuffer();
    for (let sent = 0; sent < 10_000; sent += 100) await Promise.all(Array.from({ length: 100 }, send));
    const page = await site.open('/log', KLOK);
    const table = page.getByRole('table');
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('10001');
    await rows(page).first().getByText(evil).waitFor();
    const box = page.getByRole('region', { name: 'Det klientene har spurt om, nyeste først' });
    await box.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await page.locator('[aria-rowindex="10001"]').waitFor();
    await page.getByText(/^Rad 99\d\d–10000 av 10000$/).waitFor();
    expect(await count(page)).toBeLessThan(80);
    await faultless(page, 'log-many');
    await page.locator('[aria-rowindex="9999"]').getByRole('button').focus();
    await page.keyboard.press('Tab');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex')))
      .toMatch(/^(9999|10000)$/);
    expect(new URL(page.url()).origin).toBe(base);
  });

  it('shows that there is more below, and on a telephone scrolls with the page', async () => {
    for (let sent = 0; sent < 15; sent += 1) await vendor.token(READ);
    const page = await site.open('/log', KLOK);
    await page.setViewportSize({ width: 1280, height: 800 });
    const box = page.getByRole('region', { name: 'Det klientene har spurt om, nyeste først' });
    await page.getByText(/^Rad 1–\d+ av \d+$/).waitFor();
    const fades = () => box.evaluate((element) => getComputedStyle(element, '::after').content !== 'none');
    await expect.poll(fades).toBe(true);
    await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.getByText(/^Rad (?!1–)\d+–(\d+) av \1$/).waitFor();
    await expect.poll(fades).toBe(false);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.getByText(/^Rad \d+–\d+ av/).count()).toBe(0);
    await expect
      .poll(() => box.evaluate((element) => element.scrollHeight - element.clientHeight))
      .toBeLessThanOrEqual(1);
    const last = page.locator(`[aria-rowindex="${await page.getByRole('table').getAttribute('aria-rowcount')}"]`);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await last.waitFor();
    await vendor.token(READ);
    await page.getByRole('button', { name: '1 ny rad' }).click();
    await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(500);
    await page.locator('[aria-rowindex="2"]').waitFor();
    await faultless(page, 'log-narrow-top');
  });

  it.runIf(runsAll)('speaks three languages, dark and light, and fits a telephone', async () => {
    const page = await site.open('/log', KLOK);
    await rows(page).first().waitFor();
    await speak(page, 'English');
    await page.getByRole('heading', { level: 1, name: 'Log', exact: true }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await rows(page).first().getByRole('button').click();
    await page.getByTestId('log-details').getByText('Checks').waitFor();
    await faultless(page, 'log-dark');
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await faultless(page, 'log-narrow-unfolded');
    await rows(page).first().getByRole('button').click();
    await speakNarrow(page);
    await faultless(page, 'log-narrow');
  });

  /** At 390 px the languages are in the menu. */
  async function speakNarrow(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Menu' }).click();
    await speak(page, 'Norsk (nynorsk)');
    await page.keyboard.press('Escape');
    await page.getByText('Berre avviste').waitFor();
  }
});
