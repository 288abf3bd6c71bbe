import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine, openStore, privateKeyOf } from 'altinn-jwks';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, logIn, noBrowser, type Site, startSite } from './browser.ts';

const VENDOR = '310019747';
/** DAGL of the vendor. */
const KLOK = '07846610027';
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;
const SCOPE = 'altinn:instances.read';
const HOUR_MS = 3600 * 1000;
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const pair = (kid: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const head = { use: 'sig', alg: 'RS256', kid };
  return { kid, privateKey, open: { ...publicKey.export({ format: 'jwk' }), ...head } };
};
const secretOf = ({ kid, privateKey }: { kid: string; privateKey: KeyObject }): Readonly<Record<string, unknown>> => ({
  ...privateKey.export({ format: 'jwk' }),
  ...{ use: 'sig', alg: 'RS256', kid, key_ops: [], oth: [], x5c: [] },
});

describe.skipIf(noBrowser())('the keys of a client', () => {
  let site: Site;
  let folder: string;
  beforeAll(async () => {
    site = await startSite();
    folder = await mkdtemp(join(tmpdir(), 'portvakt-keys-'));
  });
  afterAll(async () => {
    await site?.close();
    if (folder) await rm(folder, { recursive: true });
    expect(site?.complaints).toEqual([]);
  });

  const newClient = async (name: string, keys: readonly object[] = []) =>
    (await site.platform.createClient({ organization: VENDOR, name, scopes: [SCOPE], keys: [...keys] })).clientId;
  /** The tab, and everything that the page has sent since. */
  const open = async (clientId: string) => {
    const page = await site.open(`/clients/${clientId}?tab=keys`, KLOK);
    await page.getByRole('heading', { name: 'Legg til nøkkel' }).waitFor();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    return { page, sent };
  };
  /** No private number of the keys is in what was sent, nor kept, in any alphabet; nor is any private member's name. */
  const holdsNothing = async (
    page: Page,
    sent: readonly string[],
    ...secrets: readonly Readonly<Record<string, unknown>>[]
  ) => {
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    for (const text of [...sent, kept]) {
      for (const secret of secrets)
        for (const member of PRIVATE) {
          const value = String(secret[member]).slice(0, 40);
          expect(text).not.toContain(value);
          expect(text).not.toContain(value.replaceAll('-', '+').replaceAll('_', '/'));
        }
      expect(text).not.toMatch(/\\?"(?:d|p|q|dp|dq|qi)\\?"\s*:|PRIVATE KEY/);
    }
  };
  const way = (page: Page, name: string) => page.locator('label').filter({ hasText: name }).click();
  const row = (page: Page, kid: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: kid }) });
  const act = async (page: Page, kid: string, what: string) => {
    await page.getByRole('button', { name: `Handlinger for nøkkelen ${kid}` }).click();
    await page.getByRole('button', { name: what, exact: true }).filter({ visible: true }).click();
  };
  const saved = async (page: Page, button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return { path, name: download.suggestedFilename(), text: await readFile(path, 'utf8') };
  };
  const sign = async (clientId: string, { kid, privateKey }: { kid: string; privateKey: KeyObject }) => {
    const { clock, urls } = site.platform;
    const iat = Math.floor(clock.now() / 1000);
    const claims = {
      aud: urls.maskinportenIssuer,
      iss: clientId,
      scope: SCOPE,
      iat,
      exp: iat + 100,
      jti: randomUUID(),
    };
    const input = `${encoded({ alg: 'RS256', kid })}.${encoded(claims)}`;
    const assertion = `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey, 'base64url')}`;
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const response = await fetch(`${urls.maskinportenIssuer}token`, { method: 'POST', body });
    expect(await response.text()).toContain('access_token');
  };

  it('are made in the browser, saved, and published without their private half', async () => {
    const clientId = await newClient('Fjordlønn rapport');
    const { page, sent } = await open(clientId);
    await way(page, 'Lag nøkkel i nettleseren');
    await faultless(page, 'keys-make');
    const kid = (await page.getByTestId('kid').textContent()) ?? '';
    expect(kid).toMatch(/^fjordlonn-rapport-TEST\.\d{4}-\d{2}-\d{2}$/);
    await page.getByLabel('Navn på nøkkelsettet').fill('a b');
    await page.getByRole('button', { name: 'Lag nøkkelpar' }).click();
    await page.getByText('Begynn med en bokstav').waitFor();
    await page.getByLabel('Navn på nøkkelsettet').fill('fjordlonn-rapport');
    await page.getByRole('button', { name: 'Lag nøkkelpar' }).click();
    await page.getByRole('heading', { name: `Nøkkelparet ${kid} er laget` }).waitFor();
    await faultless(page, 'keys-made');
    // Before it is saved nothing is sent.
    await page.getByRole('button', { name: 'Legg inn den offentlige delen' }).click();
    await page.getByText('Last ned den private nøkkelen først.').waitFor();
    // Other tabs lose nothing, and say that it waits.
    await page.getByRole('tab', { name: 'Scopes' }).click();
    await page.getByText(`Nøkkelparet ${kid} er laget, men`).waitFor();
    await faultless(page, 'keys-waits');
    await page.getByRole('button', { name: 'Gå til nøkkelparet' }).click();
    // Who leaves is asked first, by the browser.
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.dismiss();
      return dialog.type();
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe('beforeunload');
    const store = await saved(page, 'altinn-jwks-lager');
    expect(store.name).toBe('fjordlonn-rapport-TEST.jwks.json');
    const jwk = JSON.parse((await saved(page, 'JWK')).text) as Record<string, unknown>;
    const pem = (await saved(page, 'PEM (PKCS#8)')).text;
    await page.getByRole('checkbox', { name: 'Jeg har lagret den private nøkkelen' }).check();
    await page.getByRole('button', { name: 'Legg inn den offentlige delen' }).click();
    await page.getByText('Nøkkelen er lagt til.').waitFor();
    await row(page, kid).getByText('Ubrukt').waitFor();
    await faultless(page, 'keys-published');
    expect(sent.some((one) => one.includes(String(jwk['n'])))).toBe(true);
    await holdsNothing(page, sent, jwk);

    // The key tool reads its file, the three are the same key, and Maskinporten takes it.
    const opened = await openStore(folder);
    const set = await opened.read('fjordlonn-rapport', 'TEST');
    expect(set?.keys).toEqual([jwk]);
    expect((await examine(opened, new Date())).findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(createPrivateKey(pem).export({ format: 'jwk' })['d']).toBe(privateKeyOf(jwk).export({ format: 'jwk' })['d']);
    await sign(clientId, { kid, privateKey: createPrivateKey(pem) });
    await page.reload();
    await row(page, kid).getByText('I bruk').waitFor();
  });

  it('come out of a store of altinn-jwks that is dropped, their private halves staying behind', async () => {
    const clientId = await newClient('Slipp');
    const { page, sent } = await open(clientId);
    await way(page, 'Jeg har en nøkkel');
    const secrets = ['slipp-TEST.2026-01-01', 'slipp-TEST.2026-02-01'].map((kid) => secretOf(pair(kid)));
    const store = JSON.stringify({ keys: secrets });
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'slipp-TEST.jwks.json', { type: 'application/json' }));
      return transfer;
    }, store);
    await page.getByLabel('Offentlig nøkkel').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('slipp-TEST.jwks.json er et nøkkellager laget med altinn-jwks.').waitFor();
    await page.getByText('2 offentlige nøkler').waitFor();
    const shown = await page.getByLabel('Offentlig nøkkel').inputValue();
    expect(shown).not.toMatch(/"(?:d|p|q|dp|dq|qi)"/);
    await faultless(page, 'keys-store');
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await page.getByText('2 nøkler er lagt til.').waitFor();
    const choose = async (name: string, text: string) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await choose('slipp-TEST.jwks.json', store);
    await page.getByText('Klienten har allerede alle nøklene i filen.').waitFor();
    await choose('en.jwk.json', JSON.stringify(secrets[0]));
    await page.getByText('Dette ser ut som en privat nøkkel.').waitFor();
    await choose('ny.pem', pair('x').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    await page.getByText('Dette ser ut som en privat nøkkel.').waitFor();
    await choose('ny.jwk.json', JSON.stringify(pair('slipp-3').open));
    await page.getByText('Lest fra ny.jwk.json.').waitFor();
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await row(page, 'slipp-3').waitFor();
    await holdsNothing(page, sent, ...secrets);
  });

  it('are rotated with both published, told by what has been seen to happen', async () => {
    const { clock } = site.platform;
    const [old, fresh] = [pair('lonn-TEST.2026-01-01'), pair('lonn-TEST.2026-06-01')];
    const clientId = await newClient('Roterer', [old.open]);
    await sign(clientId, old);
    clock.advance(HOUR_MS);
    const { page } = await open(clientId);
    await act(page, old.kid, 'Bytt nøkkelen');
    const guide = page.getByTestId('rotation');
    const step = (text: string) => guide.locator('[aria-current=step]').filter({ hasText: text });
    await step('Lag en ny nøkkel og legg den til').waitFor();
    await page.getByLabel('Navn på nøkkelsettet').waitFor();
    await expect.poll(() => page.getByTestId('kid').textContent()).toMatch(/^lonn-TEST\./);
    await faultless(page, 'keys-rotate-1');
    await way(page, 'Jeg har en nøkkel');
    await page.getByLabel('Offentlig nøkkel').fill(JSON.stringify(fresh.open));
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await step('Ta den nye nøkkelen i bruk').waitFor();
    await row(page, old.kid).getByText(`La denne stå til ${fresh.kid} har hentet et token.`).waitFor();
    await row(page, fresh.kid).getByText('Ny og ikke tatt i bruk.').waitFor();
    await faultless(page, 'keys-rotate-2');
    await sign(clientId, fresh);
    await page.reload();
    await step('Slett den gamle nøkkelen').getByText('Vent til det har gått et døgn uten at den er brukt.').waitFor();
    await row(page, old.kid).getByText('Noe bruker den fortsatt.').waitFor();
    clock.advance(25 * HOUR_MS);
    await page.context().clearCookies();
    await page.reload();
    await logIn(page, KLOK);
    await row(page, old.kid).getByText('Kan slettes: ikke brukt siden').waitFor();
    await faultless(page, 'keys-rotate-3');
    await guide.getByRole('button', { name: 'Slett den gamle nøkkelen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Slett den gamle nøkkelen' }).click();
    await page.getByText('Nøkkelen er slettet.', { exact: true }).waitFor();
    await guide.getByText('Den gamle nøkkelen er slettet.').waitFor();
    await expect.poll(() => row(page, old.kid).count()).toBe(0);
    clock.reset();
  });

  it('have a calendar file for their renewal, and details, under a menu that the keyboard reaches', async () => {
    const key = pair('kalender-TEST.2026-01-01');
    const clientId = await newClient('Kalender; <b>\u202eretfel</b>', [key.open]);
    const { page } = await open(clientId);
    await page.getByRole('button', { name: `Handlinger for nøkkelen ${key.kid}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Legg utløpet i kalenderen (.ics)' }).waitFor();
    await faultless(page, 'keys-menu');
    const { name, text } = await saved(page, 'Legg utløpet i kalenderen (.ics)');
    expect(name).toBe(`${key.kid}.ics`);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(text.replaceAll('\r\n ', '')).toContain('Kalender\\; <b>');
    await act(page, key.kid, 'Vis detaljer');
    await page.getByRole('dialog').getByText('Modulus (n)').click();
    await page.getByRole('dialog').getByText(String(key.open.n)).waitFor();
    await faultless(page, 'keys-details');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 844 });
    await faultless(page, 'keys-narrow');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
