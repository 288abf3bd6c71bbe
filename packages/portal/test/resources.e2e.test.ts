import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultsOf, noBrowser, picture, type Site, speak, startSite } from './browser.ts';

/** DAGL of the directorate. */
const SKARP = '09828610071';
/** DAGL of a bakery, which is no service owner. */
const RASK = '01816010027';
const MARKUP = '<img src=x onerror=alert(1)>';

describe.skipIf(noBrowser())('resources', () => {
  let site: Site;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    page = await site.open('/resources', SKARP);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const fill = async (group: string, text: string) => {
    for (const language of ['Bokmål', 'Nynorsk', 'Engelsk'])
      await page
        .getByRole('group', { name: group })
        .getByLabel(new RegExp(`^${language}( \\*)?$`))
        .fill(text);
  };
  /** Unfolds what most resources do without. */
  const more = (on: Page) => on.getByText(/^(Mer om ressursen|More about the resource): /).click();
  const stored = async (id: string): Promise<Record<string, unknown>> =>
    (await fetch(new URL(`/resourceregistry/api/v1/resource/${id}`, site.platform.urls.base))).json();

  it('ask for what is missing, keep what is written, and are registered with every member', async () => {
    await page.getByRole('link', { name: 'Ny ressurs' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ny ressurs' }).waitFor();
    await button('Registrer ressursen').click();
    await page.getByRole('link', { name: 'Skriv en ID på 4 til 200 tegn' }).waitFor();
    await faultless(page, 'resource-faults');
    await page.getByLabel('ID *').fill('skogdir-telling');
    await fill('Navn *', `Telling ${MARKUP}`);
    await page.reload();
    await page.getByText('ID *').waitFor();
    await expect.poll(() => page.getByLabel('ID *').inputValue()).toBe('skogdir-telling');
    await page
      .getByRole('group', { name: 'Beskrivelse *' })
      .getByLabel(/^Bokmål( \*)?$/)
      .fill('Teller trær');
    await button('Bruk bokmålsteksten der det er tomt').click();
    await fill('Hva retten gir *', 'Får telle trær');
    await more(page);
    await page.getByLabel('Hjemmeside').fill('https://skog.example');
    await page
      .getByRole('group', { name: 'Nøkkelord' })
      .getByLabel(/^Bokmål( \*)?$/)
      .fill('tre, skog');
    await button('Legg til et kontaktpunkt').click();
    await page.getByLabel('E-post').fill('hjelp@skog.example');
    await faultless(page, 'resource-new');
    await button('Registrer ressursen').click();
    await page.getByText('Ressursen er registrert. Nå kan du lage policyen.').waitFor();
    await page.getByRole('heading', { level: 1, name: `Telling ${MARKUP}` }).waitFor();
    expect(await stored('skogdir-telling')).toMatchObject({
      hasCompetentAuthority: { orgcode: 'skogdir' },
      homepage: 'https://skog.example',
      contactPoints: [{ email: 'hjelp@skog.example' }],
      keywords: [{ word: 'tre' }, { word: 'skog' }],
    });
    await button('Lag en policy').waitFor();
    await faultless(page, 'resource-registered');
  });

  it('cannot take an id that is taken', async () => {
    await page.goto(`${site.platform.urls.base}/resources/new`);
    await page.getByLabel('ID *').fill('skogdir-felling');
    for (const group of ['Navn *', 'Beskrivelse *', 'Hva retten gir *']) await fill(group, 'Min');
    await button('Registrer ressursen').click();
    await page.getByText('Det finnes allerede en ressurs med denne ID-en. Velg en annen.').waitFor();
    await faultless(page, 'resource-taken');
  });

  it('begin with what is known of the scope that they are made for', async () => {
    await page.goto(`${site.platform.urls.base}/scopes/details?scope=skogdir%3Afelling.write&tab=delegates`);
    await page.getByRole('link', { name: 'Ny ressurs' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ny ressurs' }).waitFor();
    await expect.poll(() => page.getByLabel('Scopes i Maskinporten *').inputValue()).toBe('skogdir:felling.write');
    await expect.poll(() => page.getByLabel('ID *').inputValue()).toBe('skogdir-felling-write');
    await expect.poll(() => page.getByLabel('Type', { exact: true }).inputValue()).toBe('MaskinportenSchema');
    await faultless(page, 'resource-of-scope');
    // A form without it is another one, and keeps nothing of this.
    await page.goto(`${site.platform.urls.base}/resources/new`);
    await expect.poll(() => page.getByLabel('ID *').inputValue()).toBe('skogdir-felling');
  });

  it('are changed by the later of two only when that one has seen what the first did', async () => {
    const other = await site.open('/resources/edit?resource=skogdir-telling', SKARP);
    await page.goto(`${site.platform.urls.base}/resources/edit?resource=skogdir-telling`);
    await more(page);
    await more(other);
    await page.getByLabel('Hjemmeside').fill('https://sein.example');
    await other.getByLabel('Hjemmeside').fill('https://rask.example');
    await other.getByRole('button', { name: 'Lagre ressursen' }).click();
    await other.getByText('Ressursen er endret.').waitFor();
    await button('Lagre ressursen').click();
    await page.getByText('Noen andre har endret ressursen etter at du begynte.').waitFor();
    await expect.poll(() => page.getByLabel('Hjemmeside').inputValue()).toBe('https://sein.example');
    await faultless(page, 'resource-conflict');
    await button('Forkast mitt, og vis det som er lagret').click();
    await more(page);
    await expect.poll(() => page.getByLabel('Hjemmeside').inputValue()).toBe('https://rask.example');
    await page.getByLabel('Versjon', { exact: true }).fill('2.0');
    await button('Lagre ressursen').click();
    await page.getByText('Ressursen er endret.').waitFor();
    expect(await stored('skogdir-telling')).toMatchObject({ homepage: 'https://rask.example', version: '2.0' });
  });

  it('are deleted when their id is written', async () => {
    await page.getByRole('link', { name: 'Endre ressursen' }).click();
    await button('Slett ressursen').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Skriv skogdir-telling for å bekrefte').fill('skogdir');
    await page.keyboard.press('Enter');
    await dialog.getByText('Det er ikke ID-en til ressursen.').waitFor();
    await faultless(page, 'resource-delete');
    await dialog.getByLabel('Skriv skogdir-telling for å bekrefte').fill('skogdir-telling');
    await dialog.getByRole('button', { name: 'Slett ressursen' }).click();
    await page.getByText('Ressursen skogdir-telling er slettet.').waitFor();
    const gone = await fetch(new URL('/resourceregistry/api/v1/resource/skogdir-telling', site.platform.urls.base));
    expect(gone.status).toBe(404);
  });

  it('are nobody else’s to add or change, and fit a narrow window in English', async () => {
    const baker = await site.open('/resources/edit?resource=skogdir-felling&virksomhet=310044423', RASK);
    await baker.getByText('Bare tjenesteeiere har ressurser og tilgangslister').waitFor();
    await picture(baker, 'resource-not-owner');
    expect(await faultsOf(baker)).toEqual([]);
    await speak(page, 'English');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${site.platform.urls.base}/resources/edit?resource=skogdir-felling`);
    await page.getByRole('heading', { level: 1, name: /^Change / }).waitFor();
    await page.getByText('skogdir-felling', { exact: true }).first().waitFor();
    await faultless(page, 'resource-narrow-en-folded');
    await more(page);
    await page.getByLabel('Home page').waitFor();
    // Elsewhere what saves may lie over what stands below it.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await faultless(page, 'resource-narrow-en');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
