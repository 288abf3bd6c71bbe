import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, noBrowser, pressByKeyboard, type Site, speak, startSite } from './browser.ts';

/** DAGL of the vendor. */
const KLOK = '07846610027';

describe.skipIf(noBrowser())('situations', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/situations', KLOK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const inForce = () => site.platform.situations.list();

  it('are in the menu, and none is in force or met at first', async () => {
    await page.getByRole('heading', { level: 1, name: 'Situasjoner' }).waitFor();
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Situasjoner' }).waitFor();
    await page.getByText('Ingen situasjoner er i kraft.').waitFor();
    await page.getByText('Programmet ditt har møtt 0 av 14 situasjoner.').waitFor();
    await faultless(page, 'situations');
  });

  it('are started for whom they are meant, and ended', async () => {
    await page.getByRole('combobox', { name: 'Kunde' }).fill('bakeri');
    await page.getByRole('option', { name: /310\s044\s423/ }).click();
    await page.getByLabel('Referanse (externalRef)').fill('<b>én</b>');
    await page.getByText('Kan ikke avgrenses med Referanse (externalRef).').first().waitFor();
    await page.getByRole('button', { name: 'Start Forespørsel avvist' }).click();
    await page.getByText('Forespørsel avvist er i kraft.').first().waitFor();
    const row = page
      .getByRole('region', { name: 'I kraft nå' })
      .last()
      .getByRole('row')
      .filter({ hasText: '310 044 423' });
    await row.getByText('<b>én</b>').waitFor();
    await row.getByText('FJORDVIK BAKERI AS').waitFor();
    // Where it is in force for just those it is ended, and not started once more.
    const known = page.getByRole('row').filter({ hasText: 'request-declined' });
    await known.getByRole('button', { name: 'Avslutt Forespørsel avvist' }).waitFor();
    await expect.poll(() => known.getByRole('button', { name: /^Start/ }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Kunde' }).fill('310032085');
    await known.getByRole('button', { name: 'Start Forespørsel avvist' }).waitFor();
    expect(inForce()).toMatchObject([{ name: 'request-declined', customer: '310044423', externalRef: '<b>én</b>' }]);
    await faultless(page, 'situations-in-force');
    await pressByKeyboard(page, row.getByRole('button', { name: 'Avslutt Forespørsel avvist' }));
    await page.getByText('Ingen situasjoner er i kraft.').waitFor();
    expect(inForce()).toEqual([]);
  });

  it('are ended when another tab has ended them a moment before', async () => {
    await page.getByRole('button', { name: 'Start Forespørsel avvist' }).click();
    await page.route('**/sandbox/situations/*', (route) => {
      for (const { id } of inForce()) site.platform.situations.stop(id);
      return route.continue();
    });
    await page.getByRole('button', { name: 'Avslutt Forespørsel avvist' }).last().click();
    await page.getByText('Situasjonen er avsluttet.').first().waitFor();
    await page.getByText('Ingen situasjoner er i kraft.').waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await page.unroute('**/sandbox/situations/*');
  });

  it('tell what a program has met, and begin anew', async () => {
    site.platform.situations.meet('token-expired');
    await page.getByText('Programmet ditt har møtt 1 av 14 situasjoner.').waitFor();
    await page.getByRole('row').filter({ hasText: 'token-expired' }).getByText('Møtt én gang').waitFor();
    await page.getByRole('button', { name: 'Nullstill tellingen' }).click();
    await page.getByText('Programmet ditt har møtt 0 av 14 situasjoner.').waitFor();
  });

  it('fit a narrow window in English', async () => {
    await speak(page, 'English');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('heading', { level: 1, name: 'Situations' }).waitFor();
    await page.getByText('The customer rejects each new request.').waitFor();
    await faultless(page, 'situations-narrow-en');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
