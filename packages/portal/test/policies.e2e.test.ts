import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, noBrowser, picture, runsAll, type Site, speak, startSite } from './browser.ts';

/** DAGL of the directorate that owns the resource. */
const SKARP = '09828610071';
const RESOURCE = 'skogdir-felling';
const RASK = '01816010027';
const STRANGER = '11918010779';

describe.skipIf(noBrowser())('policies', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/', SKARP);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const faultless = async (name: string) => {
    // It waits for what moves, such as a dialog that opens.
    const faults = await faultsOf(page);
    await picture(page, name);
    expect(faults, name).toEqual([]);
  };
  const stored = async (): Promise<string> =>
    (await fetch(`${site.platform.urls.base}/resourceregistry/api/v1/resource/${RESOURCE}/policy`)).text();
  const tab = (name: string) => page.getByRole('tab', { name });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const dialog = () => page.getByRole('dialog');

  it('show the organisation’s own resources, and who may do what with each', async () => {
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Ressurser' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ressurser' }).waitFor();
    await page.getByRole('link', { name: 'Melding om felling' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'Lønnsrapport' }).count()).toBe(0);
    await faultless('resources');
    await page.getByRole('link', { name: 'Melding om felling' }).click();
    await page.getByRole('heading', { level: 1, name: 'Melding om felling' }).waitFor();
    await faultless('policy-matrix');
    await tab('Regler').click();
    const row = page.getByRole('row').filter({ hasText: 'Daglig leder' });
    await expect.poll(() => row.textContent()).toContain('Skrive (write)');
    await faultless('policy-table');
  });

  it('are changed in the matrix, and say before they are saved which requests get another answer', async () => {
    await tab('Oversikt').click();
    const cell = page.getByRole('checkbox', { name: /Daglig leder \(DAGL\): Skrive \(write\)/ });
    await expect.poll(() => cell.isChecked()).toBe(true);
    await cell.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => cell.isChecked()).toBe(false);
    await button('Lagre policyen').click();
    await dialog().getByRole('heading', { name: 'Nye svar til dem som spør' }).waitFor();
    await dialog()
      .getByText(/^\d+ kombinasjoner av hvem, handling og del av ressursen er prøvd\. Én får nytt svar:$/)
      .waitFor();
    const change = dialog().getByRole('row').filter({ hasText: 'Daglig leder' });
    await expect.poll(() => change.textContent()).toMatch(/Skrive \(write\).*Får.*Får ikke/);
    await faultless('policy-effect');
    await dialog().getByRole('button', { name: 'Avbryt' }).click();
    await cell.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => cell.isChecked()).toBe(true);
    await button('Lagre policyen').click();
    await dialog()
      .getByText(/^Ingen svar endres: \d+ forespørsler er prøvd mot begge policyene\.$/)
      .waitFor();
    await faultless('policy-no-effect');
    await dialog().getByRole('button', { name: 'Avbryt' }).click();
    await button('Forkast endringene').click();
    await dialog().getByRole('button', { name: 'Forkast endringene' }).click();
    await expect.poll(() => page.getByText('Du har endringer som ikke er lagret.').count()).toBe(0);
    await tab('Regler').click();
  });

  it('take a change of one row, tell that it is not saved, and touch nothing else of the text', async () => {
    const before = await stored();
    await button('Endre regel 2').click();
    await dialog().getByRole('combobox').first().fill('LEDE');
    await page.getByRole('option', { name: /LEDE/ }).first().click();
    await dialog().getByRole('list', { name: 'Valgt under «Hvem»' }).getByText('(LEDE)').waitFor();
    await faultless('policy-row');
    // The dialog is longer than its window: what ends it stays in sight.
    await dialog().evaluate((element) => element.scrollTo(0, 0));
    const edges = await button('Bruk regelen').evaluate((element) => ({
      button: element.getBoundingClientRect().bottom,
      dialog: element.closest('dialog')?.getBoundingClientRect().bottom ?? 0,
    }));
    expect(edges.button).toBeLessThan(edges.dialog);
    await button('Bruk regelen').click();
    await page.getByText('Du har endringer som ikke er lagret.').waitFor();
    expect(await stored()).toBe(before);
    await button('Lagre policyen').first().click();
    await page.getByRole('heading', { name: 'Lagre policyen?' }).waitFor();
    await dialog().getByText('Vis endringene i XML').click();
    await expect.poll(() => dialog().locator('.removed').count()).toBe(0);
    await expect.poll(() => dialog().locator('.added').count()).toBe(6);
    await faultless('policy-review');
    await dialog().getByRole('button', { name: 'Lagre policyen' }).click();
    await page.getByText('Policyen er lagret.').waitFor();
    const after = await stored();
    const [start = '', end = ''] = [before.slice(0, after.length), before];
    let same = 0;
    while (same < start.length && start[same] === after[same]) same += 1;
    expect(after.endsWith(end.slice(same))).toBe(true);
    expect(after.slice(same, after.length - (before.length - same))).toContain('>LEDE<');
  });

  it('ask for what is missing in a new row, and add it', async () => {
    await button('Legg til en regel').click();
    await button('Bruk regelen').click();
    await page.getByRole('link', { name: 'Velg minst én som regelen gjelder for.' }).waitFor();
    await faultless('policy-row-faults');
    const [subjects, actions, within] = [0, 1, 2].map((index) => dialog().getByRole('combobox').nth(index));
    await subjects?.fill('ikke en attributt');
    await dialog().getByRole('button', { name: 'Legg til under «Hvem»' }).click();
    await page.getByText('Skriv en attributt og en verdi, for eksempel urn:altinn:org:ttd.').waitFor();
    await subjects?.fill('urn:altinn:org:digdir');
    await dialog().getByRole('button', { name: 'Legg til under «Hvem»' }).click();
    await actions?.fill('sign');
    await page.getByRole('option', { name: 'Signere (sign)' }).click();
    await within?.fill('urn:altinn:task:Task_1');
    await dialog().getByRole('button', { name: 'Legg til under «Del av ressursen»' }).click();
    await button('Bruk regelen').click();
    await page.getByRole('row').filter({ hasText: 'Signere (sign)' }).getByText('urn:altinn:task:Task_1').waitFor();
  });

  it('try what is being written with tests that are saved beside it, and warn of those that fail', async () => {
    await tab('Tester').click();
    await page.getByText('Ingen tester ennå').waitFor();
    for (const [name, person, expected] of [
      ['Daglig leder kan lese', RASK, 'Permit'],
      ['En fremmed kan ikke lese', STRANGER, 'NotApplicable'],
      ['En som skal feile', STRANGER, 'Permit'],
    ] as const) {
      await button('Legg til en test').click();
      await page.getByLabel('Hva prøver testen?').fill(name);
      await page.getByRole('combobox', { name: 'Personen' }).fill(person);
      await page.getByRole('combobox', { name: 'På vegne av' }).fill('310044423');
      await page.getByRole('combobox', { name: 'Handling *', exact: true }).fill('read');
      await page.getByLabel('Forventet svar').selectOption(expected);
      if (expected === 'NotApplicable') await faultless('policy-test');
      await button('Legg til testen').click();
      await page.getByRole('cell', { name, exact: true }).waitFor();
    }
    await button('Kjør testene').click();
    await page.getByText('2 av 3 tester går bra.').waitFor();
    await page.getByText(/^Testene når \d av \d regler\.$/).waitFor();
    await faultless('policy-tests');
    await button('Lagre testene').click();
    await page.getByText('Testene er lagret.').waitFor();
    await button('Lagre policyen').first().click();
    await dialog().getByText('Én test gir et annet svar enn ventet.').waitFor();
    await dialog().getByRole('button', { name: 'Avbryt' }).click();
    await page.reload();
    await page.getByRole('cell', { name: 'En fremmed kan ikke lese', exact: true }).waitFor();
  });

  it('tell at its place what cannot be used, and store nothing of it', async () => {
    const before = await stored();
    await tab('XML').click();
    await expect.poll(() => page.locator('.xml-lines').textContent()).toMatch(/^1\n2\n3\n/);
    const text = page.getByLabel('Policyen som XACML');
    await text.fill((await text.inputValue()).replace('function:string-equal"', 'function:string-eqaul"'));
    await button('Lagre policyen').first().click();
    await page.getByText(/^Linje \d+, tegn \d+$/).waitFor();
    await faultless('policy-xml-fault');
    await text.fill('<Policy');
    await tab('Regler').click();
    await page.getByText('Teksten er ikke XML som kan brukes: se linje 1.').waitFor();
    await button('Forkast endringene').click();
    await dialog().getByRole('button', { name: 'Forkast endringene' }).click();
    await page.getByRole('row').filter({ hasText: 'Daglig leder' }).waitFor();
    expect(await stored()).toBe(before);
  });

  it('tell the later of two that somebody else was first', async () => {
    await button('Fjern regel 2').click();
    await dialog().getByRole('button', { name: 'Fjern' }).click();
    await page.getByText('Du har endringer som ikke er lagret.').waitFor();
    const other = await site.open(`/resources/policy?resource=${RESOURCE}&tab=xml`, SKARP);
    await other.goto(`${site.platform.urls.base}/resources/policy?resource=${RESOURCE}&tab=xml`);
    const text = other.getByLabel('Policyen som XACML');
    await text.fill(`${await text.inputValue()}<!-- first -->`);
    await other.getByRole('button', { name: 'Lagre policyen' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Lagre policyen' }).click();
    await other.getByText('Policyen er lagret.').waitFor();
    await button('Lagre policyen').first().click();
    await dialog().getByRole('button', { name: 'Lagre policyen' }).click();
    await page.getByText('Noen andre har lagret policyen etter at du begynte.').waitFor();
    await faultless('policy-conflict');
    expect(await stored()).toContain('<!-- first -->');
  });

  it.runIf(runsAll)('are the same in English, and fit a narrow window', async () => {
    await speak(page, 'English');
    await page.setViewportSize({ width: 320, height: 800 });
    await tab('Rules').click();
    await page.getByText('You have changes that are not saved.').waitFor();
    await faultless('policy-narrow-en');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});
