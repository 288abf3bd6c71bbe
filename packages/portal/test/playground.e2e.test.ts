import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultsOf, logIn, noBrowser, picture, type Site, startSite } from './browser.ts';

const BAKERY = '310044423';
/** DAGL of the bakery. */
const RASK = '01816010027';
const RASK_USER = '20001';
const STRANGER_USER = '20011';
const RULE = 'urn:altinn:resource:skogdir-felling:ruleid:1';

describe.skipIf(noBrowser())('the playground', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/');
    await logIn(page, RASK);
  }, 60_000);
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const faultless = async (name: string) => {
    await picture(page, name);
    expect(await faultsOf(page), name).toEqual([]);
  };
  const ask = async (person: string, action: string, resource = 'skogdir-felling') => {
    await page.getByLabel('Person (bruker-ID)').fill(person);
    await page.getByLabel('Virksomhet (org.nr.)').fill(BAKERY);
    await page.getByLabel('Ressurs').fill(resource);
    await page.getByLabel('Handling').fill(action);
    // By keyboard: the list of suggestions takes the first Enter in the field itself.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  };
  const focused = () => page.evaluate(() => document.activeElement?.textContent);

  it('is in the menu, and tells at each field what is wrong before anything is asked', async () => {
    await page.getByText('FJORDVIK BAKERI AS').first().waitFor();
    if (await page.getByRole('button', { name: 'FJORDVIK BAKERI AS' }).first().isVisible())
      await actFor(page, `FJORDVIK BAKERI AS Org.nr. ${BAKERY}`);
    await page.getByRole('link', { name: 'Lekeplass' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lekeplass for tilgang' }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Spør' }).click();
    await page.getByRole('link', { name: 'Skriv en bruker-ID: høyst ni siffer, og ikke et fødselsnummer.' }).waitFor();
    expect(asked.filter((path) => path.startsWith('/authorization'))).toEqual([]);
    await faultless('playground-faults');
  }, 40_000);

  it('offers the resources of the registry, and the actions of the chosen one', async () => {
    await page.locator(`#persons option[value="${RASK_USER}"]`).waitFor({ state: 'attached' });
    await page.locator('#resources option[value="skogdir-felling"]').waitFor({ state: 'attached' });
    await page.getByLabel('Ressurs').fill('skogdir-felling');
    await page.locator('#actions option[value="write"]').waitFor({ state: 'attached' });
    expect(await page.locator('#actions option').count()).toBe(2);
  }, 20_000);

  it('marks the rule that permits, in view, and says which it is and what was added', async () => {
    await ask(RASK_USER, 'read');
    await page.getByRole('heading', { name: 'Svar: Tillatt' }).waitFor();
    expect(await focused()).toBe('Svar: Tillatt');
    const mark = page.locator('mark');
    expect(await mark.count()).toBe(1);
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
  }, 40_000);

  it('scrolls within the policy to a rule that is far down', async () => {
    await ask(RASK_USER, 'delete', 'ttd-lonnsrapport');
    await page.getByText('Får bruker 20001 gjøre «delete» på ttd-lonnsrapport for 310044423?').waitFor();
    const mark = page.locator('mark');
    expect(await mark.textContent()).toContain('urn:altinn:resource:ttd-lonnsrapport:ruleid:2');
    const { scrolled, seen } = await mark.evaluate((element) => {
      const frame = element.parentElement as HTMLElement;
      const { top, bottom } = frame.getBoundingClientRect();
      const begins = element.getBoundingClientRect().top;
      return { scrolled: frame.scrollTop, seen: begins >= top && begins < bottom };
    });
    expect(scrolled).toBeGreaterThan(0);
    expect(seen).toBe(true);
    await faultless('playground-far-down');
  }, 40_000);

  it('says in plain words what is missing, and marks nothing, in both languages', async () => {
    await ask(STRANGER_USER, 'write');
    await page.getByRole('heading', { name: 'Svar: Ingen regel gir tilgang' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'role DAGL' }).waitFor();
    await page.getByText('Ingenting for denne virksomheten.').waitFor();
    expect(await page.locator('mark').count()).toBe(0);
    await page.getByText('Får bruker 20011 gjøre «write» på skogdir-felling for 310044423?').waitFor();
    await faultless('playground-missing');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Answer: No rule gives access' }).waitFor();
    await faultless('playground-english');
  }, 40_000);
});
