import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { legible } from '../src/texts/names.ts';
import { faultlessAtBothWidths, logIn, noBrowser, runsAll, type Site, speak, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the vendor, and of the bakery. */
const KLOK = '07846610027';
const RASK = '01816010027';
const HOSTILE = '"><img src=x onerror=alert(1)>\u202eLønn';

describe.skipIf(noBrowser())('the vendor’s desk', () => {
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

  const open = async (path: string, person = KLOK) => {
    const page = await site.open(path);
    page.on('dialog', () => expect.fail('a script ran'));
    await logIn(page, person);
    return page;
  };
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  it('registers a system, says what is wrong at its field, and keeps what is written', async () => {
    const page = await open('/systems');
    await page.getByText('Virksomheten har ingen systemer ennå').waitFor();
    await faultlessAtBothWidths(page, 'systems-empty');
    await page.getByRole('link', { name: 'Nytt system' }).click();
    await heading(page, 'Nytt system');
    await page.getByRole('button', { name: 'Registrer systemet' }).click();
    await page.getByRole('link', { name: 'Fyll ut navn på bokmål.' }).waitFor();
    await faultlessAtBothWidths(page, 'system-faults');
    await page.getByLabel('System-ID').fill('skrivebord');
    const texts = page.getByRole('group', { name: 'Navn', exact: false });
    await texts.first().getByLabel('Bokmål').fill(HOSTILE);
    await page.getByRole('button', { name: 'Bruk bokmålsteksten der det er tomt' }).first().click();
    await page.locator('#description-nb').fill('Lønn og rapportering');
    await page.getByRole('button', { name: 'Bruk bokmålsteksten der det er tomt' }).click();
    await page.getByLabel('Søk i tilgangspakker').fill('skogbruk');
    await page.getByRole('checkbox', { name: 'Skogbruk', exact: true }).check();
    await page.getByLabel('Søk i ressurser').fill('lønnsrapport');
    await page
      .getByRole('checkbox', { name: /^Lønnsrapport/ })
      .first()
      .check();
    await page.getByRole('button', { name: 'Fjern Skogbruk' }).waitFor();
    await page.getByRole('group', { name: 'Klienter' }).getByRole('checkbox', { name: 'Lønn' }).check();
    await page.getByLabel('Adresser å sende kunden tilbake til').fill('https://vendor.example/done');
    await faultlessAtBothWidths(page, 'system-new');
    await page.reload();
    await page.getByText('Dette hadde du skrevet før.').waitFor();
    await expect.poll(() => page.locator('#name-nb').inputValue()).toBe(HOSTILE);
    await page.getByRole('button', { name: 'Registrer systemet' }).click();
    await page.getByText('Systemet er registrert.', { exact: false }).waitFor();
    await heading(page, legible(HOSTILE));
    const stored = await vendor.call<{ clientId: string[]; rights: unknown[] }>(
      'GET',
      `/systemregister/vendor/${VENDOR}_skrivebord`,
    );
    expect([stored.clientId, stored.rights.length]).toEqual([[vendor.clientId], 1]);
    await page.goto(`${site.platform.urls.base}/systems/new`);
    await page.getByLabel('System-ID').fill('skrivebord');
    for (const what of ['name', 'description'])
      for (const language of ['nb', 'nn', 'en']) await page.locator(`#${what}-${language}`).fill('x');
    await page.getByRole('button', { name: 'Registrer systemet' }).click();
    await page.getByRole('link', { name: /System-ID-en er brukt før/ }).waitFor();
  });

  it('asks a customer, shows what becomes of it, and asks for a change', async () => {
    const packages = { accessPackages: [{ urn: 'urn:altinn:accesspackage:skogbruk' }] };
    await vendor.call('POST', '/systemregister/vendor', systemBody('liv', packages));
    const path = `/systems/${VENDOR}_liv`;
    const page = await open(`${path}?tab=requests`);
    await page.getByText('Ingen kunde er bedt om en systembruker', { exact: false }).waitFor();
    await faultlessAtBothWidths(page, 'requests-empty');
    await page.getByRole('link', { name: 'Be om systembruker' }).click();
    const customer = page.getByRole('combobox', { name: /^Kunde( \*)?$/ });
    await customer.fill('bakeri');
    await page.getByRole('option', { name: /310\s044\s423/ }).click();
    await expect.poll(() => customer.inputValue()).toMatch(/^FJORDVIK BAKERI AS/);
    await page.getByRole('button', { name: 'Fjern Skogbruk' }).click();
    await faultlessAtBothWidths(page, 'ask');
    await page.getByRole('button', { name: 'Lag forespørselen' }).click();
    await heading(page, 'Forespørselen er laget');
    await faultlessAtBothWidths(page, 'ask-done');
    const link = new URL(await page.getByRole('textbox', { name: 'Lenke for godkjenning' }).inputValue());
    await page.getByRole('link', { name: 'Se alle forespørsler' }).click();
    await page.getByRole('cell', { name: 'Venter' }).waitFor();
    await faultlessAtBothWidths(page, 'requests-waiting');
    const asked = await open(link.pathname + link.search, RASK);
    await asked.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await asked.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    await page.reload();
    await page.getByRole('cell', { name: 'I bruk' }).waitFor();
    await page.getByLabel('Søk etter kunde, nummer eller referanse').fill('ingen slik');
    await page.getByText('Ingen forespørsler passer.').waitFor();
    await expect.poll(() => page.url()).toContain('q=ingen+slik');
    await page.reload();
    await page.getByText('Ingen forespørsler passer.').waitFor();
    await page.goto(`${site.platform.urls.base}${path}?tab=users`);
    await page.getByRole('link', { name: 'Be om endring hos FJORDVIK BAKERI AS' }).waitFor();
    await faultlessAtBothWidths(page, 'users');
    await page.getByRole('link', { name: 'Be om endring hos FJORDVIK BAKERI AS' }).click();
    await page.getByRole('button', { name: 'Be om endringen' }).click();
    await page.getByRole('link', { name: /^Velg minst én tilgang/ }).waitFor();
    await page.getByLabel(/^Endring for Melding om felling/).selectOption('take');
    await faultlessAtBothWidths(page, 'change');
    await page.getByRole('button', { name: 'Be om endringen' }).click();
    await page.getByRole('cell', { name: /^Endring/ }).waitFor();
    await page.getByRole('button', { name: /^Trekk tilbake forespørselen om .*FJORDVIK BAKERI AS/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Trekk tilbake' }).click();
    await page.getByText('Forespørselen til FJORDVIK BAKERI AS er trukket tilbake.').waitFor();
  });

  it('asks for an agent with packages alone, and says in words what is refused', async () => {
    const packages = { accessPackages: [{ urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' }] };
    await vendor.call('POST', '/systemregister/vendor', systemBody('kunder', { ...packages, rights: [] }));
    const page = await open(`/systems/${VENDOR}_kunder/ask`);
    await page.getByRole('combobox', { name: /^Kunde( \*)?$/ }).fill('310032085');
    await page.getByRole('button', { name: 'Lag forespørselen' }).click();
    await page.getByRole('link', { name: 'Velg minst én ressurs eller tilgangspakke.' }).waitFor();
    await page.getByLabel('Handle for kundene til virksomheten').check();
    await page.getByRole('button', { name: 'Lag forespørselen' }).click();
    await heading(page, 'Forespørselen er laget');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Lenke for godkjenning' }).inputValue())
      .toContain('/agentrequest?id=');
  });

  it.runIf(runsAll)('deletes a system with its name confirmed, in every language', async () => {
    await vendor.call('POST', '/systemregister/vendor', systemBody('bort'));
    const page = await open(`/systems/${VENDOR}_bort`);
    await heading(page, 'Fjordlønn');
    await faultlessAtBothWidths(page, 'system');
    await speak(page, 'English');
    await page.getByRole('button', { name: 'Delete the system' }).click();
    await page.getByRole('dialog').getByText('Delete “Fjord Payroll”?').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the system' }).click();
    await page.getByText('Fjord Payroll is deleted.').waitFor();
    await faultlessAtBothWidths(page, 'systems');
  });

  it('says what has happened when the right is taken while the page is open, and loses nothing', async () => {
    const page = await open('/systems/new');
    await page.getByLabel('System-ID').fill('uten-rett');
    for (const what of ['name', 'description'])
      for (const language of ['nb', 'nn', 'en']) await page.locator(`#${what}-${language}`).fill('Tatt vare på');
    await page.route('**/portal/api/v1/vendor/systems', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ title: 'Forbidden', status: 403, code: 'vendor-scope-missing', traceId: 'a' }),
      }),
    );
    await page.getByRole('button', { name: 'Registrer systemet' }).click();
    await page.getByText('Virksomheten har ikke fått et scope leverandører trenger', { exact: false }).waitFor();
    await faultlessAtBothWidths(page, 'system-right-taken');
    await expect.poll(() => page.locator('#name-nb').inputValue()).toBe('Tatt vare på');
  });

  it('is nobody else’s', async () => {
    await vendor.call('POST', '/systemregister/vendor', systemBody('mitt', { rights: [right('ttd-lonnsrapport')] }));
    const page = await open(`/systems/${VENDOR}_mitt`, RASK);
    await page.getByRole('button', { name: 'FJORDVIK BAKERI AS Org.nr. 310 044 423' }).click();
    await page.getByRole('heading', { level: 1, name: 'Systemet finnes ikke' }).waitFor();
  });
});
