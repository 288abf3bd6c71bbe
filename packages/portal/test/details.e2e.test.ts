import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, logIn, noBrowser, useSite } from './browser.ts';
import { makeVendor, systemBody, VENDOR } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns the prefix skogdir, of the bakery, and of whoever operates the sandbox. */
const [KLOK, SKARP, RASK, DRIFT] = ['07846610027', '09828610071', '01816010027', '13849010020'];
const NOBODY = '7b1f0f52-0000-4000-8000-000000000000';
const BAKERY = '310044423';
const USERS = '/accessmanagement/ui/systemuser/overview';
const BROKEN = {
  status: 500,
  contentType: 'application/problem+json',
  body: '{"title":"Internal Server Error","status":500}',
};

interface Detail {
  readonly person: string;
  /** Where the thing is; the last part is it. */
  readonly path: (id: string) => string;
  readonly asks: string;
  /** What the page is called while nothing is known of the thing. */
  readonly kind: string | ((id: string) => string);
  readonly tabs: readonly string[];
  /** What is told below it. */
  readonly list: string;
  readonly to: string;
}

const DETAILS: readonly Detail[] = [
  {
    person: KLOK,
    path: (id) => `/clients/${id}?tab=keys`,
    asks: '**/selvbetjening/api/v1/clients/*',
    kind: 'Klient',
    tabs: ['Detaljer', 'Nøkler', 'Scopes', 'Prøv', 'Feilsøk', 'Logg'],
    list: 'Klienter',
    to: '/clients',
  },
  {
    person: SKARP,
    path: (id) => `/scopes/details?scope=${id}`,
    asks: '**/selvbetjening/api/v1/scopes/scope?*',
    kind: (id) => id,
    tabs: ['Detaljer', 'Tilganger', 'Fullmakter', 'Bruk'],
    list: 'Scopes',
    to: '/scopes',
  },
  {
    person: KLOK,
    path: (id) => `/systems/${VENDOR}_${id}`,
    asks: '**/portal/api/v1/vendor/systems/*',
    kind: 'System',
    tabs: ['Detaljer', 'Forespørsler', 'Systembrukere'],
    list: 'Systemer',
    to: '/systems',
  },
  {
    person: SKARP,
    path: (id) => `/resources/access-lists/${id}`,
    asks: '**/policy-authoring/api/v1/access-lists/*',
    kind: 'Tilgangsliste',
    tabs: ['Virksomheter', 'Ressurser', 'Detaljer'],
    list: 'Tilgangslister',
    to: '/resources/access-lists',
  },
  {
    person: SKARP,
    path: (id) => `/resources/policy?resource=${id}`,
    asks: '**/policy-authoring/api/v1/resources/*/policy',
    kind: 'Ressurs',
    tabs: ['Oversikt', 'Regler', 'XML', 'Tester', 'Tilgangslister'],
    list: 'Ressurser',
    to: '/resources',
  },
  {
    person: RASK,
    path: (id) => `${USERS}/${id}?virksomhet=${BAKERY}`,
    asks: '**/authentication/api/v1/systemuser/**',
    kind: 'Systembruker',
    tabs: [],
    list: 'Systembrukere',
    to: USERS,
  },
  {
    person: DRIFT,
    path: (id) => `/operator/organization?number=${id}`,
    asks: '**/operator/api/v1/organizations/*',
    kind: 'Virksomhet',
    tabs: [],
    list: 'Drift av plattformen',
    to: '/operator',
  },
];

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

describe.skipIf(noBrowser())('the page of one thing', () => {
  const site = useSite();

  it.each(DETAILS)('stays its page of $list, when it cannot be read or is not there', async (detail) => {
    const page = await site.open('/');
    await logIn(page, detail.person);
    const { base } = site.platform.urls;
    const kind = (id: string) => (typeof detail.kind === 'string' ? detail.kind : detail.kind(id));
    const crumbs = page.getByRole('navigation', { name: 'Du er her' });
    const stands = async (id: string) => {
      await heading(page, kind(id)).waitFor();
      await crumbs.getByRole('link', { name: detail.list, exact: true }).waitFor();
      await crumbs.getByText(kind(id), { exact: true }).waitFor();
    };
    let answer = true;
    await page.route(detail.asks, (route) => (answer ? route.fulfill(BROKEN) : route.continue()));
    await page.goto(base + detail.path('noe'));
    await page.getByRole('alert').getByText('Noe gikk galt').waitFor();
    await stands('noe');
    await expect
      .poll(async () => (await page.getByRole('tab').allTextContents()).map((name) => name.replace(/\d+$/, '').trim()))
      .toEqual(detail.tabs);
    await faultlessAtBothWidths(page, `detail-failing-${kind('noe')}`);
    // It is asked for again where it stands, and then it is not there.
    answer = false;
    await page.getByRole('button', { name: 'Prøv igjen' }).click();
    await page.getByRole('alert').getByText('Finnes ikke').waitFor();
    await stands('noe');
    await expect.poll(() => page.getByRole('tab').count()).toBe(0);
    await faultless(page, `detail-missing-${kind('noe')}`);
    await page.getByRole('link', { name: `Gå til ${detail.list}` }).click();
    await heading(page, detail.list).waitFor();
    expect(new URL(page.url()).pathname).toContain(detail.to);
  });

  it('has its name while it comes, where the list has told it, and takes the focus once', async () => {
    const vendor = await makeVendor(site.platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('navn', { clientId: [vendor.clientId] }));
    const page = await site.open('/clients');
    await logIn(page, KLOK);
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route(`**/selvbetjening/api/v1/clients/${vendor.clientId}`, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Lønn', exact: true }).first().click();
    await heading(page, 'Lønn').waitFor();
    await page.getByRole('tab', { name: 'Nøkler' }).waitFor();
    await page.getByText(vendor.clientId).waitFor();
    go();
    await page.getByRole('button', { name: 'Deaktiver klient' }).waitFor();
    await expect.poll(() => heading(page, 'Lønn').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says of a request that is not there what it is', async () => {
    const page = await site.open(`/accessmanagement/ui/systemuser/request?id=${NOBODY}`);
    await heading(page, 'Forespørselen finnes ikke').waitFor();
    await logIn(page, RASK);
    await heading(page, 'Forespørselen finnes ikke').waitFor();
    await page.getByRole('link', { name: 'Gå til Systembrukere' }).waitFor();
    await faultless(page, 'detail-missing-request');
  });
});
