import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, logIn, noBrowser, type Site, speak, startSite } from './browser.ts';

/** DAGL of the directorate, which is a service owner, and of a vendor, which is none. */
const SKARP = '09828610071';
const KLOK = '07846610027';
const DIRECTORATE = '310013579';
const BAKERY = '310044423';
const LISTS = '/resources/access-lists';
const HOSTILE = `"><img src=x onerror=alert(1)>`;

describe.skipIf(noBrowser())('access lists', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open(LISTS);
    page.on('dialog', () => expect.fail('a script ran'));
    await logIn(page, SKARP);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const go = (path: string) => page.goto(site.platform.urls.base + path);
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const send = async (method: 'put' | 'delete', path: string, data: object | undefined, match?: string) => {
    const headers = {
      'x-portvakt-organization': DIRECTORATE,
      origin: site.platform.urls.base,
      ...(match === undefined ? {} : { 'if-match': match }),
    };
    const url = `${site.platform.urls.base}/policy-authoring/api/v1/access-lists/${path}`;
    const answer = await page.request[method](url, { headers, ...(data && { data }) });
    expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
  };

  it('are made by keyboard, and found again among the resources', async () => {
    await page.getByText('Ingen tilgangslister ennå').waitFor();
    await faultlessAtBothWidths(page, 'access-lists-empty');
    await page.getByRole('link', { name: 'Ny tilgangsliste' }).focus();
    await page.keyboard.press('Enter');
    await heading('Ny tilgangsliste');
    await press('Opprett tilgangsliste');
    await page.getByRole('link', { name: 'Skriv et navn.' }).waitFor();
    await faultless(page, 'access-list-faults');
    await page.getByLabel('Navn').fill(HOSTILE);
    await page.keyboard.press('Tab');
    await page.keyboard.type('felling');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Hvem som kan felle');
    await page.reload();
    await page.getByText('Dette hadde du skrevet før.').waitFor();
    await expect.poll(() => page.getByLabel('Navn').inputValue()).toBe(HOSTILE);
    await faultlessAtBothWidths(page, 'access-list-new');
    await page.getByLabel('ID *', { exact: true }).press('Enter');
    await page.getByText('Tilgangslisten er opprettet.').waitFor();
    await heading(HOSTILE);
    await go('/resources/new-access-list');
    await page.getByLabel('Navn').fill('To');
    await page.getByLabel('ID *', { exact: true }).fill('felling');
    await press('Opprett tilgangsliste');
    await page.getByText('allerede en liste med denne ID-en').first().waitFor();
    await go('/resources');
    await page.getByRole('link', { name: 'Tilgangslister' }).click();
    await page.getByRole('link', { name: HOSTILE }).click();
    await heading(HOSTILE);
  });

  it('take organisations by number when their names have been seen, and let a removal be undone', async () => {
    await go(`${LISTS}/felling`);
    await page.getByText('Ingen virksomheter står på listen').waitFor();
    const number = page.getByRole('combobox', { name: 'Virksomhet' });
    await number.fill('310 044 424');
    await press('Legg til virksomhet');
    await page.getByText('Dette er ikke et gyldig organisasjonsnummer.').waitFor();
    await number.fill('310 044 423');
    await number.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Er det denne virksomheten?' });
    await dialog.getByText('FJORDVIK BAKERI AS').waitFor();
    await faultless(page, 'access-list-add');
    // What fails is told in the dialog alone, which stays.
    site.platform.faults.add({ kind: 'status', status: 500, path: '/policy-authoring', count: 1 });
    await dialog.getByRole('button', { name: 'Legg til på listen' }).click();
    await dialog.getByRole('alert').waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(1);
    await faultless(page, 'access-list-add-failed');
    await dialog.getByRole('button', { name: 'Legg til på listen' }).click();
    await page.getByText('FJORDVIK BAKERI AS er lagt til.').waitFor();
    await expect.poll(() => number.inputValue()).toBe('');
    await page.getByRole('tab', { name: 'Virksomheter 1' }).waitFor();
    await press('Fjern FJORDVIK BAKERI AS fra listen');
    await page.getByText('FJORDVIK BAKERI AS er fjernet fra listen.').waitFor();
    await page.getByText('Ingen virksomheter står på listen').waitFor();
    await faultlessAtBothWidths(page, 'access-list-undo');
    // The way back has the focus.
    await page.keyboard.press('Enter');
    await page.getByText('FJORDVIK BAKERI AS står på listen igjen.').waitFor();
    await page.getByRole('rowheader', { name: 'FJORDVIK BAKERI AS' }).waitFor();
    await faultlessAtBothWidths(page, 'access-list-members');
  });

  it('open resources, and say when a resource takes no lists into account; the resource’s page shows the same', async () => {
    await go(`${LISTS}/felling?tab=resources`);
    await press('Koble til ressursen');
    await page.getByText('Velg en ressurs.').waitFor();
    await page.getByLabel('Ressurs *', { exact: true }).selectOption('skogdir-felling');
    await page.getByLabel('Handlinger').fill('read, write');
    await press('Koble til ressursen');
    const row = page.getByRole('row').filter({ hasText: 'skogdir-felling' });
    await row.getByText('read, write').waitFor();
    await row.getByText('Ressursen bruker ikke tilgangslister').waitFor();
    await faultlessAtBothWidths(page, 'access-list-resources');
    await row.getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Tilgangslister', selected: true }).waitFor();
    await page.getByText('Listene under virker ikke ennå: ressursen bruker ikke tilgangslister').waitFor();
    await page.getByRole('link', { name: HOSTILE }).waitFor();
    await faultlessAtBothWidths(page, 'resource-access-lists');
    await press(`Koble fra ${HOSTILE}`);
    await page.getByText(`${HOSTILE} er koblet fra.`).waitFor();
    // What could not be undone is told, and can be undone again.
    site.platform.faults.add({ kind: 'status', status: 500, path: '/policy-authoring', count: 1 });
    await press('Angre');
    await page.getByRole('alert').waitFor();
    await press('Angre');
    await page.getByText(`${HOSTILE} er koblet til igjen.`).waitFor();
    await page.getByRole('row').filter({ hasText: 'read, write' }).waitFor();
    await press(`Koble fra ${HOSTILE}`);
    await page.getByText('Ingen tilgangsliste er koblet til ressursen.').waitFor();
    await page.getByLabel('Tilgangsliste *', { exact: true }).selectOption('felling');
    await press('Koble til ressursen');
    await page.getByRole('row').filter({ hasText: 'Alle' }).waitFor();
  });

  it('keep what is written when another was first, and are deleted when one is sure', async () => {
    await go(`${LISTS}/felling?tab=details`);
    await page.getByLabel('Navn').fill('Min tekst');
    const list = await page.request.get(`${site.platform.urls.base}/policy-authoring/api/v1/access-lists/felling`, {
      headers: { 'x-portvakt-organization': DIRECTORATE },
    });
    await send('put', 'felling', { name: 'Den andres', description: '' }, list.headers()['etag']);
    await press('Lagre tilgangslisten');
    await page.getByRole('alert').getByText('Noen andre har endret listen').waitFor();
    await expect.poll(() => page.getByLabel('Navn').inputValue()).toBe('Min tekst');
    await faultless(page, 'access-list-late');
    await press('Hent den andres, og forkast det jeg skrev');
    await expect.poll(() => page.getByLabel('Navn').inputValue()).toBe('Den andres');
    await page.getByLabel('Navn').fill('Felles');
    await press('Lagre tilgangslisten');
    await page.getByText('Endringene er lagret.').waitFor();
    await heading('Felles');
    await press('Slett tilgangslisten');
    await page.getByRole('dialog').getByText('Én virksomhet står på listen').waitFor();
    await faultless(page, 'access-list-delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Slett tilgangslisten' }).click();
    await page.getByText('Tilgangslisten Felles er slettet.').waitFor();
    await page.getByText('Ingen tilgangslister ennå').waitFor();
  });

  it('fit a narrow dark window in nynorsk and English', async () => {
    await send('put', 'navn', { name: `שלום ${'x'.repeat(190)}`, description: '' }, '"0"');
    await send('put', `navn/members/${BAKERY}`, undefined);
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const [language, paths] of [
      ['Norsk (nynorsk)', [LISTS, `${LISTS}/navn`]],
      ['English', [`${LISTS}/navn?tab=resources`, `${LISTS}/navn?tab=details`]],
    ] as const) {
      await speak(page, language);
      await page.setViewportSize({ width: 390, height: 844 });
      for (const path of paths) {
        await go(path);
        await page.getByText('שלום').filter({ visible: true }).first().waitFor();
        const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
        await expect.poll(wide, { message: path }).toBeLessThanOrEqual(390);
        await faultless(page, `access-lists-dark-${path.split(/[/=]/).at(-1)}`);
      }
      await page.setViewportSize({ width: 1200, height: 900 });
    }
  });

  it('are nobody’s who is no service owner', async () => {
    const other = await site.open(LISTS, KLOK);
    await other.getByText('Bare tjenesteeiere har ressurser og tilgangslister').waitFor();
    await other.goto(`${site.platform.urls.base}${LISTS}/navn`);
    await other
      .getByRole('heading', { level: 1, name: /^(Du har ikke tilgang til tilgangslisten|Tilgangslisten finnes ikke)$/ })
      .waitFor();
    await faultless(other, 'access-lists-not-owner');
  });
});
