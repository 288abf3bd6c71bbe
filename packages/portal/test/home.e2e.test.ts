import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultless, noBrowser, useSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR } from './vendor.ts';

/** DAGL of the vendor, and of the bakery. */
const KLOK = '07846610027';
const BAKERY = '310044423';
const ALTINN = ['authorization/authorize', 'authentication/systemregister.write'].map((name) => `altinn:${name}`);
const MONTH_MS = 30 * 24 * 3600 * 1000;

describe.skipIf(noBrowser())('the front page', () => {
  const site = useSite();

  /** Waits until the guide has ticked the step. The page looks by itself; a look now is what a person does. */
  const ticked = async (page: Page, step: string) => {
    await page.reload();
    await page.locator(`[data-step="${step}"][data-done="true"]`).waitFor();
  };
  const undone = (page: Page, step: string) => page.locator(`[data-step="${step}"][data-done="false"]`);

  it('ticks each step of the guide when it has really been taken, and can be put away', async () => {
    const { platform } = site;
    const page = await site.open('/', KLOK);
    const guide = page.getByTestId('guide');
    await guide.getByText('0 av 8').waitFor();
    await faultless(page, 'guide-first');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'guide' };
    const { clientId } = await platform.createClient({ organization: VENDOR, name: 'Første', scopes: [], keys: [] });
    await ticked(page, 'client');
    await undone(page, 'scopes').waitFor();
    const own = `/clients/${clientId}`;
    await guide.getByRole('link', { name: 'Velg scopes' }).click();
    await page.waitForURL(`**${own}?tab=scopes`);
    await page.getByRole('button', { name: 'Legg til scopes' }).click();
    for (const scope of ALTINN) await page.getByRole('checkbox', { name: scope, exact: true }).check();
    await page.getByRole('button', { name: 'Bruk valgte scopes' }).click();
    await page.getByText('Scopene er lagret.').waitFor();
    await page.goto(platform.urls.portal);
    await ticked(page, 'scopes');
    await guide.getByRole('link', { name: 'Registrer nøkkel' }).click();
    await page.locator('label').filter({ hasText: 'Jeg har en nøkkel' }).click();
    await page.getByLabel('Offentlig nøkkel').fill(JSON.stringify(jwk));
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await page.getByText('Nøkkelen er lagt til.').waitFor();
    await page.goto(platform.urls.portal);
    await ticked(page, 'key');
    await undone(page, 'token').waitFor();

    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const ask = async (more: object = {}) => {
      const iat = Math.floor(platform.clock.now() / 1000);
      const claims = {
        aud: platform.urls.maskinportenIssuer,
        iss: clientId,
        scope: ALTINN.join(' '),
        iat,
        exp: iat + 60,
      };
      const input = `${encoded({ alg: 'RS256', kid: 'guide' })}.${encoded({ ...claims, jti: randomUUID(), ...more })}`;
      const assertion = `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url')}`;
      return fetch(`${platform.urls.maskinportenIssuer}token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
      });
    };
    expect((await ask({ aud: 'https://maskinporten.no/' })).status).toBe(400);
    const refusals = page.getByTestId('refusals');
    await page.reload();
    await refusals.getByText(/^«aud» er feil\./).waitFor();
    await undone(page, 'token').waitFor();
    const { access_token: token } = (await (await ask()).json()) as { access_token: string };
    await ticked(page, 'token');
    const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
    const base = platform.urls.base;
    const exchanged = await fetch(`${base}/authentication/api/v1/exchange/maskinporten`, { headers: bearer(token) });
    await ticked(page, 'exchange');
    const asked = await fetch(`${base}/authorization/api/v1/authorize`, {
      method: 'POST',
      headers: { ...bearer(await exchanged.text()), 'content-type': 'application/json' },
      body: JSON.stringify({ Request: { AccessSubject: [], Action: [], Resource: [] } }),
    });
    expect(asked.status).toBe(200);
    await ticked(page, 'decision');
    const vendor = await makeVendor(platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('lonn', { clientId: [vendor.clientId] }));
    await ticked(page, 'system');
    const wish = { systemId: `${VENDOR}_lonn`, partyOrgNo: VENDOR, rights: [right('ttd-lonnsrapport')] };
    const request = { ...wish, externalRef: 'guide' };
    const { confirmUrl } = await vendor.call<{ confirmUrl: string }>('POST', '/systemuser/request/vendor', request);
    await page.reload();
    await page
      .getByTestId('attention')
      .getByRole('link', { name: /^Behandle forespørselen om «Fjordlønn/ })
      .click();
    await page.waitForURL(`**/request?id=${new URL(confirmUrl).searchParams.get('id')}`);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    await page.goto(platform.urls.portal);
    await ticked(page, 'systemUser');
    await guide.getByText('8 av 8').waitFor();
    await guide.getByText('Alt er gjort, og sett av plattformen.').waitFor();
    await faultless(page, 'guide-done');
    await guide.getByRole('button', { name: 'Skjul' }).click();
    await guide.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Vis «Kom i gang»' }).click();
    await guide.waitFor();
  });

  it('tells which keys expire soon, and leads to them', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'gammel' };
    await site.platform.createClient({ organization: BAKERY, name: 'Brødbestilling', scopes: [], keys: [jwk] });
    site.platform.clock.advance(11.5 * MONTH_MS);
    const page = await site.open('/', '01816010027');
    await page.getByRole('button', { name: 'FJORDVIK BAKERI AS Org.nr. 310 044 423' }).click();
    const attention = page.getByTestId('attention');
    await attention.getByText(/^Nøkkel utløper om \d+ døgn$/).waitFor();
    await faultless(page, 'key-soon');
    await attention.getByRole('link', { name: 'Bytt nøkkelen gammel for «Brødbestilling»' }).click();
    await page.getByRole('row', { name: 'gammel' }).getByText('Utløper snart').waitFor();
    site.platform.clock.reset();
  });

  it('sorts and filters the clients', async () => {
    for (const name of ['Åpen', 'Ærlig', 'Bred'])
      await site.platform.createClient({ organization: VENDOR, name, scopes: [], keys: [] });
    const page = await site.open('/clients', KLOK);
    const names = page.getByRole('rowheader');
    await page.getByRole('button', { name: 'Navn' }).click();
    await names.first().getByText('Bred').waitFor();
    expect((await names.allTextContents()).filter((name) => /^[ÅÆ]/.test(name))).toEqual(['Ærlig', 'Åpen']);
    await page.getByRole('button', { name: 'Navn' }).press('Enter');
    await names.first().getByText('Åpen').waitFor();
    await expect
      .poll(() => page.getByRole('columnheader', { name: 'Navn' }).getAttribute('aria-sort'))
      .toBe('descending');
    await page.getByLabel('Søk etter navn eller klient-ID').fill('bre');
    await expect.poll(() => names.count()).toBe(1);
    await page.getByLabel('Søk etter navn eller klient-ID').fill('');
    await page.locator('label').filter({ hasText: 'I bruk' }).click();
    await page.getByText('Bred').waitFor({ state: 'detached' });
    await faultless(page, 'clients-filtered');
  });
});
