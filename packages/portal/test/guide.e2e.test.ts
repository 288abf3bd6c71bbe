import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, noBrowser, picture, type Site, startSite } from './browser.ts';

const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 1280 },
] as const;

describe.skipIf(noBrowser())('the guide', () => {
  let site: Site;
  /** What a page has asked for elsewhere, or complained of. */
  const strange: string[] = [];
  const open = async (path: string): Promise<Page> => {
    const page = await site.open('/favicon.svg');
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== site.platform.urls.base) strange.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') strange.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(new URL(path, site.platform.urls.base).href);
    return page;
  };
  const chosen = (page: Page) => page.locator('[role=tab][aria-selected=true]').first().textContent();

  beforeAll(async () => {
    site = await startSite();
  });
  afterAll(async () => {
    await site?.close();
    expect([...(site?.complaints ?? []), ...strange]).toEqual([]);
  });

  it('is without faults in light and dark, wide and narrow, and never wider than the window', async () => {
    const page = await open('/guide');
    let count = 0;
    for (const front of ['/guide', '/guide/en']) {
      await page.goto(`${site.platform.urls.base}${front}`);
      const links = await page.locator('nav.pages a').all();
      const paths = await Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
      // Which look a page has goes round: another in each language.
      for (const [place, path] of paths.entries()) {
        const { colorScheme, width } = LOOKS[(place + (front === '/guide' ? 0 : 1)) % LOOKS.length] ?? LOOKS[0];
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 844 });
        await page.goto(`${site.platform.urls.base}${path}`);
        const name = `${path.slice(1).replaceAll('/', '-')}-${colorScheme}-${width}`;
        await picture(page, name);
        expect([name, await faultsOf(page)]).toEqual([name, []]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect([name, over]).toEqual([name, 0]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(6);
  });

  it('finds a section by the keyboard, also by words that are half written or misspelt', async () => {
    const page = await open('/guide/en');
    await page.keyboard.press('/');
    const box = page.getByRole('searchbox', { name: 'Search the guide' });
    await box.fill('exchang');
    await page.getByRole('link', { name: /^Why exchange\?/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await picture(page, 'guide-search');
    await box.fill('zzzz');
    await page.getByText('Nothing found').waitFor();
    await box.fill('excange organisation');
    await page.getByRole('link', { name: /^Why exchange\?/ }).waitFor();
    await box.press('Enter');
    await expect.poll(() => page.url()).toMatch(/\/guide\/en\/organisation(#|$)/);
  });

  it('shows code in the language that was chosen, on the next page too, and copies it', async () => {
    const page = await open('/guide/token');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await expect.poll(() => chosen(page)).toBe('TypeScript');
    await page.getByRole('tab', { name: 'TypeScript' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => chosen(page)).toBe('Python');
    await page.goto(`${site.platform.urls.base}/guide/organisasjon`);
    await expect.poll(() => chosen(page)).toBe('Python');
    const panel = page.getByRole('tabpanel', { name: 'Python' });
    await panel.getByRole('button', { name: 'Kopier' }).click();
    await page.getByRole('status').filter({ hasText: 'Kopiert' }).waitFor();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain('from maskinporten import altinn_token, call');
  });

  it('keeps the page when the language is switched, and the look that was chosen', async () => {
    const page = await open('/guide/organisasjon');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Call Altinn as an organisation' }).waitFor();
    await page.getByRole('combobox', { name: 'Appearance' }).selectOption('dark');
    await page.getByRole('link', { name: 'Norsk' }).click();
    await page.getByRole('heading', { level: 1, name: 'Kall Altinn som organisasjon' }).waitFor();
    await expect.poll(() => page.locator('html').getAttribute('data-color-scheme')).toBe('dark');
  });

  it('has a menu where there is no room for the pages, and says which page is shown', async () => {
    const page = await open('/guide/token');
    await page.setViewportSize({ width: 390, height: 844 });
    const list = page.getByRole('navigation', { name: 'Sider i veilederen' });
    await expect.poll(() => list.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Meny' }).click();
    await expect
      .poll(() => list.getByRole('link', { name: 'Nøkkel, klient og token' }).getAttribute('aria-current'))
      .toBe('page');
    expect(await faultsOf(page)).toEqual([]);
    await picture(page, 'guide-menu');
    await list.getByRole('link', { name: 'Virksomhetsbruker' }).click();
    await page.getByRole('heading', { level: 1, name: 'Virksomhetsbruker' }).waitFor();
  });

  it('is there without scripts, with every sample in sight', async () => {
    const page = await site.open('/favicon.svg');
    const bare = await page.context().browser()?.newContext({ javaScriptEnabled: false });
    const plain = await bare?.newPage();
    await plain?.goto(`${site.platform.urls.base}/guide/organisasjon`);
    await plain?.getByText('static class Organisation').waitFor();
    await bare?.close();
  });

  it('says that a page is missing, with the way to the front', async () => {
    const page = await site.open('/guide/nothing');
    await page.getByRole('heading', { level: 1, name: 'Denne siden finnes ikke' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'To the front page of the guide' }).click();
    await page.getByRole('heading', { level: 1, name: 'The guide to Portvakt' }).waitFor();
  });
});
