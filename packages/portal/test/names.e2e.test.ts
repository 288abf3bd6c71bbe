import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, logIn, noBrowser, picture, type Site, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the vendor, of the directorate that owns the prefix skogdir, and of the bakery. */
const KLOK = '07846610027';
const SKARP = '09828610071';
const RASK = '01816010027';
/** DAGL of whoever operates the sandbox. */
const DRIFT = '13849010020';
const BAKERY = '310044423';
const DIRECTORATE = '310013579';

/** Where it is to be found whole: its last word. */
const LAST = 'sistord';
const FROM_RIGHT = 'שלום مرحبا';
const long = (text: string, length: number) => `${text} ${'x'.repeat(length - text.length - LAST.length - 2)} ${LAST}`;
/** As long as a name may be, written from the right, with what would be an element, and a sign that turns all that follows. */
const NAME = long(`${FROM_RIGHT} \u202e<b onclick=x>godkjent</b>`, 255);
/** The same for what takes no control characters. */
const TEXT = long(`${FROM_RIGHT} <b onclick=x>`, 255);
/** What {@link NAME} looks like: the sign is seen. */
const SEEN = '[U+202E]<b onclick=x>godkjent</b>';

describe.skipIf(noBrowser())('a name that a user gave', () => {
  let site: Site;
  let vendor: Vendor;
  let client: string;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
    client = (await site.platform.createClient({ organization: VENDOR, name: NAME, scopes: [], keys: [] })).clientId;
    const name = { nb: NAME, nn: NAME, en: NAME };
    const body = { clientId: [vendor.clientId], name, description: name, isVisible: true };
    await vendor.call('POST', '/systemregister/vendor', {
      ...systemBody('navn', body),
      rights: [right('ttd-lonnsrapport')],
    });
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const open = async (path: string, person: string) => {
    const page = await site.open(path, person);
    await page.setViewportSize({ width: 390, height: 844 });
    return page;
  };
  /** Whole, kept apart, seen, and no wider than the window. */
  const stands = async (page: Page, where: string) => {
    await page.getByText(LAST).filter({ visible: true }).first().waitFor();
    await expect
      .poll(
        () =>
          page.evaluate(
            ([word]) => {
              const found: string[] = [];
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const text = node.nodeValue ?? '';
                const around = node.parentElement;
                // A field shows what is in it as it is, and turns nothing beside it.
                if (around?.localName === 'textarea') continue;
                if (/[\u202a-\u202e\u2066\u2067]/.test(text)) found.push(`turns: ${around?.outerHTML.slice(0, 200)}`);
                const apart = around?.closest('bdi, pre, code') || text.includes(`\u2068${word}`);
                if (text.includes(word ?? '') && !apart) found.push(`not apart: ${around?.outerHTML.slice(0, 200)}`);
              }
              if (document.querySelector('main [onclick]')) found.push('an element');
              if (document.documentElement.scrollWidth > 390)
                found.push(`${document.documentElement.scrollWidth} px wide`);
              return found;
            },
            [FROM_RIGHT],
          ),
        { message: where },
      )
      .toEqual([]);
    await picture(page, `names-${where}`);
  };
  const visit = async (page: Page, path: string, where: string) => {
    await page.goto(site.platform.urls.base + path);
    await stands(page, where);
  };

  it('is whole and apart on the pages of clients and systems', async () => {
    const page = await open('/clients', KLOK);
    await stands(page, 'clients');
    await page.getByText(SEEN).first().waitFor();
    await visit(page, '/', 'home');
    for (const tab of ['details', 'keys', 'try']) await visit(page, `/clients/${client}?tab=${tab}`, `client-${tab}`);
    await page.goto(`${site.platform.urls.base}/clients/${client}`);
    await page.getByRole('button', { name: 'Deaktiver klienten' }).click();
    await page.getByRole('dialog').getByText(SEEN).first().waitFor();
    await stands(page, 'client-delete');
    const system = `/systems/${VENDOR}_navn`;
    for (const [path, where] of [
      ['/systems', 'systems'],
      [system, 'system'],
      [`${system}/ask`, 'ask'],
    ] as const)
      await visit(page, path, where);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(LAST);
    await page.getByRole('option').first().waitFor();
    await stands(page, 'palette');
    expect(await faultsOf(page)).toEqual([]);
  });

  it('is whole and apart on the pages of who is asked, who would be deceived by it', async () => {
    const asked = await vendor.call<{ confirmUrl: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_navn`,
      partyOrgNo: BAKERY,
      externalRef: TEXT,
      rights: [right('ttd-lonnsrapport')],
    });
    const { pathname, search } = new URL(asked.confirmUrl);
    const page = await site.open(pathname + search);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText(SEEN).first().waitFor();
    await stands(page, 'asked');
    await logIn(page, RASK);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).waitFor();
    await stands(page, 'request');
    const here = `virksomhet=${BAKERY}`;
    await visit(page, `/?${here}`, 'home-customer');
    await visit(page, `/accessmanagement/ui/systemuser/create?${here}`, 'create');
    await visit(page, `/accessmanagement/ui/systemuser/overview?${here}`, 'pending');
    await page.goto(asked.confirmUrl);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    await stands(page, 'receipt');
    await visit(page, `/accessmanagement/ui/systemuser/overview?${here}`, 'system-users');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.getByRole('button', { name: 'Slett systembrukeren' }).click();
    await stands(page, 'system-user-delete');
    expect(await faultsOf(page)).toEqual([]);
    const life = await open(`/systems/${VENDOR}_navn?tab=requests`, KLOK);
    await stands(life, 'requests');
    await visit(life, `/systems/${VENDOR}_navn?tab=users`, 'users');
  });

  it('is whole and apart on the pages of scopes and resources', async () => {
    const page = await open('/scopes', SKARP);
    const send = async (method: 'post' | 'put', path: string, data: object) => {
      const headers = { 'x-portvakt-organization': DIRECTORATE, origin: site.platform.urls.base };
      const answer = await page.request[method](site.platform.urls.base + path, { headers, data });
      expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
    };
    await send('post', '/selvbetjening/api/v1/scopes', { prefix: 'skogdir', subscope: 'navn', description: TEXT });
    const words = { nb: NAME, nn: NAME, en: NAME };
    await send('post', '/policy-authoring/api/v1/resources', {
      identifier: 'navn',
      resourceType: 'GenericAccessResource',
      title: words,
      description: words,
      rightDescription: words,
    });
    await visit(page, '/scopes', 'scopes');
    await visit(page, '/resources', 'resources');
    await visit(page, '/resources/policy?resource=navn', 'resource');
    expect(await faultsOf(page)).toEqual([]);
  });

  it('is whole and apart on the pages of whoever operates, of consents and of suppliers', async () => {
    const named = '310000019';
    const page = await open('/', DRIFT);
    const { base } = site.platform.urls;
    const answer = await page.request.put(`${base}/operator/api/v1/organizations/${named}`, {
      headers: { origin: base },
      data: {
        name: long(`${FROM_RIGHT} <b onclick=x>`, 200),
        form: 'AS',
        serviceOwner: null,
        prefixes: [],
        administrators: [{ personNumber: RASK, name: 'RASK RØYSKATT' }],
      },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    await visit(page, '/operator', 'operator');
    await visit(page, `/operator/organization?number=${named}`, 'operator-organization');
    const own = await open('/', RASK);
    for (const path of ['consent/active?whose=organization&', 'maskinporten?'])
      await visit(own, `/accessmanagement/ui/${path}virksomhet=${named}`, path.replace(/\W.*/, ''));
  });
});
