import type { Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { faultless, faultlessAtBothWidths, noBrowser, pressByKeyboard, speak, useSite } from './browser.ts';

const BAKERY = '310044423';
const VENDOR = '310019747';
const OWNER = '310013579';
/** DAGL of the bakery, of the vendor, and of the directorate that owns the API. */
const [RASK, KLOK, SKARP] = ['01816010027', '07846610027', '09828610071'];
const PATH = '/accessmanagement/ui/maskinporten';

describe.skipIf(noBrowser())('scopes given to suppliers', () => {
  const site = useSite();

  const as = (person: string, path: string): Promise<Page> => site.open(path, person);
  const vendorRow = (page: Page) => page.getByRole('row').filter({ hasText: 'FJORDLØNN' });

  it('are given by number with the name seen first, seen by supplier and API owner, and given up', async () => {
    const page = await as(RASK, `${PATH}?virksomhet=${BAKERY}`);
    await page.getByRole('heading', { level: 1, name: 'Leverandører og kunder' }).waitFor();
    await page.getByText('Virksomheten har ikke gitt noen leverandør fullmakt').waitFor();
    await faultless(page, 'suppliers-empty');
    const api = page.getByRole('combobox', { name: 'Hvilket API gjelder fullmakten?' });
    // The whole of it by keyboard alone.
    await api.focus();
    await page.keyboard.type('skogdata');
    await page.getByRole('option', { name: /Skogdata/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('code').filter({ hasText: 'skogdir:skogdata.read' }).waitFor();
    const number = page.getByRole('combobox', { name: 'Leverandør' });
    await number.fill(BAKERY);
    await number.press('Enter');
    await page.getByText('Du kan ikke gi fullmakt til eget organisasjonsnummer.').waitFor();
    await number.fill(VENDOR);
    await number.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Er dette leverandøren?' });
    await dialog.getByText('FJORDLØNN SYSTEM AS').waitFor();
    await faultless(page, 'suppliers-ask');
    await pressByKeyboard(page, dialog.getByRole('button', { name: 'Gi fullmakt' }));
    await page.getByText('FJORDLØNN SYSTEM AS har fått fullmakt.').waitFor();
    await vendorRow(page).getByText('skogdir:skogdata.read').waitFor();
    await faultlessAtBothWidths(page, 'suppliers');

    const owner = await as(SKARP, `/scopes/details?scope=skogdir%3Askogdata.read&tab=delegates&virksomhet=${OWNER}`);
    await vendorRow(owner).getByText('FJORDVIK BAKERI AS').waitFor();
    await faultlessAtBothWidths(owner, 'scope-delegates');

    const vendor = await as(KLOK, `${PATH}?virksomhet=${VENDOR}`);
    await vendor.getByRole('tab', { name: 'Kunder' }).click();
    const consumer = vendor.getByRole('row').filter({ hasText: 'FJORDVIK BAKERI AS' });
    await consumer.getByRole('button', { name: `Kopier consumer_org for ${BAKERY}` }).waitFor();
    await faultlessAtBothWidths(vendor, 'consumers');
    await consumer.getByRole('button', { name: /^Gi fra deg fullmakten/ }).click();
    await vendor.getByRole('dialog').getByRole('button', { name: 'Gi fra deg fullmakten' }).click();
    await vendor.getByText('Du har gitt fra deg fullmakten fra FJORDVIK BAKERI AS.').waitFor();
    await vendor.getByText('Ingen har gitt virksomheten fullmakt').waitFor();

    // It was there when the consumer looked: it is gone all the same.
    await pressByKeyboard(page, vendorRow(page).getByRole('button', { name: /^Trekk fullmakten/ }));
    await pressByKeyboard(page, page.getByRole('dialog').getByRole('button', { name: 'Trekk fullmakten' }));
    await page.getByText('Fullmakten er trukket fra FJORDLØNN SYSTEM AS.').waitFor();
    await page.getByText('Virksomheten har ikke gitt noen leverandør fullmakt').waitFor();
  });

  it('say in English who may not give them, and what the owner of a scope lacks', async () => {
    const page = await as(RASK, `${PATH}?virksomhet=${BAKERY}`);
    await speak(page, 'English');
    await page.route('**/delegationcheck?*', (route) =>
      route.fulfill({
        json: {
          resource: { refId: 'skogdir-skogdata' },
          rights: [{ right: { key: '01', name: 'scopeaccess' }, result: false, reasonCodes: ['MissingRoleAccess'] }],
        },
      }),
    );
    await page.getByRole('combobox', { name: 'Which API is to be delegated?' }).fill('forest');
    await page.getByRole('option', { name: /Forest data/ }).click();
    await page.getByText('You cannot delegate this API for the organisation.').waitFor();
    await faultless(page, 'suppliers-may-not');
    await page.getByRole('link', { name: 'Why?' }).click();
    await page.getByRole('heading', { name: /^Answer: / }).waitFor();
    await page.route('**/maskinportensuppliers/resources?*', (route) =>
      route.fulfill({ status: 403, json: { status: 403 } }),
    );
    await page.goto(`${site.platform.urls.base}${PATH}?virksomhet=${BAKERY}`);
    await page.getByRole('alert').getByRole('link', { name: 'Why?' }).waitFor();
    const owner = await as(SKARP, `/scopes/details?scope=skogdir%3Afelling.write&tab=delegates&virksomhet=${OWNER}`);
    await owner.getByText('Det kan ikke gis fullmakt til scopet ennå').waitFor();
    await faultless(owner, 'scope-delegates-none');
  });
});
