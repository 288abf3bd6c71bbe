import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultless, noBrowser, useSite } from './browser.ts';

const VENDOR = '310019747';
/** DAGL of the vendor. */
const KLOK = '07846610027';
const READ = 'altinn:instances.read';
const WRITE = 'altinn:instances.write';
const FOREIGN = 'skogdir:felling.read';

describe.skipIf(noBrowser())('the choice of scopes', () => {
  const site = useSite();

  /** The tab of a new client, and how often it has been changed. */
  const open = async (name: string, scopes: readonly string[]) => {
    const { clientId } = await site.platform.createClient({
      organization: VENDOR,
      name,
      scopes: [...scopes],
      keys: [],
    });
    const page = await site.open(`/clients/${clientId}?tab=scopes`, KLOK);
    await page.getByRole('button', { name: 'Legg til scopes' }).waitFor();
    const changes: string[] = [];
    page.on('request', (request) => request.method() === 'PUT' && changes.push(request.url()));
    return { page, changes };
  };
  const headers = (page: Page) => page.getByRole('rowheader').allTextContents();

  it('undoes a removal by keyboard, for as long as nothing else is done', async () => {
    const { page } = await open('Angrer', [READ, WRITE]);
    await page.getByRole('button', { name: `Fjern ${READ}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(`${READ} er fjernet.`).waitFor();
    await expect.poll(() => headers(page)).toEqual([WRITE]);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Angre');
    await faultless(page, 'scopes-undo');
    await page.keyboard.press('Enter');
    await page.getByText('Endringen er angret.').waitFor();
    await expect.poll(async () => (await headers(page)).toSorted()).toEqual([READ, WRITE]);
  });

  it('shows what is chosen beside the list, whatever is searched, and saves it in one step', async () => {
    const { page, changes } = await open('Velger', [READ]);
    await page.getByRole('button', { name: 'Legg til scopes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Velg scopes' });
    const chosen = dialog.getByRole('region', { name: /^Valgt/ });
    await chosen.getByText(READ).waitFor();
    // It opens at its top.
    await expect.poll(() => dialog.evaluate((element) => element.scrollTop)).toBe(0);
    await dialog.getByLabel('Vis', { exact: true }).selectOption('all');
    await dialog.getByRole('searchbox').fill('felling');
    await dialog.getByRole('checkbox', { name: `${FOREIGN} Mangler tilgang` }).check();
    await chosen.getByText(READ).waitFor();
    await chosen.getByText('Mangler tilgang').waitFor();
    await chosen.getByText('Slik får du tilgang').click();
    await chosen.getByText('eier scopet og har ikke gitt virksomheten tilgang.').waitFor();
    await chosen.getByText(/^[^0-9]+ eier scopet/).waitFor();
    await chosen.getByRole('button', { name: 'Kopier forespørsel til eieren' }).waitFor();
    await dialog.getByRole('searchbox').fill('finnes ikke');
    await dialog.getByText('Ingen scopes passer.').waitFor();
    await chosen.getByRole('button', { name: `Fjern ${READ}` }).click();
    await dialog.getByText('1 legges til, 1 fjernes.').waitFor();
    await faultless(page, 'scopes-picker');
    await page.setViewportSize({ width: 390, height: 844 });
    await faultless(page, 'scopes-picker-narrow');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1280, height: 900 });
    await dialog.getByRole('button', { name: 'Bruk valgte scopes' }).click();
    await page.getByText('Scopene er lagret. 1 lagt til, 1 fjernet.').waitFor();
    expect(changes.length).toBe(1);
    await expect.poll(() => headers(page)).toEqual([FOREIGN]);
    await faultless(page, 'scopes-saved');
    await page.getByRole('button', { name: 'Angre' }).click();
    await expect.poll(() => headers(page)).toEqual([READ]);
    expect(changes.length).toBe(2);
  });
});
