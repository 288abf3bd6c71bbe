import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, logIn, noBrowser, type Site, speak, startSite } from './browser.ts';

/** DAGL of the organisation that operates the sandbox, and of a bakery. */
const OPERATOR = '13849010020';
const RASK = '01816010027';
const HOSTILE = `"><img src=x onerror=alert(1)>`;
const BASE = '/operator/api/v1';

describe.skipIf(noBrowser())('the page of whoever operates the platform', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/operator');
    page.on('dialog', () => expect.fail('a script ran'));
    await logIn(page, OPERATOR);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  it('shows how far the set-up has come, and every organisation', async () => {
    await heading('Drift av plattformen');
    await page.getByText('Neste: En klient med nøkkel').waitFor();
    await page.getByRole('rowheader', { name: 'SKOGDIREKTORATET I TESTLAND' }).waitFor();
    await faultlessAtBothWidths(page, 'operator');
    await page.getByLabel('Søk etter navn').fill('skogdir');
    await expect.poll(() => page.getByRole('rowheader').count()).toBe(1);
    await page.getByLabel('Søk etter navn').fill('finnes ikke');
    await page.getByText('Ingen virksomheter passer.').waitFor();
    await page.getByLabel('Søk etter navn').fill('');
  });

  it('puts an organisation in by keyboard, and says what is wrong with what is written', async () => {
    await page.getByRole('link', { name: 'Ny virksomhet' }).first().focus();
    await page.keyboard.press('Enter');
    await heading('Ny virksomhet');
    await press('Opprett virksomhet');
    await page.getByRole('link', { name: 'Skriv navnet.' }).waitFor();
    await faultless(page, 'operator-organization-faults');
    await page.getByLabel('Organisasjonsnummer').fill('310 000 019');
    await page.keyboard.press('Tab');
    await page.keyboard.type(HOSTILE);
    await page.getByLabel('Organisasjonsform').fill('KOMM');
    await page.getByLabel('Kode som tjenesteeier').fill('ttd');
    await page.getByLabel('Prefikser').fill('nykommune\nny-to');
    await page.getByLabel('Administratorer').fill('uten nummer');
    await press('Opprett virksomhet');
    await page.getByRole('link', { name: 'Hver linje må ha et fødselsnummer' }).waitFor();
    await page.getByLabel('Administratorer').fill(`${RASK} RASK RØYSKATT`);
    await press('Opprett virksomhet');
    await page.getByText('Koden er en annen tjenesteeiers').waitFor();
    await faultlessAtBothWidths(page, 'operator-organization-refused');
    await page.getByLabel('Kode som tjenesteeier').fill('nykommune');
    await page.getByLabel('Kode som tjenesteeier').press('Enter');
    await page.getByRole('status').getByText('er lagret.').waitFor();
    const row = page.getByRole('row').filter({ hasText: HOSTILE });
    await row.getByText('ny-to, nykommune').waitFor();
    await row.getByText('RASK RØYSKATT').waitFor();
    await row.getByRole('link').click();
    await heading(HOSTILE);
    await expect.poll(() => page.getByLabel('Administratorer').inputValue()).toBe(`${RASK} RASK RØYSKATT`);
    // There are person numbers in the form: it leaves nothing in the browser.
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(kept).not.toContain(RASK);
    await page.goto(`${site.platform.urls.base}/operator`);
  });

  it('lets another become an operator with a code that is shown once, and removes an operator', async () => {
    await press('Lag engangskode');
    const code = await page
      .locator('code')
      .filter({ hasText: /^(?:[0-9A-Z]{5}-){4}/ })
      .textContent();
    await faultlessAtBothWidths(page, 'operator-code');
    const other = await site.open('/operator', RASK);
    await other.getByRole('button', { name: 'Bli driftsansvarlig' }).click();
    await other.getByRole('link', { name: 'Skriv engangskoden.' }).waitFor();
    await faultlessAtBothWidths(other, 'operator-claim');
    await other.getByLabel('Engangskode').fill('AAAAA');
    await other.getByLabel('Engangskode').press('Enter');
    await other.getByRole('link', { name: 'Koden er feil, brukt eller utløpt.' }).waitFor();
    await other.getByLabel('Engangskode').fill((code ?? '').toLowerCase());
    await other.getByRole('button', { name: 'Bli driftsansvarlig' }).click();
    await other.getByText('Veien til det første tokenet').first().waitFor();
    await speak(other, 'English');
    await other.getByRole('heading', { level: 1, name: 'Operating the platform' }).waitFor();
    await speak(other, 'Norsk (nynorsk)');
    await other.getByRole('heading', { level: 1, name: 'Drift av plattforma' }).waitFor();
    await page.reload();
    await expect.poll(() => page.getByText(code ?? '').count()).toBe(0);
    await press('Fjern RASK RØYSKATT som driftsansvarlig');
    await page.getByRole('dialog').getByRole('button', { name: 'Fjern', exact: true }).click();
    await page.getByText('RASK RØYSKATT er ikke lenger driftsansvarlig.').waitFor();
    await other.reload();
    await other.getByLabel('Eingongskode').waitFor();
  });

  it('has its pages in the navigation of operators alone, with the one that is open marked', async () => {
    const menu = (of: Page) => of.getByRole('navigation', { name: 'Hovedmeny' });
    await page.goto(`${site.platform.urls.base}/operator`);
    const list = menu(page).getByRole('list', { name: 'Drift' });
    await expect
      .poll(() => list.getByRole('link').allTextContents())
      .toEqual(['Drift av plattformen', 'Revisjonslogg', 'Hvem er innlogget']);
    const marked = menu(page).locator('[aria-current=page]');
    await expect.poll(() => marked.allTextContents()).toEqual(['Drift av plattformen']);
    await list.getByRole('link', { name: 'Hvem er innlogget' }).click();
    await heading('Hvem er innlogget');
    await expect.poll(() => marked.allTextContents()).toEqual(['Hvem er innlogget']);
    const other = await site.open('/operator', RASK);
    await other.getByLabel('Engangskode').waitFor();
    await menu(other).getByRole('list', { name: 'Test', exact: true }).waitFor();
    await expect.poll(() => menu(other).getByRole('list', { name: 'Drift' }).count()).toBe(0);
  });

  it('is found in the menu of the person, and tells a failure', async () => {
    await page.goto(site.platform.urls.base);
    await page.getByRole('button', { name: /^Innlogget som / }).click();
    await page.getByRole('banner').getByRole('link', { name: 'Drift av plattformen' }).click();
    await heading('Drift av plattformen');
    site.platform.faults.add({ kind: 'status', status: 500, path: `${BASE}/me`, count: 5 });
    await page.reload();
    await page.getByRole('alert').waitFor();
    await faultless(page, 'operator-failing');
  });
});
