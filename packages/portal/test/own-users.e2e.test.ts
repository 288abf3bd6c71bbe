import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultlessAtBothWidths, logIn, noBrowser, type Site, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the bakery. */
const RASK = '01816010027';
const BAKERY = '310044423';
const PACKAGE = { urn: 'urn:altinn:accesspackage:skogbruk' };
const HOSTILE = '<img src=x onerror=alert(1)>';

describe.skipIf(noBrowser())('the customer’s side of system users', () => {
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

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  it('is to create one, rename it, give it all, and delete it with its name confirmed', async () => {
    const own = { isVisible: true, rights: [right('ttd-lonnsrapport')] };
    await vendor.call('POST', '/systemregister/vendor', systemBody('apen', own));
    const page = await site.open('/accessmanagement/ui/systemuser/create');
    page.on('dialog', () => expect.fail('a script ran'));
    await logIn(page, RASK);
    await actFor(page, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    await heading(page, 'Ny systembruker');
    await page.getByRole('button', { name: 'Opprett systembruker' }).click();
    await page.getByRole('link', { name: 'Velg et system.' }).waitFor();
    await page.getByLabel('Søk etter system eller leverandør').fill('fjordlønn system');
    await page.getByRole('radio', { name: 'Fjordlønn' }).check();
    await page.getByRole('heading', { name: 'Det Fjordlønn får gjøre' }).waitFor();
    await page.getByText('Lønnsrapport', { exact: true }).waitFor();
    await page.getByText('Fjordlønn kan ikke gjøre noe annet', { exact: false }).waitFor();
    await faultlessAtBothWidths(page, 'system-user-new');
    await page.getByRole('button', { name: 'Opprett systembruker' }).click();
    await page.getByText('Systembrukeren Fjordlønn er opprettet.').waitFor();
    await heading(page, 'Fjordlønn');
    await page.getByLabel('Navn på systembrukeren').fill(HOSTILE);
    await page.getByRole('button', { name: 'Gi nytt navn' }).click();
    await page.getByText(`Systembrukeren heter nå ${HOSTILE}.`).waitFor();
    await heading(page, HOSTILE);
    const more = { ...own, rights: [right('ttd-lonnsrapport')], accessPackages: [PACKAGE] };
    await vendor.call('PUT', `/systemregister/vendor/${VENDOR}_apen`, systemBody('apen', more));
    await page.reload();
    await page.getByRole('heading', { name: 'Systemet ber nå om mer' }).waitFor();
    await faultlessAtBothWidths(page, 'system-user-missing');
    await page.getByRole('button', { name: 'Gi alt systemet ber om' }).click();
    await page.getByText('Systembrukeren har nå alt systemet ber om.').waitFor();
    await expect.poll(() => page.getByRole('heading', { name: 'Systemet ber nå om mer' }).count()).toBe(0);
    await faultlessAtBothWidths(page, 'system-user');
    await page.getByRole('button', { name: 'Slett systembrukeren' }).click();
    await page.getByRole('dialog').getByText(`Slette «${HOSTILE}»?`).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Slett systembrukeren' }).click();
    await page.getByText(`Systembrukeren ${HOSTILE} er slettet.`).waitFor();
    await faultlessAtBothWidths(page, 'system-users');
  });

  it('is told before log-in who asks and for what, and nothing of the customer', async () => {
    await vendor.call('POST', '/systemregister/vendor', systemBody('spor', { accessPackages: [PACKAGE] }));
    const asked = await vendor.call<{ confirmUrl: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_spor`,
      partyOrgNo: BAKERY,
      externalRef: 'hemmelig-referanse',
      rights: [right('ttd-lonnsrapport')],
      accessPackages: [PACKAGE],
    });
    const { pathname, search } = new URL(asked.confirmUrl);
    const page = await site.open(pathname + search);
    await page.getByText('FJORDLØNN SYSTEM AS ber om at systemet Fjordlønn får handle', { exact: false }).waitFor();
    await page.getByText('Lønnsrapport', { exact: true }).waitFor();
    await page.getByText('Skogbruk', { exact: true }).waitFor();
    await page.getByText('En tilgangsstyrer i virksomheten som er spurt').waitFor();
    await faultlessAtBothWidths(page, 'asked-for-what');
    // Whom one may log in as is the same for whoever comes, and names the customer among others.
    const toBe = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Hvem vil du være?' }) });
    await toBe.evaluate((section) => section.remove());
    const shown = (await page.locator('body').textContent()) ?? '';
    expect(shown).toContain('FJORDLØNN SYSTEM AS');
    expect(shown).not.toMatch(/BAKERI|310 ?044 ?423|hemmelig/);
  });
});
