import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, noBrowser, runsAll, type Site, speak, startSite } from './browser.ts';

const BAKERY = '310044423';
/** DAGL of the bakery, and so its access manager. */
const RASK = '01816010027';

describe.skipIf(noBrowser())('access', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open(`/accessmanagement/ui/users?virksomhet=${BAKERY}`, RASK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const tab = (name: string) => page.getByRole('tab', { name });

  it('is in the menu, and tells who has what for the organisation, by name', async () => {
    await page.getByRole('heading', { level: 1, name: 'Tilganger' }).waitFor();
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Tilganger' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'RASK RØYSKATT' });
    await row.getByText(/^\d+ roller$/).click();
    await row.getByText('Daglig leder', { exact: true }).waitFor();
    await faultless(page, 'access-given');
  });

  it('tells for whom the organisation has access', async () => {
    await tab('Tilgang hos andre').click();
    const unit = page.getByRole('row').filter({ hasText: 'FJORDVIK BAKERI AS AVD TORGET' });
    await unit.getByText('Har som registreringsenhet BEDR').waitFor();
    await faultless(page, 'access-got');
  });

  it('tells which access packages one may give away, and finds one by part of its name', async () => {
    await tab('Pakker du kan gi').click();
    await page.getByText(/^Du kan gi \d+ av \d+ tilgangspakker videre/).waitFor();
    await page.getByRole('searchbox').fill('skogbruk');
    const row = page.getByRole('row').filter({ hasText: 'Skogbruk' });
    await row.getByText('Kan gis').waitFor();
    await faultless(page, 'access-give');
  });

  it.runIf(runsAll)('fits a narrow window in English, and says why to who may not see it', async () => {
    await speak(page, 'English');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${site.platform.urls.base}/accessmanagement/ui/users?tab=given&virksomhet=${BAKERY}`);
    await page.getByRole('heading', { level: 1, name: 'Access' }).waitFor();
    await page.getByText('RASK RØYSKATT').first().waitFor();
    await faultless(page, 'access-narrow-en');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.route('**/enduser/connections*', (route) => route.fulfill({ status: 403, json: { status: 403 } }));
    await page.reload();
    await page.getByRole('link', { name: 'Why?' }).click();
    await page.getByRole('heading', { name: /^Answer: / }).waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('resource')).toBe('altinn_access_management');
  });
});
