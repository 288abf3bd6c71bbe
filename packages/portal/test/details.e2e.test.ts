import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, logIn, noBrowser, useSite } from './browser.ts';
import { makeVendor, systemBody, VENDOR } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns the prefix skogdir, of the bakery, and of whoever operates the sandbox. */
const [KLOK, SKARP, RASK, DRIFT] = ['07846610027', '09828610071', '01816010027', '13849010020'];
const NOBODY = '7b1f0f52-0000-4000-8000-000000000000';
const BAKERY = '310044423';
const USERS = '/accessmanagement/ui/systemuser/overview';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const BROKEN = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ title: 'Internal Server Error', status: 500, traceId: TRACE }),
};

interface Detail {
  readonly person: string;
  /** Where the thing is; the last part is it. */
  readonly path: (id: string) => string;
  readonly asks: string;
  /** What the page is called while nothing is known of the thing. */
  readonly kind: string | ((id: string) => string);
  /** What it is inside a sentence. */
  readonly thing: string;
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
    thing: 'klienten',
    tabs: ['Detaljer', 'Nøkler', 'Scopes', 'Prøv', 'Feilsøk', 'Logg'],
    list: 'Klienter',
    to: '/clients',
  },
  {
    person: SKARP,
    path: (id) => `/scopes/details?scope=${id}`,
    asks: '**/selvbetjening/api/v1/scopes/scope?*',
    kind: (id) => id,
    thing: 'scopet',
    tabs: ['Detaljer', 'Tilganger', 'Fullmakter', 'Bruk'],
    list: 'Scopes',
    to: '/scopes',
  },
  {
    person: KLOK,
    path: (id) => `/systems/${VENDOR}_${id}`,
    asks: '**/portal/api/v1/vendor/systems/*',
    kind: 'System',
    thing: 'systemet',
    tabs: ['Detaljer', 'Forespørsler', 'Systembrukere'],
    list: 'Systemer',
    to: '/systems',
  },
  {
    person: SKARP,
    path: (id) => `/resources/access-lists/${id}`,
    asks: '**/policy-authoring/api/v1/access-lists/*',
    kind: 'Tilgangsliste',
    thing: 'tilgangslisten',
    tabs: ['Virksomheter', 'Ressurser', 'Detaljer'],
    list: 'Tilgangslister',
    to: '/resources/access-lists',
  },
  {
    person: SKARP,
    path: (id) => `/resources/policy?resource=${id}`,
    asks: '**/policy-authoring/api/v1/resources/*/policy',
    kind: 'Ressurs',
    thing: 'ressursen',
    tabs: ['Oversikt', 'Regler', 'XML', 'Tester', 'Tilgangslister'],
    list: 'Ressurser',
    to: '/resources',
  },
  {
    person: RASK,
    path: (id) => `${USERS}/${id}?virksomhet=${BAKERY}`,
    asks: '**/authentication/api/v1/systemuser/**',
    kind: 'Systembruker',
    thing: 'systembrukeren',
    tabs: [],
    list: 'Systembrukere',
    to: USERS,
  },
  {
    person: DRIFT,
    path: (id) => `/operator/organization?number=${id}`,
    asks: '**/operator/api/v1/organizations/*',
    kind: 'Virksomhet',
    thing: 'virksomheten',
    tabs: [],
    list: 'Drift av plattformen',
    to: '/operator',
  },
];

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

describe.skipIf(noBrowser())('the page of one thing', () => {
  const site = useSite();

  it.each(DETAILS)('stays its page of $list, when it cannot be read or is not there', async (detail) => {
    const page = await site.open('/', detail.person);
    const { base } = site.platform.urls;
    const kind = (id: string) => (typeof detail.kind === 'string' ? detail.kind : detail.kind(id));
    const crumbs = page.getByRole('navigation', { name: 'Du er her' });
    const stands = async (name: string) => {
      await heading(page, name).waitFor();
      await crumbs.getByRole('link', { name: detail.list, exact: true }).waitFor();
      await crumbs.getByText(name, { exact: true }).waitFor();
    };
    let answer = true;
    await page.route(detail.asks, (route) => (answer ? route.fulfill(BROKEN) : route.continue()));
    await page.goto(base + detail.path('noe'));
    const alert = page.getByRole('alert');
    await alert.getByRole('heading', { level: 2, name: `Kunne ikke hente ${detail.thing}`, exact: true }).waitFor();
    await alert.getByText(TRACE).waitFor();
    await stands(kind('noe'));
    await expect
      .poll(async () => (await page.getByRole('tab').allTextContents()).map((name) => name.replace(/\d+$/, '').trim()))
      .toEqual(detail.tabs);
    await faultlessAtBothWidths(page, `detail-failing-${kind('noe')}`);
    // It is asked for again where it stands, and then it is not there.
    answer = false;
    await page.getByRole('button', { name: 'Prøv igjen' }).click();
    await page.locator('main .ds-alert[data-color=info]').waitFor();
    await stands(`${detail.thing.charAt(0).toUpperCase()}${detail.thing.slice(1)} finnes ikke`);
    await expect.poll(() => alert.count()).toBe(0);
    await expect.poll(() => page.getByRole('tab').count()).toBe(0);
    await faultless(page, `detail-missing-${kind('noe')}`);
    await page.getByRole('link', { name: `Gå til ${detail.list}` }).click();
    await heading(page, detail.list).waitFor();
    expect(new URL(page.url()).pathname).toContain(detail.to);
  });

  it('has its name while it comes, where the list has told it, and takes the focus once', async () => {
    const vendor = await makeVendor(site.platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('navn', { clientId: [vendor.clientId] }));
    const page = await site.open('/clients', KLOK);
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
    await page.getByRole('button', { name: 'Deaktiver klienten' }).waitFor();
    await expect.poll(() => heading(page, 'Lønn').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('is drawn the same whatever is not there, or is not for the one who looks', async () => {
    const page = await site.open('/', RASK);
    const { base } = site.platform.urls;
    const seen: (readonly [string, number])[] = [];
    for (const [path, title] of [
      ['/finnes/ikke', 'Siden finnes ikke'],
      [`/clients/${NOBODY}?virksomhet=${BAKERY}`, 'Klienten finnes ikke'],
      [`${USERS}/${NOBODY}?virksomhet=${BAKERY}`, 'Systembrukeren finnes ikke'],
      ['/accessmanagement/ui/systemuser/request', 'Forespørselen mangler i adressen'],
      ['/accessmanagement/ui/consent/request', 'Lenken er ikke hel'],
      [`/operator/organization?number=${BAKERY}`, 'Du har ikke tilgang til virksomheten'],
    ] as const) {
      await page.goto(base + path);
      await heading(page, title).waitFor();
      await page.locator('main .ds-alert[data-color=info]').waitFor();
      seen.push([title, await page.locator('main .ds-alert').getByRole('link').count()]);
    }
    // One box on each, with one way on.
    expect(seen.filter(([, ways]) => ways !== 1)).toEqual([]);
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
