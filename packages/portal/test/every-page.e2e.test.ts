import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../src/pages.tsx';
import { noBrowser, type Site, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns the prefix skogdir, of the bakery, and of whoever operates the sandbox. */
const [KLOK, SKARP, RASK, DRIFT] = ['07846610027', '09828610071', '01816010027', '13849010020'];
const USERS = '/accessmanagement/ui/systemuser';
const CONSENT = '/accessmanagement/ui/consent';
const SCOPE = '/scopes/details?scope=skogdir%3Afelling.read';
const POLICY = '/resources/policy?resource=skogdir-felling';
const LIST = '/resources/access-lists/entreprenorer';
const NOBODY = '7b1f0f52-0000-4000-8000-000000000000';
/** Below this nothing is compressed: the headers are more than what is saved. */
const WORTH_BYTES = 1024;
const YEAR = 'public, max-age=31536000, immutable';

interface Made {
  readonly client: string;
  readonly request: string;
}
const tabs = (path: string, ...names: readonly string[]) =>
  [path, ...names.map((name) => `${path}${path.includes('?') ? '&' : '?'}tab=${name}`)] as const;

/** Who looks at each page of the portal, and at which addresses, with every tab. A page that is missing here fails the test. */
const LOOKS: Readonly<Record<string, (made: Made) => readonly [person: string, ...addresses: readonly string[]]>> = {
  '/': () => [KLOK, '/'],
  '/clients': () => [KLOK, '/clients'],
  '/clients/new': () => [KLOK, '/clients/new'],
  '/clients/:id': ({ client }) => [KLOK, ...tabs(`/clients/${client}`, 'keys', 'scopes', 'try', 'diagnosis', 'log')],
  '/systems': () => [KLOK, '/systems'],
  '/systems/new': () => [KLOK, '/systems/new'],
  '/systems/:id': () => [KLOK, ...tabs(`/systems/${VENDOR}_lonn`, 'requests', 'users')],
  '/systems/:id/ask': () => [KLOK, `/systems/${VENDOR}_lonn/ask`],
  '/systems/:id/users/:userId/change': () => [KLOK, `/systems/${VENDOR}_lonn/users/${NOBODY}/change`],
  '/log': () => [KLOK, '/log'],
  '/apps': () => [KLOK, '/apps'],
  '/situations': () => [KLOK, '/situations'],
  '/webhooks': () => [KLOK, '/webhooks'],
  '/playground': () => [KLOK, '/playground'],
  '/scopes': () => [SKARP, '/scopes'],
  '/scopes/new': () => [SKARP, '/scopes/new'],
  '/scopes/details': () => [SKARP, ...tabs(SCOPE, 'access', 'delegates', 'use')],
  '/resources': () => [SKARP, '/resources'],
  '/resources/new': () => [SKARP, '/resources/new'],
  '/resources/edit': () => [SKARP, '/resources/edit?resource=skogdir-felling'],
  '/resources/policy': () => [SKARP, ...tabs(POLICY, 'table', 'xml', 'tests', 'lists')],
  '/resources/access-lists': () => [SKARP, '/resources/access-lists'],
  '/resources/new-access-list': () => [SKARP, '/resources/new-access-list'],
  '/resources/access-lists/:id': () => [SKARP, LIST],
  [`${USERS}/request`]: ({ request }) => [RASK, `${USERS}/request?id=${request}`],
  [`${USERS}/agentrequest`]: () => [RASK, `${USERS}/agentrequest?id=${NOBODY}`],
  [`${USERS}/changerequest`]: () => [RASK, `${USERS}/changerequest?id=${NOBODY}`],
  [`${USERS}/create`]: () => [RASK, `${USERS}/create`],
  [`${USERS}/overview`]: () => [RASK, `${USERS}/overview`],
  [`${USERS}/overview/:id`]: () => [RASK, `${USERS}/overview/${NOBODY}`],
  '/accessmanagement/ui/users': () => [RASK, ...tabs('/accessmanagement/ui/users', 'got', 'give', 'requests')],
  '/accessmanagement/ui/requests/resource': () => [RASK, `/accessmanagement/ui/requests/resource?requestId=${NOBODY}`],
  '/accessmanagement/ui/maskinporten': () => [RASK, ...tabs('/accessmanagement/ui/maskinporten', 'received')],
  [`${CONSENT}/request`]: () => [RASK, `${CONSENT}/request?id=${NOBODY}`],
  [`${CONSENT}/active`]: () => [RASK, `${CONSENT}/active`],
  '/operator': () => [DRIFT, '/operator'],
  '/operator/organization': () => [DRIFT, '/operator/organization', `/operator/organization?number=${VENDOR}`],
  '/operator/audit': () => [DRIFT, '/operator/audit'],
  '/operator/sessions': () => [DRIFT, '/operator/sessions', `/operator/sessions?person=${NOBODY}`],
  '/sessions': () => [RASK, '/sessions'],
};

/** Runs in the page. Where a form has more than one field, one that must be filled in has a star and no other has, and what a star means is said once. */
function starsWrong(): readonly string[] {
  return [...document.querySelectorAll('main form')].flatMap((form) => {
    const fields = [
      ...form.querySelectorAll<HTMLInputElement>('input:not([type=hidden], [type=file]), textarea, select'),
    ];
    if (fields.length < 2) return [];
    const named = (field: HTMLInputElement) => field.labels?.[0]?.textContent ?? '';
    const wrong = fields
      .filter((field) => (field.ariaRequired === 'true') !== named(field).trim().endsWith('*'))
      .map((field) => `${named(field)} is ${field.ariaRequired === 'true' ? '' : 'not '}required`);
    const notes = [...form.querySelectorAll('p')].filter(({ textContent }) => textContent?.includes('(*)')).length;
    const wanted = form.textContent?.includes('*') ? 1 : 0;
    return notes === wanted ? wrong : [...wrong, `what a star means is said ${notes} times`];
  });
}

describe.skipIf(noBrowser())('every page', () => {
  let site: Site;
  let made: Made;
  beforeAll(async () => {
    site = await startSite();
    const vendor: Vendor = await makeVendor(site.platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('lonn', { clientId: [vendor.clientId] }));
    const { id } = await vendor.call<{ id: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: '310044423',
      rights: [right('ttd-lonnsrapport')],
    });
    made = { client: vendor.clientId, request: id };
  });
  afterAll(async () => {
    await site?.close();
  });

  /** What is wrong with how an answer was sent. */
  async function faultOf(request: Request, base: string): Promise<string | undefined> {
    const { origin, pathname, protocol } = new URL(request.url());
    // What a page has in itself, and what it makes.
    if (protocol === 'data:' || protocol === 'blob:') return;
    if (origin !== base) return `${request.url()} is somebody else's`;
    const response = await request.response().catch(() => null);
    if (response === null) return;
    const headers = response.headers();
    const kept = headers['cache-control'] ?? '';
    const isPage = request.isNavigationRequest();
    const isFile = /^(\/guide)?\/assets\//.test(pathname);
    if (response.status() >= 300 || !(isPage || isFile)) return;
    if (isFile && kept !== YEAR) return `kept: ${kept}`;
    if (isPage && !['no-cache', 'no-store'].includes(kept)) return `the page is kept: ${kept}`;
    // Where the log-in leads on to is the platform's own address.
    const policy = (headers['content-security-policy'] ?? '').replace(/form-action [^;]*/, '');
    if (isPage && (!/default-src '(self|none)'/.test(policy) || /unsafe|https?:|\*/.test(policy)))
      return `policy: ${policy}`;
    const isText = /javascript|css|html|svg/.test(headers['content-type'] ?? '');
    const size = Number(headers['content-length'] ?? 0);
    // Made for one person, the log-in's pages are compressed for nobody.
    if (isText && kept !== 'no-store' && size > WORTH_BYTES && headers['content-encoding'] !== 'br')
      return `${size} bytes, not compressed`;
    return;
  }

  /** Looks at the addresses one after another, and gives what was wrong with any. */
  async function look(page: Page, addresses: readonly string[], files: Set<string>): Promise<readonly string[]> {
    const base = new URL(site.platform.urls.base).origin;
    const faults: string[] = [];
    let at = '';
    const checks: Promise<void>[] = [];
    page.on('requestfinished', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/assets/')) files.add(pathname);
      const where = at;
      checks.push(
        faultOf(request, base).then((fault) => {
          if (fault !== undefined) faults.push(`${where}: ${pathname}: ${fault}`);
        }),
      );
    });
    page.on('requestfailed', (request) => {
      if (new URL(request.url()).origin !== base) faults.push(`${at}: ${request.url()} is somebody else's`);
    });
    for (const address of addresses) {
      at = address;
      await page.goto(site.platform.urls.base + address);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.locator('main .loading').first().waitFor({ state: 'detached' });
      faults.push(...(await page.evaluate(starsWrong)).map((fault) => `${address}: ${fault}`));
    }
    await Promise.all(checks);
    return [...faults, ...site.complaints];
  }

  it('is one that is looked at here', () => {
    expect(Object.keys(LOOKS).sort()).toEqual(PAGES.map(({ path }) => path).sort());
  });

  it('is sent with a strict policy, asks nobody else, and is kept and compressed as it should be', async () => {
    const files = new Set<string>();
    const looks = Object.values(LOOKS).map((of) => of(made));
    const seen = [KLOK, SKARP, RASK, DRIFT].map(async (person) => {
      const page = await site.open('/', person);
      const addresses = looks.flatMap(([who, ...paths]) => (who === person ? paths : []));
      expect(addresses.length).toBeGreaterThan(2);
      expect(await look(page, addresses, files)).toEqual([]);
    });
    await Promise.all(seen);
    expect(files.size).toBeGreaterThan(PAGES.length);
    // Who takes no br takes gzip.
    for (const file of files) {
      const answer = await fetch(site.platform.urls.base + file, { headers: { 'accept-encoding': 'gzip' } });
      const size = (await answer.arrayBuffer()).byteLength;
      if (size > WORTH_BYTES && !file.endsWith('.woff2'))
        expect(answer.headers.get('content-encoding'), file).toBe('gzip');
    }
  });

  it('so are those beside the portal: the log-in, the reference, the guide and what an error means', async () => {
    const page = await site.open('/favicon.svg');
    const addresses = [
      `/authentication/api/v1/authentication?goto=${encodeURIComponent(`${site.platform.urls.base}/`)}`,
      '/docs',
      '/guide',
      '/maskinporten/errors/MP-110',
    ];
    expect(await look(page, addresses, new Set())).toEqual([]);
  });
});
