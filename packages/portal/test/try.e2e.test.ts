import { generateKeyPairSync } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, logIn, noBrowser, runsAll, type Site, speak, startSite } from './browser.ts';
import { VENDOR } from './vendor.ts';

/** DAGL of the vendor, and of the bakery. */
const KLOK = '07846610027';
const RASK = '01816010027';
const BAKERY = '310044423';
const SCOPES = ['altinn:authorization/authorize', 'altinn:instances.read'];
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const names = { use: 'sig', alg: 'RS256', kid: 'egen-nokkel' };
const publicJwk = { ...publicKey.export({ format: 'jwk' }), ...names };
const privateJwk = { ...privateKey.export({ format: 'jwk' }), ...names };
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const other = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
const store = { keys: [{ ...other.export({ format: 'jwk' }), kid: 'eldre' }, privateJwk] };

describe.skipIf(noBrowser())('trying a client', () => {
  let site: Site;
  let clientId: string;
  beforeAll(async () => {
    site = await startSite();
    const client = { organization: VENDOR, name: 'Prøveklient', scopes: SCOPES, keys: [publicJwk] };
    ({ clientId } = await site.platform.createClient(client));
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const open = async (query = '', id = clientId) => {
    const page = await site.open(`/clients/${id}?tab=try${query}`);
    const sent: string[] = [];
    page.on('request', (request) => {
      sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`);
    });
    await logIn(page, KLOK);
    return { page, sent };
  };
  const give = (page: Page, name: string, text: string) =>
    page.getByLabel('Nøkkelfil').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  /** By keyboard: a part of the name, and the first that is found. */
  const choose = async (page: Page, box: Locator, part: string, name: string) => {
    await box.fill(part);
    await page.getByRole('option', { name }).first().waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toContain(name);
  };
  const step = (page: Page, name: string, is = 'made') => page.locator(`[data-testid=step-${name}][data-is=${is}]`);
  const secrets = [...PRIVATE.map((member) => String(privateJwk[member])), ...pem.split('\n').slice(1, 8)];

  const FORMS = [
    ['a JWK', 'key.json', JSON.stringify(privateJwk)],
    ['a store of altinn-jwks', 'x-TEST.jwks.json', JSON.stringify(store)],
    ['a JWK in base64', 'key.txt', Buffer.from(JSON.stringify(privateJwk)).toString('base64')],
    ['PEM', 'key.pem', pem],
  ] as const;
  it.each(runsAll ? FORMS : FORMS.slice(0, 2))(
    'makes a grant in the page with %s, and sends no part of the key',
    async (_, name, text) => {
      const { page, sent } = await open();
      await give(page, name, text);
      await page.getByText('Klar til å signere med egen-nokkel.').waitFor();
      await page.getByRole('button', { name: 'Hent token' }).click();
      await step(page, 'exchange').waitFor();
      await step(page, 'exchange').getByText('Virksomheten som det handles for').waitFor();
      for (const made of ['assertion', 'token']) await step(page, made).waitFor();
      const requests = sent.join('\n');
      expect(requests).toContain('/maskinporten/token');
      expect(requests).toContain('/exchange/maskinporten');
      for (const secret of secrets) expect(requests).not.toContain(secret);
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
      for (const secret of secrets) expect(kept).not.toContain(secret);
      if (name === 'key.json') await faultless(page, 'try-made');
    },
  );

  it('asks the PDP too, and shows its answer', async () => {
    const { page } = await open();
    await give(page, 'key.json', JSON.stringify(privateJwk));
    await page.getByLabel('Spør PDP').check();
    await page.getByRole('button', { name: 'Hent token' }).click();
    await page.getByText('Fyll ut fødselsnummer').waitFor();
    await page.getByLabel('Fødselsnummer').fill(RASK);
    const party = page.getByRole('combobox', { name: 'For virksomhet' });
    await expect.poll(() => party.inputValue()).toMatch(/310\s019\s747/);
    await choose(page, party, 'fjordvik bak', 'FJORDVIK BAKERI AS');
    await faultless(page, 'try-question');
    await page.getByLabel('Ressurs').fill('skogdir-felling');
    await page.getByRole('button', { name: 'Hent token' }).click();
    await step(page, 'decision', 'decided').getByText('Permit').first().waitFor();
    await faultless(page, 'try-decided');
  });

  it('finds the customer of a system user by name, and asks for a number where nobody is found', async () => {
    const { page, sent } = await open();
    await give(page, 'key.json', JSON.stringify(privateJwk));
    const customer = page.getByRole('combobox', { name: 'Kunde (systembruker)' });
    await page.getByText('La det stå tomt for et token til klienten selv. Søk etter navn').waitFor();
    await customer.fill('finnes ikke');
    await page.getByRole('button', { name: 'Hent token' }).click();
    await page.getByText('Et organisasjonsnummer har ni siffer.').waitFor();
    await expect.poll(() => customer.evaluate((one) => one === document.activeElement)).toBe(true);
    await faultless(page, 'try-customer-fault');
    await choose(page, customer, 'fjordvik bak', 'FJORDVIK BAKERI AS');
    await page.getByRole('button', { name: 'Hent token' }).click();
    await step(page, 'token', 'refused').waitFor();
    const grants = sent.flatMap((one) => /assertion=[\w-]+\.([\w-]+)\./.exec(one)?.[1] ?? []);
    expect(grants.map((claims) => Buffer.from(claims, 'base64url').toString()).join()).toContain(`0192:${BAKERY}`);
    // A number is taken as it is written, with the spaces that people put in it.
    await customer.fill('310 044 423');
    await page.getByRole('button', { name: 'Hent token' }).click();
    await step(page, 'token', 'refused').waitFor();
  });

  it('says why it was refused and what to do, from the log', async () => {
    const { page } = await open('&scope=altinn%3Ainstances.read');
    await expect.poll(() => page.getByRole('checkbox', { name: SCOPES[1] ?? '' }).isChecked()).toBe(true);
    await expect.poll(() => page.getByRole('checkbox', { name: SCOPES[0] ?? '' }).isChecked()).toBe(false);
    await give(page, 'other.pem', other.export({ format: 'pem', type: 'pkcs8' }).toString());
    await page.getByText('Denne nøkkelen er ikke registrert på klienten.').waitFor();
    await page.getByRole('button', { name: 'Hent token' }).click();
    const refused = step(page, 'token', 'refused');
    await refused.getByText('Signaturen stemmer ikke.').waitFor();
    await refused.getByText('Signer med den private delen av nøkkelen som er registrert på klienten.').waitFor();
    await faultless(page, 'try-refused');
    await refused.getByRole('link', { name: 'Se det i loggen' }).click();
    await page.getByTestId('log-row').first().waitFor();
  });

  it.runIf(runsAll)('names whose scope it is that nobody has given access to, in each language', async () => {
    const scope = 'altinn:broker.read';
    const client = { organization: VENDOR, name: 'Uten tilgang', scopes: [scope], keys: [publicJwk] };
    const { page } = await open(
      `&scope=${encodeURIComponent(scope)}`,
      (await site.platform.createClient(client)).clientId,
    );
    const owner = 'DIREKTORATET FOR SYNTETISK DIGITALISERING';
    await give(page, 'key.json', JSON.stringify(privateJwk));
    await page.getByRole('button', { name: 'Hent token' }).click();
    const refused = step(page, 'token', 'refused');
    for (const [language, why, remedy] of [
      ['Norsk (bokmål)', /^Virksomheten \(310\s019\s747\) har ikke fått tilgang/, `^Be .*${owner}.* om tilgang`],
      ['Norsk (nynorsk)', /^Verksemda \(310\s019\s747\) har ikkje fått tilgang/, `^Be .*${owner}.* om tilgang`],
      ['English', /^The organisation \(310\s019\s747\) has not been given/, `^Ask .*${owner}`],
    ] as const) {
      await speak(page, language);
      await refused.getByText(why).waitFor();
      await refused.getByText(new RegExp(remedy)).waitFor();
    }
    await faultless(page, 'try-no-access');
  });

  it('says what is wrong with a file that is no private key', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Hent token' }).click();
    await page.getByText('Velg en nøkkelfil først.').waitFor();
    const chooser = page.getByRole('button', { name: 'Velg fil' });
    await expect.poll(() => chooser.evaluate((one) => one === document.activeElement)).toBe(true);
    await faultless(page, 'try-no-key');
    for (const [text, words] of [
      [JSON.stringify(publicJwk), 'Filen har bare den offentlige delen.'],
      [privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(), 'Nøkkelen er i PKCS#1.'],
      [
        privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
        'Nøkkelen er kryptert.',
      ],
      ['<img src=x onerror=alert(1)>', 'Filen er ingen nøkkel som kan leses her.'],
    ] as const) {
      await give(page, 'file', text);
      await page.getByText(words).waitFor();
    }
    await faultless(page, 'try-fault');
  });

  it('gives commands and programs to copy, and fits a telephone in the dark', async () => {
    const { page } = await open();
    for (const language of ['portvakt', 'curl', 'TypeScript', 'C#', 'Python']) {
      await page.getByRole('tab', { name: language, exact: true }).click();
      await page.getByTestId(`sample-${language}`).getByText(clientId).first().waitFor();
    }
    await faultless(page, 'try-samples');
    await speak(page, 'English');
    await page.getByRole('heading', { name: 'Try it here' }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await faultless(page, 'try-narrow');
  });

  it('lets its pages ask nobody but the platform', async () => {
    const { headers } = await fetch(`${site.platform.urls.base}/`, { headers: { accept: 'text/html' } });
    expect(headers.get('content-security-policy')).toContain("connect-src 'self'");
  });
});
