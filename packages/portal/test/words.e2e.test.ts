import { generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, noBrowser, picture, type Site, startSite } from './browser.ts';
import { makeVendor, type Vendor } from './vendor.ts';

/** DAGL of the vendor, and of the directorate that owns the prefix skogdir. */
const KLOK = '07846610027';
const SKARP = '09828610071';
/** Of the bakery's board, and not its access manager. */
const MEMBER = '23836410777';

const jwk = (kid: string, bits: number, more: object = {}): string =>
  JSON.stringify({
    ...generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }),
    use: 'sig',
    alg: 'RS256',
    kid,
    ...more,
  });

/** Every sentence in an answer, however deep. */
function sentences(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes(' ') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sentences) : [];
}

describe.skipIf(noBrowser())('a Norwegian page', () => {
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

  /** A page, and the sentences of every refusal that it has had. */
  const open = async (path: string, person: string) => {
    const page = await site.open(path, person);
    const refused: Promise<string>[] = [];
    page.on('response', (response) => {
      // Of a page that has been left there is no body any more.
      if (response.status() >= 400) refused.push(response.text().catch(() => '{}'));
    });
    return { page, refused };
  };
  const onlyItsOwn = async (page: Page, refused: readonly Promise<string>[], name: string) => {
    await picture(page, name);
    expect(await faultsOf(page), name).toEqual([]);
    const bodies = await Promise.all(refused);
    const said = bodies.flatMap((body) => sentences(JSON.parse(body)));
    expect(said.length, `${name} was refused`).toBeGreaterThan(0);
    const shown = ((await page.locator('body').textContent()) ?? '').replaceAll(/\s+/g, ' ');
    expect(said.filter((sentence) => shown.includes(sentence))).toEqual([]);
    expect(shown).not.toMatch(/\b(must|cannot|exists already|there is no|not a usable|has passed)\b/);
  };

  it('says in its own words why a key was refused', async () => {
    const { page, refused } = await open(`/clients/${vendor.clientId}?tab=keys`, KLOK);
    for (const [text, said] of [
      [jwk('small', 1024), 'Nøkkelen har 1024 bit. Den må ha 2048 til 8192.'],
      [jwk('old', 2048, { exp: 1 }), 'Nøkkelen er utløpt.'],
      [jwk('wrong alg', 2048, { alg: 'PS256' }), 'Nøkkelen må ha «alg» lik RS256, RS384 eller RS512.'],
      [jwk('a b', 2048), '«kid» må ha 1 til 255 bokstaver'],
      [jwk('enc', 2048, { use: 'enc' }), 'Nøkkelen må ha «use» lik «sig».'],
      [JSON.stringify({ kty: 'EC', crv: 'P-256', kid: 'ec', x: 'a', y: 'b' }), 'Maskinporten tar bare RSA-nøkler.'],
      [
        '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
        'Teksten kan ikke leses som en offentlig RSA-nøkkel',
      ],
    ] as const) {
      await page.getByLabel('Offentlig nøkkel').fill(text);
      await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
      await page.getByRole('alert').getByText(said).waitFor();
    }
    expect(refused.length).toBe(7);
    await onlyItsOwn(page, refused, 'words-key');
  });

  it('says in its own words why a scope and a client were refused', async () => {
    const { page, refused } = await open('/scopes/new', SKARP);
    await page.getByLabel('Beskrivelse').fill('Prøve');
    await page.getByLabel('Underscope').fill('to ord');
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByText('Bruk bare bokstaver, tall, punktum').first().waitFor();
    await page.getByLabel('Underscope').fill('felling.read');
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByText('Scopet skogdir:felling.read finnes allerede.').waitFor();
    await page.getByLabel('Underscope').fill('ny');
    await page.getByLabel('Beskrivelse').fill('x'.repeat(256));
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByText('Teksten er for lang. Den kan ha høyst 255 tegn.').first().waitFor();
    await onlyItsOwn(page, refused, 'words-scope');
    await page.getByRole('link', { name: 'Avbryt' }).click();
    await page.goto(`${site.platform.urls.base}/scopes/details?scope=no%3Asuch`);
    await page.getByRole('main').getByText('Fant ikke det du ba om.').waitFor();
    await page.goto(`${site.platform.urls.base}/clients/0b9a6a0e-0000-4000-8000-000000000000`);
    await page.getByRole('main').getByText('Fant ikke det du ba om.').waitFor();
    await onlyItsOwn(page, refused, 'words-missing');
  });

  it('says in its own words whose suppliers and consents one may not see', async () => {
    const { page, refused } = await open('/accessmanagement/ui/maskinporten?virksomhet=310044423', MEMBER);
    await page.reload();
    await page.getByRole('alert').getByText('Du har ikke tilgang').first().waitFor();
    await page.getByRole('alert').getByRole('link', { name: 'Hvorfor?' }).waitFor();
    await onlyItsOwn(page, refused, 'words-suppliers');
    await page.goto(`${site.platform.urls.base}/accessmanagement/ui/consent/request?id=${vendor.clientId}`);
    await page.getByRole('main').getByText('Fant ikke det du ba om.').waitFor();
    await onlyItsOwn(page, refused, 'words-consent');
  });

  it('says in its own words, with the values, why a token was refused and what to do', async () => {
    await expect(vendor.token('altinn:broker.read')).rejects.toThrow('no token');
    const { page } = await open(`/clients/${vendor.clientId}?tab=log`, KLOK);
    await page.getByTestId('log-row').filter({ hasText: 'Avvist' }).getByRole('button').click();
    const entry = page.getByTestId('log-details');
    await entry.getByText('Klienten kan ikke be om scopet altinn:broker.read.').waitFor();
    await entry.getByText('Legg scopet til klienten, eller la det være.').waitFor();
    const log = await page.getByRole('main').textContent();
    expect(log).not.toMatch(/Invalid assertion|invalid scopes|Add altinn/);
    // Who looks for what the client was told finds it, marked as English.
    await entry.getByText('Svaret ordrett, slik klienten fikk det').click();
    const verbatim = entry.locator('[lang=en] code');
    await verbatim.getByText('Token request contains invalid scopes for client').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it('says in its own words why the playground got no answer, and where a policy is wrong', async () => {
    const { page, refused } = await open('/playground', SKARP);
    for (const [name, value] of [
      ['Person', '999999'],
      ['Virksomhet', '310044423'],
      ['Ressurs', 'no-such-resource'],
      ['Handling', 'read'],
    ] as const)
      await page.getByRole('combobox', { name }).fill(value);
    await page.getByRole('button', { name: 'Spør' }).click();
    await page.getByRole('heading', { name: 'Svar: Kunne ikke avgjøres' }).waitFor();
    await page.getByText('Ressursen finnes ikke, eller har ingen policy.').waitFor();
    await expect.poll(() => page.getByRole('main').textContent()).not.toMatch(/there is no policy|could not be/);
    await page.goto(`${site.platform.urls.base}/resources/policy?resource=skogdir-felling&tab=xml`);
    const text = page.getByLabel('Policyen som XACML');
    await text.fill((await text.inputValue()).replace('function:string-equal"', 'function:string-eqaul"'));
    await page.getByRole('button', { name: 'Kontroller' }).click();
    await page.getByRole('alert').getByText('Policyen bruker en funksjon som ikke finnes.').waitFor();
    await page.getByText(/^Linje \d+, tegn \d+$/).waitFor();
    await onlyItsOwn(page, refused, 'words-policy');
  });
});
