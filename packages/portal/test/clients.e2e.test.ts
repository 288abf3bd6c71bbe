import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { legible } from '../src/texts/names.ts';
import { faultless, logIn, noBrowser, runsAll, useSite } from './browser.ts';

const VENDOR = '310019747';
/** DAGL of the vendor. */
const KLOK = '07846610027';
const MANY = 10_000;
/** What the table draws at a time. */
const WINDOW = 100;

const HOSTILE = [
  '<img src=x onerror="document.title=1"><script>alert(1)</script>',
  `"><svg/onload=alert(1)>'\${7*7}{{7*7}}`,
  '\u202eנמוס\u202dשלום مرحبا بالعالم',
  'x'.repeat(255),
  `${'ord '.repeat(63)}ord`,
] as const;

describe.skipIf(noBrowser())('the clients', () => {
  const site = useSite();

  const newClient = async (name: string) =>
    (await site.platform.createClient({ organization: VENDOR, name, scopes: [], keys: [] })).clientId;
  const open = async (path: string) => {
    const page = await site.open(path, KLOK);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };
  const fitsAt390 = async (page: Page, name: string) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await faultless(page, name);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: name })
      .toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1280, height: 900 });
  };

  it('are searched and filtered by what stands in the address', async () => {
    for (const name of ['Brukbar', 'Bred']) await newClient(name);
    const page = await open('/clients?status=needs&q=bre');
    const names = page.getByRole('rowheader');
    await expect.poll(() => names.allTextContents()).toEqual(['Bred']);
    await expect.poll(() => page.getByRole('radio', { name: 'Må følges opp' }).isChecked()).toBe(true);
    const search = page.getByLabel('Søk etter navn eller klient-ID');
    await expect.poll(() => search.inputValue()).toBe('bre');
    await search.fill('br');
    await expect.poll(() => names.count()).toBe(2);
    await page.locator('label').filter({ hasText: 'I bruk' }).click();
    await page.getByText('Ingen klienter passer med søket.').waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('?status=used&q=br');
    await page.locator('label').filter({ hasText: 'Må følges opp' }).click();
    await page.getByRole('link', { name: 'Bred' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bred' }).waitFor();
    await page.goBack();
    await expect.poll(() => names.count()).toBe(2);
    await faultless(page, 'clients-filters');
    await page.goto(`${site.platform.urls.base}/clients?status=nonsense`);
    await expect.poll(() => page.getByRole('radio', { name: 'Alle' }).isChecked()).toBe(true);
  });

  it('keep what is not saved when one goes elsewhere, and say so', async () => {
    const clientId = await newClient('Ulagret');
    const page = await open(`/clients/${clientId}`);
    await page.getByLabel('Levetid').fill('77');
    await page.getByText('Endringene er ikke lagret ennå.').waitFor();
    await faultless(page, 'client-unsaved');
    await page.getByRole('tab', { name: 'Nøkler' }).click();
    await page.getByRole('status').filter({ hasText: 'Endringene i «Ulagret» er ikke lagret.' }).waitFor();
    await faultless(page, 'client-left');
    await page.getByRole('tab', { name: 'Detaljer' }).click();
    await expect.poll(() => page.getByLabel('Levetid').inputValue()).toBe('77');
    await page.getByRole('button', { name: 'Forkast endringene' }).click();
    await expect.poll(() => page.getByLabel('Levetid').inputValue()).toBe('120');
    await page.getByLabel('Levetid').fill('99');
    await page.getByRole('button', { name: 'Lagre klienten' }).click();
    await page.getByText('Endringene er lagret.').waitFor();
    await page.getByText('Endringene er ikke lagret ennå.').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Scopes' }).click();
    await page.getByRole('button', { name: 'Legg til scopes' }).waitFor();
    await expect.poll(() => page.getByText('er ikke lagret').count()).toBe(0);

    await page.goto(`${site.platform.urls.base}/clients/new`);
    await page.getByLabel('Visningsnavn').fill('Halvferdig');
    await page.getByRole('link', { name: 'Klienter', exact: true }).first().click();
    await page.getByRole('status').filter({ hasText: 'Den nye klienten er ikke opprettet.' }).waitFor();
    await page.getByRole('link', { name: 'Ny klient' }).click();
    await expect.poll(() => page.getByLabel('Visningsnavn').inputValue()).toBe('Halvferdig');
    await page.getByRole('button', { name: 'Avbryt' }).click();
    await page.getByRole('heading', { level: 1, name: 'Klienter' }).waitFor();
    await expect.poll(() => page.getByText('ikke opprettet').count()).toBe(0);
  });

  it.runIf(runsAll)('have names that are text whatever is in them, and that break no page', async () => {
    const ids: string[] = [];
    for (const name of HOSTILE) ids.push(await newClient(name));
    const page = await open('/clients');
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    for (const name of HOSTILE)
      await page
        .getByRole('rowheader')
        .filter({ hasText: legible(name) })
        .waitFor();
    await fitsAt390(page, 'clients-hostile');
    await faultless(page, 'clients-hostile-wide');
    for (const [index, name] of HOSTILE.entries()) {
      for (const tab of ['details', 'keys', 'scopes']) {
        await page.goto(`${site.platform.urls.base}/clients/${ids[index]}?tab=${tab}`);
        await page
          .locator('h1')
          .filter({ hasText: legible(name) })
          .waitFor();
      }
      await page.goto(`${site.platform.urls.base}/clients/${ids[index]}?tab=details`);
      await expect.poll(() => page.getByLabel('Visningsnavn').inputValue()).toBe(name);
      await fitsAt390(page, `client-hostile-${index}`);
      await page.getByRole('button', { name: 'Deaktiver klienten' }).click();
      await page.getByRole('dialog').getByText(legible(name)).first().waitFor();
      await page.keyboard.press('Escape');
    }
    expect(dialogs).toBe(0);
    await expect.poll(() => page.title()).toContain('Portvakt');
  });

  it.runIf(runsAll)('stay usable when there are ten thousand', async () => {
    await newClient('En av mange');
    const page = await site.open('/');
    await page.route('**/portal/api/v1/overview', async (route) => {
      const response = await route.fetch();
      const overview = (await response.json()) as { clients: object[] };
      const [one = {}] = overview.clients;
      const clients = Array.from({ length: MANY }, (_, index) => ({
        ...one,
        clientId: `klient-${index}`,
        name: `Klient ${index}`,
        active: true,
      }));
      await route.fulfill({ response, json: { ...overview, clients } });
    });
    await logIn(page, KLOK);
    await page.goto(`${site.platform.urls.base}/clients`);
    await page.getByText('Viser 100 av 10 000').waitFor();
    const names = page.getByRole('rowheader');
    await expect.poll(() => names.count()).toBe(WINDOW);
    await faultless(page, 'clients-many');
    await page.getByRole('button', { name: 'Vis 100 til' }).click();
    await expect.poll(() => names.count()).toBe(2 * WINDOW);
    await page.getByRole('button', { name: 'Navn' }).click();
    await names.first().getByText('Klient 0', { exact: true }).waitFor();
    await page.getByLabel('Søk etter navn eller klient-ID').fill('klient 9999');
    await expect.poll(() => names.allTextContents()).toEqual(['Klient 9999']);
    // Nor does the front page draw all that lack something.
    await page.goto(site.platform.urls.base);
    const attention = page.getByTestId('attention');
    await attention.getByRole('link', { name: 'Klienter: må følges opp' }).waitFor();
    await expect.poll(() => attention.getByRole('listitem').count()).toBeLessThan(WINDOW);
    await faultless(page, 'home-many');
  });
});
