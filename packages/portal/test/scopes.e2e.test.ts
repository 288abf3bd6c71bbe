import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultlessAtBothWidths, noBrowser, type Site, startSite } from './browser.ts';
import { makeVendor, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the directorate that owns the prefix skogdir. */
const SKARP = '09828610071';
const HOSTILE = '<b onmouseover=alert(1)>Mer</b>';

describe.skipIf(noBrowser())('the owner of scopes', () => {
  let site: Site;
  let vendor: Vendor;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const open = (path: string) => site.open(path, SKARP);

  it('sets every setting of a scope, takes it out of use and into use again', async () => {
    const page = await open('/scopes/new');
    await page.getByLabel('Underscope').fill('alt');
    await page.getByLabel('Beskrivelse').fill(HOSTILE);
    await page.getByLabel('Tilgang kan delegeres i Altinn').check();
    await page.getByText('Flere innstillinger').click();
    await page.getByLabel('Mer om scopet').fill('Lang tekst');
    await page.getByLabel('Type token').selectOption('OPAQUE');
    await page.getByLabel('Påkrevd mottaker').fill('https://api.example');
    await page.getByLabel('Lengste levetid for en autorisasjon').fill('x');
    await page.getByLabel('Krever samtykke fra brukeren').check();
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByRole('link', { name: /^Skriv et helt antall sekunder/ }).waitFor();
    await page.getByLabel('Lengste levetid for en autorisasjon').fill('3600');
    await faultlessAtBothWidths(page, 'scope-settings');
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByRole('heading', { level: 1, name: 'skogdir:alt' }).waitFor();
    await page.getByRole('tab', { name: 'Detaljer' }).click();
    await expect.poll(() => page.getByLabel('Type token').inputValue()).toBe('OPAQUE');
    await expect.poll(() => page.getByLabel('Mer om scopet').inputValue()).toBe('Lang tekst');
    await expect.poll(() => page.getByLabel('Krever samtykke fra brukeren').isChecked()).toBe(true);
    await page.getByLabel('Mer om scopet').fill('');
    await page.getByRole('button', { name: 'Lagre scopet' }).click();
    await page.getByText('Scopet er lagret.').waitFor();
    await page.reload();
    await expect.poll(() => page.getByLabel('Mer om scopet').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Deaktiver scopet' }).click();
    await page.getByRole('dialog').getByText('0 klienter har scopet.', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Deaktiver scopet' }).click();
    await page.getByText('Scopet er deaktivert.', { exact: false }).waitFor();
    await page.getByLabel('Søk i scopes').fill('alt');
    await expect.poll(() => page.url()).toContain('q=alt');
    await faultlessAtBothWidths(page, 'scopes-found');
    await page.getByRole('link', { name: 'skogdir:alt' }).click();
    await page.getByRole('button', { name: 'Aktiver scope' }).click();
    await page.getByText('Scopet er aktivert.').waitFor();
  });

  it('sees who uses a scope, and when last', async () => {
    const scope = 'skogdir:felling.read';
    const page = await open(`/scopes/details?scope=${encodeURIComponent(scope)}&tab=use`);
    await page.getByText('Ingen klient har scopet').waitFor();
    await faultlessAtBothWidths(page, 'scope-use-empty');
    const { clientId } = await site.platform.createClient({
      organization: VENDOR,
      name: 'Hemmelig navn',
      scopes: [scope],
      keys: [],
    });
    await page.reload();
    await page.getByRole('cell', { name: 'Mangler tilgang' }).waitFor();
    await page.getByRole('rowheader', { name: 'FJORDLØNN SYSTEM AS' }).waitFor();
    await expect.poll(() => page.getByText('Hemmelig navn').count()).toBe(0);
    await faultlessAtBothWidths(page, 'scope-use');
    await page.getByRole('button', { name: 'Gi tilgang til FJORDLØNN SYSTEM AS' }).click();
    await page.getByText('FJORDLØNN SYSTEM AS har fått tilgang.').waitFor();
    await page.getByRole('cell', { name: 'Ubrukt' }).waitFor();
    await page.getByText('Brukt siste 30 dager').click();
    await page.getByText('Ingen klienter passer.').waitFor();
    await expect.poll(() => page.url()).toContain('show=used');
    await page.reload();
    await page.getByText('Ingen klienter passer.').waitFor();
    expect(clientId).not.toBe(vendor.clientId);
  });
});
