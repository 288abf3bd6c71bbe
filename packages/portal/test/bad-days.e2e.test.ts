import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultless, logIn, noBrowser, type Site, startSite } from './browser.ts';
import { makeVendor } from './vendor.ts';

/** DAGL of the vendor, and of the bakery and its unit. */
const KLOK = '07846610027';
const RASK = '01816010027';
const BAKERY = '310044423';
const UNIT = '310050598';
const READ = 'altinn:authentication/systemuser.request.read';
const SELF_SERVICE = '**/selvbetjening/**';
const PARTIES = '**/accessmanagement/api/v1/authorizedparties*';

const name = (page: Page) => page.getByLabel('Visningsnavn');
const send = (page: Page, label = 'Opprett klient') => page.getByRole('button', { name: label, exact: true }).click();
const write = async (page: Page, text: string) => {
  await name(page).fill(text);
  await page.getByLabel('Beskrivelse').fill('Skrevet en dårlig dag');
};
const created = (page: Page) => page.getByText('Klienten er opprettet.').waitFor();

describe.skipIf(noBrowser())('on a bad day', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
    await makeVendor(site.platform);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const open = (path: string, person = KLOK) => site.open(path, person);

  it('without a network a form says so at once, keeps what is written, and is sent when it is back', async () => {
    const page = await open('/clients/new');
    await write(page, 'Uten nett');
    await page.context().setOffline(true);
    await send(page);
    await page.getByRole('alert').getByText('Fikk ikke kontakt med tjenesten.').waitFor();
    await expect.poll(() => name(page).inputValue()).toBe('Uten nett');
    // Nobody has answered, so there is nothing to name.
    await expect.poll(() => page.getByRole('alert').getByText('Sporings-ID').count()).toBe(0);
    await faultless(page, 'bad-offline');
    // A page that was never fetched: the frame stays, and so does what is written.
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Lekeplass' }).click();
    await page.getByRole('heading', { level: 1, name: 'Siden kunne ikke vises' }).waitFor();
    await page.context().setOffline(false);
    await page.goto(`${site.platform.urls.base}/clients/new`);
    await expect.poll(() => name(page).inputValue()).toBe('Uten nett');
    await send(page);
    await created(page);
  });

  it('a failure of the server is said with its trace, and nothing written is lost', async () => {
    const page = await open('/clients/new');
    await write(page, 'Etter feilen');
    site.platform.faults.add({ kind: 'status', status: 500, path: '/selvbetjening', count: 1 });
    await send(page);
    await page.getByRole('alert').waitFor();
    await faultless(page, 'bad-500');
    await expect.poll(() => name(page).inputValue()).toBe('Etter feilen');
    await send(page);
    await created(page);
  });

  it('a list that the server could not answer is named with its trace, and asked for again', async () => {
    const page = await open('/');
    // Until it is seen: the page that was open may ask for the same list.
    const { id } = site.platform.faults.add({
      kind: 'status',
      status: 500,
      path: '/portal/api/v1/overview',
      count: 1000,
    });
    await page.goto(`${site.platform.urls.base}/clients`);
    const again = page.getByRole('alert').getByRole('button', { name: 'Prøv igjen' });
    await again.waitFor();
    const alert = page.getByRole('alert');
    await alert.getByRole('heading', { name: 'Kunne ikke hente klientene' }).waitFor();
    // What is copied is what the platform's log calls the request by.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await alert.getByRole('button', { name: 'Kopier Sporings-ID' }).click();
    await alert.getByRole('button', { name: /^Kopiert/ }).waitFor();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[0-9a-f]{32}$/);
    site.platform.faults.remove(id);
    await again.click();
    await page.getByRole('link', { name: 'Lønn', exact: true }).waitFor();
  });

  it('two tabs that act for different organisations each change their own', async () => {
    const one = await open(`/clients/new?virksomhet=${BAKERY}`, RASK);
    await write(one, 'Bakeriets');
    const other = await one.context().newPage();
    await other.goto(`${site.platform.urls.base}/clients/new?virksomhet=${UNIT}`);
    await write(other, 'Enhetens');
    await one.reload();
    await expect.poll(() => name(one).inputValue()).toBe('Bakeriets');
    await send(one);
    await created(one);
    await send(other);
    await created(other);
    for (const [page, organization, own] of [
      [one, BAKERY, 'Bakeriets'],
      [other, UNIT, 'Enhetens'],
    ] as const) {
      await page.goto(`${site.platform.urls.base}/clients?virksomhet=${organization}`);
      await expect.poll(() => page.getByRole('rowheader').allTextContents()).toEqual([own]);
    }
  });

  it('a right that is taken away while a form is open is said to be gone, and what was written is kept', async () => {
    const page = await open('/clients/new');
    await write(page, 'Uten rett');
    // What the platform answers who administers the organisation no longer: nobody administers this one here.
    await page.route(SELF_SERVICE, (route) =>
      route.continue({ headers: { ...route.request().headers(), 'x-portvakt-organization': BAKERY } }),
    );
    await send(page);
    await page.getByRole('alert').getByText('Ingen tilgang').waitFor();
    await expect.poll(() => name(page).inputValue()).toBe('Uten rett');
    await faultless(page, 'bad-revoked');
    // Now it is no longer among those that one may act for either.
    await page.route(PARTIES, (route) => route.fulfill({ json: [] }));
    await send(page);
    await page.getByRole('alert').getByText('Du kan ikke handle for virksomheten 310 019 747').waitFor();
    await faultless(page, 'bad-revoked-organization');
    await page.unroute(SELF_SERVICE);
    await page.unroute(PARTIES);
    await page.reload();
    await expect.poll(() => name(page).inputValue()).toBe('Uten rett');
    await send(page);
    await created(page);
  });

  it('an organisation that the address names and one may not act for is never another', async () => {
    const page = await open(`/clients?virksomhet=${BAKERY}`);
    await page.getByText('Du kan ikke handle for virksomheten 310 044 423').waitFor();
    await page.getByRole('button', { name: 'FJORDLØNN SYSTEM AS' }).waitFor();
    await faultless(page, 'bad-organization');
    await actFor(page, 'FJORDLØNN SYSTEM AS');
    await page.getByRole('heading', { level: 1, name: 'Klienter' }).waitFor();
  });

  it('a restart that forgets everybody asks for the log-in again, and gives back what was written', async () => {
    const page = await open('/clients/new');
    await write(page, 'Over omstarten');
    await site.restart();
    await send(page);
    await page.getByRole('heading', { level: 1, name: 'Du er logget ut' }).waitFor();
    await logIn(page, KLOK);
    await expect.poll(() => name(page).inputValue()).toBe('Over omstarten');
    await send(page);
    await created(page);
  });
});

describe.skipIf(noBrowser())('a restart on the same database', () => {
  let folder: string;
  let site: Site;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portvakt-bad-days-'));
    site = await startSite({ database: join(folder, 'portvakt.sqlite') });
  });
  afterAll(async () => {
    await site?.close();
    await rm(folder, { recursive: true, force: true });
    expect(site?.complaints).toEqual([]);
  });

  it('asks for nothing again: the session holds, the form is sent, and the log goes on', async () => {
    const page = await site.open('/clients/new', KLOK);
    await write(page, 'Uforstyrret');
    const log = await page.context().newPage();
    await log.goto(`${site.platform.urls.base}/log`);
    await log.getByText('Oppdateres av seg selv').waitFor();
    await site.restart(async () => {
      await log.getByText('Mistet kontakten. Prøver igjen …').waitFor();
      await send(page);
      await page.getByRole('alert').getByText('Fikk ikke kontakt med tjenesten.').waitFor();
      await expect.poll(() => name(page).inputValue()).toBe('Uforstyrret');
    });
    await send(page);
    await created(page);
    await (await makeVendor(site.platform)).token(READ);
    await log.getByTestId('log-row').filter({ hasText: 'Token gitt' }).waitFor();
  });
});
