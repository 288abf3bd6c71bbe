import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultless, faultsOf, noBrowser, picture, type Site, speak, startSite } from './browser.ts';

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
    page = await site.open('/', RASK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

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
      await actFor(page, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    await page.getByRole('link', { name: 'Lekeplass', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Lekeplass for tilgang' }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Spør' }).click();
    await page
      .getByRole('link', { name: 'Velg en person fra listen, eller skriv en bruker-ID med høyst ni siffer.' })
      .waitFor();
    expect(asked.filter((path) => path.startsWith('/authorization'))).toEqual([]);
    await faultless(page, 'playground-faults');
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
    await faultless(page, 'playground-open-list');
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
    await expect.poll(() => box('Virksomhet').inputValue()).toBe('FJORDVIK BAKERI AS (310\u00a0044\u00a0423)');
  });

  it('finds organisations that one may not act for', async () => {
    await box('Virksomhet').fill('kveldsol');
    await page.getByRole('option', { name: 'KVELDSOL REGNSKAP AS' }).click();
    await expect.poll(() => box('Virksomhet').inputValue()).toBe('KVELDSOL REGNSKAP AS (310\u00a0032\u00a0085)');
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

  it('shows the question as a program asks it, and the program is answered the same', async () => {
    await ask(RASK_USER, 'read');
    await page.getByRole('heading', { name: 'Svar: Tillatt' }).waitFor();
    await page.getByText('Som API-kall', { exact: true }).click();
    const [, address = '', body = ''] =
      /^curl (\S+) [\s\S]*--data '([\s\S]*)'$/.exec((await page.getByTestId('as-call').textContent()) ?? '') ?? [];
    await faultless(page, 'playground-as-call');
    const scopes = ['altinn:authorization/authorize'];
    const token = await site.platform.token({ as: 'organisation', orgNo: '310019747', scopes });
    const answer = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    });
    expect(await answer.json()).toMatchObject({ response: [{ decision: 'Permit' }] });
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
    await faultless(page, 'playground-permit');
  });

  it('scrolls within the policy to a rule that is far down', async () => {
    await ask(RASK_USER, 'delete', 'ttd-lonnsrapport');
    await page.getByText('Får RASK RØYSKATT gjøre «delete» på Lønnsrapport for FJORDVIK BAKERI AS?').waitFor();
    const mark = page.locator('mark');
    await expect.poll(() => mark.textContent()).toContain('urn:altinn:resource:ttd-lonnsrapport:ruleid:2');
    const { scrolled, seen } = await mark.evaluate((element) => {
      const frame = element.closest('pre') as HTMLElement;
      const { top, bottom } = frame.getBoundingClientRect();
      const begins = element.getBoundingClientRect().top;
      return { scrolled: frame.scrollTop, seen: begins >= top && begins < bottom };
    });
    expect(scrolled).toBeGreaterThan(0);
    expect(seen).toBe(true);
    await faultless(page, 'playground-far-down');
  });

  it('says in plain words what is missing, and marks nothing, in both languages', async () => {
    await ask(STRANGER_USER, 'write');
    await page.getByRole('heading', { name: 'Svar: Ingen regel gir tilgang' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Rollen Daglig leder (DAGL)' }).waitFor();
    await page.getByText('Ingenting for denne virksomheten.').waitFor();
    await expect.poll(() => page.locator('mark').count()).toBe(0);
    await page.getByText('Får FREMMED FALK gjøre «write» på Melding om felling for FJORDVIK BAKERI AS?').waitFor();
    await faultless(page, 'playground-missing');
    await speak(page, 'English');
    await page.getByRole('heading', { name: 'Answer: No rule gives access' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'The role' }).first().waitFor();
    await faultless(page, 'playground-english');
  });

  it('has its question in its address, asks it at once, and follows what is changed', async () => {
    const asked = (question: string) => page.goto(`${site.platform.urls.base}/playground?${question}`);
    await asked(`subject=user:${RASK_USER}&party=${BAKERY}&resource=skogdir-felling&action=read`);
    await page.getByRole('heading', { name: 'Answer: Permitted' }).waitFor();
    await expect.poll(() => box('Person').inputValue()).toBe(`RASK RØYSKATT (${RASK})`);
    await speak(page, 'Norsk (bokmål)');
    await box('Handling').fill('sign');
    await page.getByRole('heading', { name: 'Svar: Ingen regel gir tilgang' }).waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('action')).toBe('sign');
    // What the policy knows is one press away.
    await page.getByRole('link', { name: 'Skrive (write)' }).click();
    await page.getByRole('heading', { name: 'Svar: Tillatt' }).waitFor();
    await box('Handling').fill('sign');
    await expect.poll(() => new URL(page.url()).searchParams.get('action')).toBe('sign');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('action');
    await faultless(page, 'playground-follows');
    await page.getByRole('radio', { name: 'Virksomhet' }).focus();
    await page.keyboard.press('Space');
    await box('Virksomheten som spør').fill('kveldsol');
    await page.getByRole('option', { name: 'KVELDSOL REGNSKAP AS' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('subject')).toBe('organization:310032085');
    await page.getByText('Får KVELDSOL REGNSKAP AS gjøre «sign»').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await faultless(page, 'playground-narrow');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  it('takes from an address what is a question, and never a person’s number', async () => {
    await page.goto(
      `${site.platform.urls.base}/playground?subject=user:${RASK}&party=${BAKERY}&resource=%3Cimg%20src=x%3E&action=%3Cb%3Ehei%3C/b%3E`,
    );
    await page.getByText('Noe i adressen er ikke en del av et spørsmål, og er utelatt.').waitFor();
    await expect.poll(() => box('Person').inputValue()).toBe('');
    await expect.poll(() => box('Handling').inputValue()).toBe('<b>hei</b>');
    await box('Person').fill(STRANGER);
    await box('Ressurs').fill('skogdir-felling');
    await page.getByRole('option', { name: 'Melding om felling' }).click();
    // The person is in the list, and so goes into the address by user number.
    await page.getByText('Får FREMMED FALK gjøre «<b>hei</b>»').waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('subject')).toBe(`user:${STRANGER_USER}`);
    await expect.poll(() => page.url()).not.toContain(STRANGER);
    await faultless(page, 'playground-address');
  });

  it('saves a question and its answer as a test, for who owns the resource', async () => {
    await expect.poll(() => page.getByRole('button', { name: 'Lagre som test' }).count()).toBe(0);
    const owner = await site.open(
      `/playground?subject=user:${RASK_USER}&party=${BAKERY}&resource=skogdir-felling&action=read`,
      '09828610071',
    );
    await owner.getByRole('heading', { name: 'Svar: Tillatt' }).waitFor();
    await owner.getByRole('button', { name: 'Lagre som test' }).click();
    await owner.getByText('Skriv hva testen prøver.').waitFor();
    await owner.getByLabel('Lagre som test: hva prøver den?').fill('Bakeren kan <i>lese</i>');
    await owner.getByRole('button', { name: 'Lagre som test' }).click();
    await owner.getByText('Testen er lagret ved policyen.').waitFor();
    await picture(owner, 'playground-saved');
    expect(await faultsOf(owner)).toEqual([]);
    await owner.getByRole('link', { name: 'Se og endre policyen' }).click();
    await owner.getByRole('tab', { name: 'Tester' }).click();
    await owner.getByRole('cell', { name: 'Bakeren kan <i>lese</i>', exact: true }).waitFor();
    await owner.getByRole('button', { name: 'Kjør testene' }).click();
    await owner.getByText('1 av 1 tester går bra.').waitFor();
    await owner.getByRole('link', { name: 'Hvorfor? Bakeren kan <i>lese</i>' }).click();
    await owner.getByText('Får RASK RØYSKATT gjøre «read» på Melding om felling for FJORDVIK BAKERI AS?').waitFor();
  });

  it('lets who lacks something ask for it, and it is permitted once it is given', async () => {
    const address = `/playground?subject=user:20003&party=${BAKERY}&resource=skogdir-felling&action=read`;
    const asker = await site.open(address, '23836410777');
    await asker.getByRole('heading', { name: 'Svar: Ingen regel gir tilgang' }).waitFor();
    await faultless(asker, 'playground-ask');
    await asker.getByRole('button', { name: 'Be om tilgang' }).click();
    await asker.getByText('Forespørselen er sendt til FJORDVIK BAKERI AS.').waitFor();
    await faultless(asker, 'playground-asked');
    await page.goto(
      new URL(`/accessmanagement/ui/users?tab=requests&virksomhet=${BAKERY}`, site.platform.urls.base).href,
    );
    await page.getByRole('button', { name: /^Godkjenn Melding om felling/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Godkjenn' }).click();
    await page.getByText('Godkjent').waitFor();
    await asker.reload();
    await asker.getByRole('heading', { name: 'Svar: Tillatt' }).waitFor();
    // Of somebody else nobody asks.
    await asker.goto(new URL(address.replace('20003', STRANGER_USER), site.platform.urls.base).href);
    await asker.getByRole('heading', { name: 'Svar: Ingen regel gir tilgang' }).waitFor();
    await expect.poll(() => asker.getByRole('button', { name: 'Be om tilgang' }).count()).toBe(0);
  });

  it('tells at a list that it could not be had, and takes what is written', async () => {
    const { id } = site.platform.faults.add({
      kind: 'status',
      status: 500,
      path: '/resourceregistry/api/v1/resource/resourcelist',
      count: 1000,
    });
    const other = await site.open('/playground', '23836410777');
    await other.getByText('Listen kunne ikke hentes. Prøv igjen.').first().waitFor();
    await faultless(other, 'playground-failing');
    site.platform.faults.remove(id);
  });
});
