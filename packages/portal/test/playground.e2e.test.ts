import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultsOf, logIn, noBrowser, picture, type Site, speak, startSite } from './browser.ts';

const BAKERY = '310044423';
/** DAGL of the bakery. */
const RASK = '01816010027';
const RASK_USER = '20001';
const STRANGER_USER = '20011';
const STRANGER = '11918010779';
const RULE = 'urn:altinn:resource:skogdir-felling:ruleid:1';

describe.skipIf(noBrowser())('the playground', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/');
    await logIn(page, RASK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const faultless = async (name: string) => {
    await picture(page, name);
    expect(await faultsOf(page), name).toEqual([]);
  };
  const box = (name: string) => page.getByRole('combobox', { name });
  const options = () => page.getByRole('option').allTextContents();
  const ask = async (person: string, action: string, resource = 'skogdir-felling') => {
    await box('Person').fill(person);
    await box('Virksomhet').fill(BAKERY);
    await box('Ressurs').fill(resource);
    await box('Handling').fill(action);
    await page.keyboard.press('Enter');
  };
  const focused = () => page.evaluate(() => document.activeElement?.textContent);

  it('is in the menu, and tells at each field what is wrong before anything is asked', async () => {
    await page.getByText('FJORDVIK BAKERI AS').first().waitFor();
    if (await page.getByRole('button', { name: 'FJORDVIK BAKERI AS' }).first().isVisible())
      await actFor(page, `FJORDVIK BAKERI AS Org.nr. ${BAKERY}`);
    await page.getByRole('link', { name: 'Lekeplass', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Lekeplass for tilgang' }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Spør' }).click();
    await page
      .getByRole('link', { name: 'Velg en person fra listen, eller skriv en bruker-ID med høyst ni siffer.' })
      .waitFor();
    expect(asked.filter((path) => path.startsWith('/authorization'))).toEqual([]);
    await faultless('playground-faults');
  });

  it('finds anyone in the sandbox by part of a name, by keyboard alone', async () => {
    await box('Person').focus();
    await page.keyboard.type('bev');
    await page.getByRole('option', { name: 'BLID BEVER' }).waitFor();
    await expect.poll(() => box('Person').getAttribute('aria-expanded')).toBe('true');
    await page
      .getByRole('status')
      .filter({ hasText: '1 forslag. Velg med piltastene.' })
      .waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowDown');
    const marked = await box('Person').getAttribute('aria-activedescendant');
    await expect.poll(() => page.locator(`[id="${marked}"]`).textContent()).toContain('BLID BEVER');
    await faultless('playground-open-list');
    await page.keyboard.press('Escape');
    await expect.poll(options).toEqual([]);
    await expect.poll(() => box('Person').inputValue()).toBe('bev');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => box('Person').inputValue()).toMatch(/^BLID BEVER \(\d{11}\)$/);
    await expect.poll(() => box('Person').getAttribute('aria-expanded')).toBe('false');
  });

  it('takes a whole number for the one that it is, when the field is left', async () => {
    await box('Person').fill(STRANGER);
    await page.keyboard.press('Tab');
    await expect.poll(() => box('Person').inputValue()).toBe(`FREMMED FALK (${STRANGER})`);
    await box('Virksomhet').fill('310 044 423');
    await page.keyboard.press('Tab');
    await expect.poll(() => box('Virksomhet').inputValue()).toBe(`FJORDVIK BAKERI AS (${BAKERY})`);
  });

  it('finds organisations that one may not act for', async () => {
    await box('Virksomhet').fill('kveldsol');
    await page.getByRole('option', { name: 'KVELDSOL REGNSKAP AS' }).click();
    await expect.poll(() => box('Virksomhet').inputValue()).toBe('KVELDSOL REGNSKAP AS (310032085)');
  });

  it('finds resources by name, and offers the actions of the chosen one', async () => {
    await box('Ressurs').fill('melding om');
    await page.getByRole('option', { name: 'Melding om felling' }).click();
    await expect.poll(() => box('Ressurs').inputValue()).toBe('Melding om felling (skogdir-felling)');
    await box('Handling').click();
    await page.getByRole('option', { name: 'Skrive' }).waitFor();
    await expect.poll(options).toEqual(['Leseread', 'Skrivewrite']);
    await page.keyboard.press('Tab');
  });

  it('marks the rule that permits, in view, and says which it is and what was added', async () => {
    await ask(RASK_USER, 'read');
    await page.getByRole('heading', { name: 'Svar: Tillatt' }).waitFor();
    await expect.poll(focused).toBe('Svar: Tillatt');
    const mark = page.locator('mark');
    await expect.poll(() => mark.count()).toBe(1);
    const text = (await mark.textContent()) ?? '';
    expect(text.trim()).toMatch(/^<[\w:]*Rule[^>]*>[\s\S]*<\/[\w:]*Rule>$/);
    expect(text).toContain(RULE);
    expect(text).not.toContain('ruleid:2');
    // Within the policy's own frame the mark begins where it is seen.
    const seen = await mark.evaluate((element) => {
      const frame = element.parentElement?.getBoundingClientRect();
      const { top } = element.getBoundingClientRect();
      return frame !== undefined && top >= frame.top && top < frame.bottom;
    });
    expect(seen).toBe(true);
    const xml = await (
      await fetch(new URL('/resourceregistry/api/v1/resource/skogdir-felling/policy', site.platform.urls.base))
    ).text();
    const line = xml.split('\n').findIndex((one) => one.includes(`"${RULE}"`)) + 1;
    await page
      .getByText(new RegExp(`Regelen ${RULE}, linje ${line} til \\d+ i policyen`))
      .first()
      .waitFor();
    await page.getByRole('cell', { name: 'urn:altinn:partyid' }).first().waitFor();
    await page.getByText('urn:altinn:minimum-authenticationlevel').first().waitFor();
    await faultless('playground-permit');
  });

  it('scrolls within the policy to a rule that is far down', async () => {
    await ask(RASK_USER, 'delete', 'ttd-lonnsrapport');
    await page.getByText('Får RASK RØYSKATT gjøre «delete» på Lønnsrapport for FJORDVIK BAKERI AS?').waitFor();
    const mark = page.locator('mark');
    await expect.poll(() => mark.textContent()).toContain('urn:altinn:resource:ttd-lonnsrapport:ruleid:2');
    const { scrolled, seen } = await mark.evaluate((element) => {
      const frame = element.parentElement as HTMLElement;
      const { top, bottom } = frame.getBoundingClientRect();
      const begins = element.getBoundingClientRect().top;
      return { scrolled: frame.scrollTop, seen: begins >= top && begins < bottom };
    });
    expect(scrolled).toBeGreaterThan(0);
    expect(seen).toBe(true);
    await faultless('playground-far-down');
  });

  it('says in plain words what is missing, and marks nothing, in both languages', async () => {
    await ask(STRANGER_USER, 'write');
    await page.getByRole('heading', { name: 'Svar: Ingen regel gir tilgang' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Rollen Daglig leder (DAGL)' }).waitFor();
    await page.getByText('Ingenting for denne virksomheten.').waitFor();
    await expect.poll(() => page.locator('mark').count()).toBe(0);
    await page.getByText('Får FREMMED FALK gjøre «write» på Melding om felling for FJORDVIK BAKERI AS?').waitFor();
    await faultless('playground-missing');
    await speak(page, 'English');
    await page.getByRole('heading', { name: 'Answer: No rule gives access' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'The role' }).first().waitFor();
    await faultless('playground-english');
  });
});
