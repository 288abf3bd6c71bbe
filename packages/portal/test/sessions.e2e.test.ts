import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, logIn, noBrowser, type Site, speak, startSite } from './browser.ts';
import { personMenu } from './chromium.ts';

/** DAGL of the organisation that operates the sandbox, and of a bakery. */
const OPERATOR = '13849010020';
const RASK = '01816010027';

describe.skipIf(noBrowser())('the pages of log-ins', () => {
  let site: Site;
  let page: Page;
  let other: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/', RASK);
    other = await site.open('/', RASK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const rows = (on = page) => on.getByRole('rowheader').count();
  const confirm = (name: string, on = page) =>
    on.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  const isLoggedOut = async (on: Page) => {
    await on.goto(`${site.platform.urls.base}/sessions`);
    await on.getByRole('link', { name: 'Logg inn' }).waitFor();
  };

  it('tell a person where they are logged in, and end one of the others', async () => {
    await personMenu(page).click();
    await page.getByRole('link', { name: 'Hvor du er innlogget' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hvor du er innlogget' }).waitFor();
    await expect.poll(() => rows()).toBe(2);
    const own = page.getByRole('row').filter({ hasText: 'Denne' });
    await own.getByText(/^Chrome på (Linux|macOS|Windows)/).waitFor();
    await expect.poll(() => own.getByRole('button').count()).toBe(0);
    await faultlessAtBothWidths(page, 'sessions');
    await page.getByRole('button', { name: /^Avslutt innloggingen i Chrome/ }).click();
    await faultless(page, 'sessions-end');
    await confirm('Avslutt');
    await page.getByRole('status').getByText('Innloggingen er avsluttet.').waitFor();
    await expect.poll(() => rows()).toBe(1);
    await page.getByText('Du er ikke logget inn andre steder.').waitFor();
    await isLoggedOut(other);
  });

  it('end all others at once, and one that has ended meanwhile as well', async () => {
    await logIn(other, RASK);
    await page.reload();
    await expect.poll(() => rows()).toBe(2);
    await page.getByRole('button', { name: /^Avslutt innloggingen i Chrome/ }).click();
    await other.request.get(`${site.platform.urls.base}/authentication/api/v1/logout`);
    await confirm('Avslutt');
    await expect.poll(() => rows()).toBe(1);
    await logIn(other, RASK);
    await page.reload();
    await page.getByRole('button', { name: 'Avslutt alle andre' }).click();
    await confirm('Avslutt alle andre');
    await page.getByRole('status').getByText('Én innlogging er avsluttet.').waitFor();
    await isLoggedOut(other);
    await page.getByRole('row').filter({ hasText: 'Denne' }).waitFor();
  });

  it('tell whoever operates the platform who is logged in, and end that', async () => {
    const operator = await site.open('/operator', OPERATOR);
    await operator.getByRole('main').getByRole('link', { name: 'Hvem er innlogget' }).click();
    await operator.getByRole('rowheader', { name: 'RASK RØYSKATT' }).waitFor();
    await faultlessAtBothWidths(operator, 'operator-sessions');
    await operator.getByLabel('Søk etter navn').fill('finnes ikke');
    await operator.getByText('Ingen som er logget inn, passer.').waitFor();
    await operator.getByLabel('Søk etter navn').fill('rask');
    await operator.getByRole('rowheader').getByRole('link', { name: 'RASK RØYSKATT' }).click();
    await operator.getByRole('heading', { level: 1, name: 'RASK RØYSKATT' }).waitFor();
    await faultlessAtBothWidths(operator, 'operator-sessions-person');
    await operator.getByRole('button', { name: 'Avslutt alle' }).click();
    await confirm('Avslutt alle', operator);
    await operator.getByText('Ingen innlogginger.').waitFor();
    await isLoggedOut(page);
    for (const [language, words] of [
      ['Norsk (nynorsk)', 'Ingen innloggingar.'],
      ['English', 'No log-ins.'],
    ] as const) {
      await speak(operator, language);
      await operator.getByText(words).waitFor();
    }
  });
});
