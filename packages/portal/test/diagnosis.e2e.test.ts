import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, faultlessAtBothWidths, noBrowser, picture, type Site, speak, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the vendor. */
const KLOK = '07846610027';
const BAKERY = '310044423';
const READ = 'altinn:instances.read';
/** Nobody has given the vendor access to it. */
const NOT_GIVEN = 'altinn:broker.read';

const pair = (kid: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const names = { use: 'sig', alg: 'RS256', kid };
  const jwk = { ...publicKey.export({ format: 'jwk' }), ...names };
  return { jwk, privateKey, file: { ...privateKey.export({ format: 'jwk' }), ...names } };
};
const own = pair('egen-nokkel');
const other = pair('egen-nokkel');

describe.skipIf(noBrowser())('why a client does not work', () => {
  let site: Site;
  let vendor: Vendor;
  let page: Page;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
    page = await site.open('/', KLOK);
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const client = async (scopes: readonly string[], keys: readonly object[] = [own.jwk]) => {
    const made = { organization: VENDOR, name: 'Prøveklient', scopes: [...scopes], keys: [...keys] };
    return (await site.platform.createClient(made)).clientId;
  };
  const open = async (clientId: string) => {
    await page.goto(`${site.platform.urls.base}/clients/${clientId}?tab=diagnosis`);
    await page.getByTestId('verdict').waitFor();
  };
  const give = (file: object) =>
    page
      .getByLabel('Nøkkelfil')
      .setInputFiles({ name: 'key.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  const check = () => page.getByRole('button', { name: 'Sjekk på nytt' }).click();
  const step = (name: string, state: string) => page.locator(`[data-testid=step-${name}][data-state=${state}]`);
  const verdict = (words: string) => page.getByTestId('verdict').getByText(words).waitFor();

  it('finds nothing wrong with one that works, and goes the whole way with a key', async () => {
    await open(await client([READ]));
    await verdict('Ingen feil funnet');
    await step('grant', 'SKIP').getByText('Ikke prøvd uten nøkkelfil').waitFor();
    await faultlessAtBothWidths(page, 'diagnosis-healthy');
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    await give(own.file);
    await check();
    await step('exchange', 'OK').waitFor();
    await step('grant', 'OK').waitFor();
    await verdict('Klienten får token og Altinn-token med denne nøkkelen.');
    expect(sent.join('\n')).toContain('/maskinporten/token');
    for (const secret of [own.file.d, own.file.p]) expect(sent.join('\n')).not.toContain(secret);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(kept).not.toContain(own.file.d);
    await faultless(page, 'diagnosis-whole');
  });

  it('names a client without keys, and leads to where one is registered', async () => {
    await open(await client([READ], []));
    await step('registered', 'FAIL').getByText('Klienten har ingen nøkkel.').waitFor();
    await page.getByTestId('verdict').getByText('Hvem kan gjøre det: Daglig leder').waitFor();
    await page.getByTestId('verdict').getByRole('link', { name: 'Gå til nøklene' }).click();
    await page.getByRole('heading', { name: 'Legg til' }).first().waitFor();
  });

  it('names one that is deactivated before all that follows from it', async () => {
    const clientId = await client([NOT_GIVEN], []);
    await open(clientId);
    const status = await page.evaluate(
      async ([id, organization]) => {
        const headers = { 'x-portvakt-organization': organization };
        return (await fetch(`/selvbetjening/api/v1/clients/${id}`, { method: 'DELETE', headers })).status;
      },
      [clientId, VENDOR] as const,
    );
    expect(status).toBeLessThan(300);
    await open(clientId);
    await verdict('Begynn med dette: Klienten');
    await step('registered', 'FAIL').waitFor();
  });

  it('names the scopes that nobody has given access to', async () => {
    await open(await client([READ, NOT_GIVEN]));
    const refused = step('scopes', 'FAIL');
    await refused.getByText(NOT_GIVEN).waitFor();
    await expect.poll(() => refused.getByText(READ, { exact: true }).count()).toBe(0);
    // What to do is said once, with the way to who can do it in a sandbox.
    await refused.getByText('Hva du kan gjøre med det, står øverst.').waitFor();
    const top = page.getByTestId('verdict');
    await top.getByText('fortsett som DYKTIG DELFIN, som handler for').waitFor();
    await expect.poll(() => top.getByRole('link').count()).toBe(1);
    const way = await top.getByRole('link', { name: 'Logg inn som DYKTIG DELFIN' }).getAttribute('href');
    const { searchParams } = new URL(way ?? '', site.platform.urls.base);
    expect(searchParams.get('login_hint')).toBe('DYKTIG DELFIN');
    expect(searchParams.get('goto')).toContain(
      '/scopes/details?scope=altinn%3Abroker.read&tab=access&virksomhet=310007404',
    );
    await faultless(page, 'diagnosis-scopes');
  });

  it('tells why the last request was refused, from the log', async () => {
    const clientId = await client([READ]);
    const iat = Math.floor(site.platform.clock.now() / 1000);
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      aud: 'https://maskinporten.no/',
      iss: clientId,
      scope: READ,
      iat,
      exp: iat + 60,
      jti: randomUUID(),
    };
    const input = `${encoded({ alg: 'RS256', kid: own.jwk.kid })}.${encoded(claims)}`;
    const assertion = `${input}.${createSign('RSA-SHA256').update(input).sign(own.privateKey, 'base64url')}`;
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    await fetch(`${site.platform.urls.maskinportenIssuer}token`, { method: 'POST', body: new URLSearchParams(form) });
    await open(clientId);
    await step('grant', 'FAIL').getByText('https://maskinporten.no/').waitFor();
    await page.getByTestId('verdict').getByRole('link', { name: 'Se loggen' }).click();
    await page.getByTestId('log-row').first().waitFor();
  });

  it.each([
    ['another key under the same kid', other.file, 'Klienten har en annen nøkkel under denne kid-en.'],
    ['the key under another kid', { ...own.file, kid: 'feil' }, 'Nøkkelen er registrert med en annen kid.'],
    ['a key of nobody', pair('ukjent').file, 'Nøkkelen er ikke registrert på klienten.'],
  ])('names %s, once a key is chosen', async (_, file, words) => {
    await open(await client([READ]));
    await verdict('Ingen feil funnet');
    await give(file);
    await check();
    await step('registered', 'FAIL').getByText(words).waitFor();
    await step('grant', 'SKIP').waitFor();
    await verdict(words);
  });

  it('follows a system user from the system to the customer’s answer', async () => {
    const clientId = await client([READ]);
    await open(clientId);
    await page.getByLabel('Hvem handler klienten for?').selectOption('system-user');
    const customer = page.getByRole('combobox', { name: 'Kunde' });
    await customer.fill('123 456 789');
    await check();
    await page.getByText('Et organisasjonsnummer har ni siffer').first().waitFor();
    await expect.poll(() => customer.evaluate((one) => one === document.activeElement)).toBe(true);
    await faultless(page, 'diagnosis-fault');
    await customer.fill('fjordvik bak');
    await page.getByRole('option', { name: /310\s044\s423/ }).waitFor();
    await customer.press('ArrowDown');
    await customer.press('Enter');
    await expect.poll(() => customer.inputValue()).toContain('FJORDVIK BAKERI AS');
    await check();
    await step('system', 'FAIL').getByText('Ingen av systemene til virksomheten har denne klienten.').waitFor();

    await vendor.call('POST', '/systemregister/vendor', systemBody('feilsok', { clientId: [clientId] }));
    await page.getByLabel('Returadresse').fill('https://vendor.example/other');
    await page.getByLabel('Ressurs').fill('ukjent-tjeneste');
    await check();
    await step('system', 'OK').getByText('feilsok').waitFor();
    await step('redirect', 'FAIL').getByText('https://vendor.example/done').waitFor();
    await step('approval', 'FAIL').getByText('Kunden har ingen systembruker').waitFor();
    await step('rights', 'FAIL').getByText('Ressursen finnes ikke').waitFor();

    const asked = {
      systemId: `${VENDOR}_feilsok`,
      partyOrgNo: BAKERY,
      externalRef: 'kasse',
      rights: [right('skogdir-felling')],
    };
    await vendor.call('POST', '/systemuser/request/vendor', asked);
    await page.getByLabel('Returadresse').fill('https://vendor.example/done?id=1');
    await check();
    await step('redirect', 'OK').waitFor();
    await step('approval', 'TODO').getByText('Kunden har ikke svart ennå.').waitFor();
    await verdict('Begynn med dette: Kundens godkjenning');
    await faultlessAtBothWidths(page, 'diagnosis-waiting');
  });

  it('asks the PDP, and leads to why it says no', async () => {
    await open(await client([READ]));
    await page.getByLabel('Ressurs').fill('skogdir-felling');
    await page.getByLabel('Handling').fill('finnesikke');
    await check();
    await step('rights', 'FAIL').getByText('Ingen regel i policyen gjelder handlingen.').waitFor();
    await page.getByLabel('Handling').fill('read');
    await check();
    await step('rights', 'OK').waitFor();
    await step('decision', 'FAIL').getByRole('link', { name: 'Se hvorfor' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lekeplass for tilgang' }).waitFor();
  });

  it('speaks all three languages, and shows what is hostile as text', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    await open(await client([READ]));
    await page.getByLabel('Hvem handler klienten for?').selectOption('system-user');
    await page.getByRole('combobox', { name: 'Kunde' }).fill(BAKERY);
    await page.getByLabel('Ekstern referanse').fill(hostile);
    await page.getByLabel('Returadresse').fill(`javascript:${hostile}`);
    await page.getByLabel('Ressurs').fill(hostile);
    await check();
    await page.getByText('En ressurs-ID har bare små bokstaver').first().waitFor();
    await page.getByLabel('Ressurs').fill('');
    await check();
    await step('system', 'FAIL').waitFor();
    for (const [language, words] of [
      ['Norsk (nynorsk)', 'Byrj med dette: System'],
      ['English', 'Start with this: System'],
    ] as const) {
      await speak(page, language);
      await verdict(words);
      await faultless(page, `diagnosis-${language}`);
    }
    await picture(page, 'diagnosis-english');
  });
});
