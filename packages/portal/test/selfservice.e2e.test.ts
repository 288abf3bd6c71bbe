import { generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { actFor, faultless, logIn, noBrowser, runsAll, speak, useSite } from './browser.ts';
import { makeVendor } from './vendor.ts';

/** DAGL of the vendor Fjordlønn System AS, and of the directorate that owns the prefix skogdir. */
const KLOK = '07846610027';
const SKARP = '09828610071';
/** DAGL of Fjordvik Bakeri AS, which has a sub-unit: there is a choice. */
const RASK = '01816010027';

const pair = (kid: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const head = { use: 'sig', alg: 'RS256', kid };
  return {
    public: { ...publicKey.export({ format: 'jwk' }), ...head },
    private: { ...privateKey.export({ format: 'jwk' }), ...head },
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
};

describe.skipIf(noBrowser())('the portal for people', () => {
  const site = useSite();

  const newClient = async (page: Page, name: string) => {
    await page.getByRole('link', { name: 'Klienter', exact: true }).first().click();
    await page.getByRole('link', { name: 'Ny klient' }).click();
    await page.getByLabel('Visningsnavn').fill(name);
    await page.getByLabel('Beskrivelse').fill('Rapportering');
  };

  it('makes a client with scopes and keys, and shows client_id and kid (maskinporten#115)', async () => {
    const page = await site.open();
    await faultless(page, 'welcome');
    await logIn(page, KLOK);
    await page.getByRole('heading', { level: 1, name: 'Oversikt' }).waitFor();
    await faultless(page, 'home');
    await newClient(page, 'Fjordlønn rapport');
    await page.getByRole('button', { name: 'Velg scopes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Velg scopes' });
    for (const scope of [
      'altinn:instances.read',
      'altinn:instances.write',
      'altinn:authentication/systemregister.write',
      'altinn:authorization/authorize',
    ])
      await dialog.getByRole('checkbox', { name: scope, exact: true }).check();
    await faultless(page, 'scope-dialog');
    await dialog.getByLabel('Vis', { exact: true }).selectOption('all');
    await dialog.getByRole('searchbox').fill('felling');
    await dialog.getByRole('checkbox', { name: 'skogdir:felling.read Mangler tilgang' }).check();
    await dialog.getByText('5 scopes valgt').waitFor();
    await dialog.getByRole('button', { name: 'Bruk valgte scopes' }).click();
    await faultless(page, 'new-client');
    await page.getByRole('button', { name: 'Opprett klient' }).click();
    await page.getByRole('heading', { level: 1, name: 'Fjordlønn rapport' }).waitFor();
    await expect.poll(() => page.title()).toBe('Fjordlønn rapport – Portvakt');
    await expect.poll(() => page.getByTestId('shown-id').textContent()).toMatch(/^[0-9a-f-]{36}$/);
    const clientId = (await page.getByTestId('shown-id').textContent()) ?? '';
    await faultless(page, 'client-created');
    await page.getByRole('link', { name: 'Prøv klienten' }).click();
    await page.getByText('Klienten har ingen nøkler ennå. Registrer en under Nøkler.').waitFor();
    await page.getByRole('tab', { name: 'Nøkler' }).click();

    const [first, second] = [pair('fjordlonn-1'), pair('fjordlonn-2')];
    // Nobody has chosen yet how the first one comes.
    await expect.poll(() => page.getByLabel('Offentlig nøkkel').count()).toBe(0);
    await page.locator('label').filter({ hasText: 'Jeg har en nøkkel' }).click();
    await page.getByLabel('Offentlig nøkkel').fill(JSON.stringify([first.public], null, 2));
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await page.getByText('Nøkkelen er lagt til.').waitFor();
    await page.getByRole('rowheader', { name: 'fjordlonn-1' }).waitFor();
    await page.getByLabel('Offentlig nøkkel').fill(second.pem);
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await expect.poll(() => page.getByRole('rowheader').count()).toBe(2);
    await faultless(page, 'keys');

    await page.getByRole('tab', { name: 'Scopes' }).click();
    await page
      .getByRole('row', { name: /skogdir:felling.read/ })
      .getByText('Mangler tilgang')
      .waitFor();
    await page
      .getByRole('row', { name: /altinn:instances.read/ })
      .getByText('Har tilgang')
      .waitFor();
    await faultless(page, 'client-scopes');
    await page.getByRole('button', { name: 'Fjern skogdir:felling.read' }).click();
    await page.getByText('skogdir:felling.read er fjernet.').waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(5);

    await page.getByRole('tab', { name: 'Detaljer' }).click();
    await page.getByLabel('Levetid').fill('600');
    await page.getByRole('button', { name: 'Lagre klienten' }).click();
    await page.getByText('Endringene er lagret.').waitFor();
    await faultless(page, 'details');
    await page.reload();
    await expect.poll(() => page.getByLabel('Levetid').inputValue()).toBe('600');
    await page.getByRole('tab', { name: 'Logg' }).click();
    await page.getByText('Ingenting ennå').waitFor();
    await page
      .getByRole('navigation', { name: 'Hovedmeny' })
      .getByRole('link', { name: 'Klienter', exact: true })
      .click();
    await page.getByRole('cell', { name: clientId }).waitFor();
    await faultless(page, 'clients');
  });

  it('refuses a private key in every form without sending anything (maskinporten#113)', async () => {
    const page = await site.open('/', KLOK);
    await newClient(page, 'Hemmelig');
    await page.getByRole('button', { name: 'Opprett klient' }).click();
    await page.locator('label').filter({ hasText: 'Jeg har en nøkkel' }).click();
    await page.getByLabel('Offentlig nøkkel').waitFor();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`);
    });
    const secret = pair('secret');
    const jwk = JSON.stringify(secret.private);
    for (const text of [jwk, `[${jwk}]`, `{"keys":[${jwk}]}`, Buffer.from(jwk).toString('base64')]) {
      await page.getByLabel('Offentlig nøkkel').fill(text);
      await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
      await page.getByText('Dette ser ut som en privat nøkkel.').waitFor();
      await expect.poll(() => page.getByLabel('Offentlig nøkkel').inputValue()).toBe('');
      await page.getByLabel('Offentlig nøkkel').fill('x');
      await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
      await page.getByText('Ugyldig format.').waitFor();
    }
    await faultless(page, 'private-key');
    expect(sent).toEqual([]);
  });

  it('refuses a description over 255 characters and an empty name at their fields (maskinporten#116)', async () => {
    const page = await site.open('/', KLOK);
    await newClient(page, '');
    await page.getByLabel('Beskrivelse').fill('x'.repeat(256));
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await page.getByRole('button', { name: 'Opprett klient' }).click();
    const summary = page.getByRole('link', { name: 'Beskrivelsen kan ha høyst 255 tegn. Den har 256.' });
    await summary.waitFor();
    await page.getByRole('link', { name: 'Skriv inn et visningsnavn.' }).waitFor();
    await expect.poll(() => page.getByLabel('Visningsnavn').getAttribute('aria-invalid')).toBe('true');
    await faultless(page, 'form-faults');
    expect(sent).toEqual([]);
    await summary.click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('description');
  });

  it('marks a key with less than a month left, and one that has expired (maskinporten#114)', async () => {
    const { clock } = site.platform;
    const soon = Math.floor(clock.now() / 1000) + 20 * 24 * 3600;
    const page = await site.open('/', KLOK);
    await newClient(page, 'Gammel');
    await page.getByRole('button', { name: 'Opprett klient' }).click();
    const keys = [
      { ...pair('soon').public, exp: soon },
      { ...pair('later').public, exp: soon + 20 * 24 * 3600 },
    ];
    await page.locator('label').filter({ hasText: 'Jeg har en nøkkel' }).click();
    await page.getByLabel('Offentlig nøkkel').fill(JSON.stringify({ keys }));
    await page.getByRole('button', { name: 'Legg til nøkkel' }).click();
    await page.getByText('2 nøkler er lagt til.').waitFor();
    await expect
      .poll(() => page.getByRole('row').filter({ hasText: 'Utløper snart' }).getByRole('rowheader').textContent())
      .toContain('soon');
    await faultless(page, 'key-soon');
    // The browser's own clock says nothing of it.
    clock.advance(25 * 24 * 3600 * 1000);
    await page.context().clearCookies();
    await page.reload();
    await logIn(page, KLOK);
    await page.getByRole('row', { name: 'later' }).getByText('Utløper snart').waitFor();
    await page.getByRole('row', { name: 'soon' }).getByText('Utløpt').waitFor();
    await page.getByRole('button', { name: 'Handlinger for nøkkelen soon' }).click();
    await page.getByRole('button', { name: 'Slett nøkkelen', exact: true }).filter({ visible: true }).click();
    await faultless(page, 'confirm');
    await page.getByRole('dialog').getByRole('button', { name: 'Slett nøkkelen' }).click();
    await page.getByText('Nøkkelen er slettet.').waitFor();
    await expect.poll(() => page.getByRole('rowheader').count()).toBe(1);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    clock.reset();
  });

  it('counts the life of a key by the platform’s clock, to its end', async () => {
    const { clock } = site.platform;
    const vendor = await makeVendor(site.platform);
    const page = await site.open(`/clients/${vendor.clientId}?tab=keys`);
    for (const [days, said] of [
      [0, undefined],
      [340, 'Utløper snart'],
      [30, 'Utløpt'],
    ] as const) {
      clock.advance(days * 24 * 3600 * 1000);
      await page.context().clearCookies();
      await page.reload();
      await logIn(page, KLOK);
      const key = page.getByRole('table', { name: 'Klientens nøkler' });
      await key.waitFor();
      if (said === undefined) await expect.poll(() => key.getByText(/^Utløp(er snart|t)$/).count()).toBe(0);
      else await key.getByText(said, { exact: true }).waitFor();
    }
    clock.reset();
  });

  it("tells in the developer's log which token requests were refused, why, and what to do", async () => {
    const vendor = await makeVendor(site.platform);
    await vendor.token('altinn:authentication/systemuser.request.read');
    await expect(vendor.token('altinn:broker.read')).rejects.toThrow('no token');
    const page = await site.open(`/clients/${vendor.clientId}?tab=log`, KLOK);
    await page.getByTestId('log-row').filter({ hasText: 'Token gitt' }).waitFor();
    await page.getByTestId('log-row').filter({ hasText: 'Avvist' }).getByRole('button').click();
    const details = page.getByTestId('log-details');
    await details.getByText('(MP-200)').waitFor();
    await details.getByText('Slik retter du det').waitFor();
    await faultless(page, 'log');
  });

  it('closes a dialog by Escape, gives the focus back, and changes nothing', async () => {
    const page = await site.open('/clients/new', KLOK);
    const opener = page.getByRole('button', { name: 'Velg scopes' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('checkbox').first().check();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => opener.evaluate((element) => document.activeElement === element)).toBe(true);
    await page.getByText('Ingen scopes er valgt').waitFor();
  });

  it('lets the owner of a prefix create a scope, give access and take it away', async () => {
    const page = await site.open('/', SKARP);
    await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Scopes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Scopes' }).waitFor();
    await faultless(page, 'scopes');
    await page.getByRole('link', { name: 'Nytt scope' }).click();
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByRole('link', { name: 'Skriv inn et underscope.' }).waitFor();
    await page.getByLabel('Underscope').fill('tre.les');
    await page.getByLabel('Beskrivelse').fill('Lese om trær');
    await page.getByLabel('Tilgang kan delegeres i Altinn').check();
    await faultless(page, 'new-scope');
    await page.getByRole('button', { name: 'Opprett scope' }).click();
    await page.getByRole('heading', { level: 1, name: 'skogdir:tre.les' }).waitFor();
    const given: string[] = [];
    page.on('request', (request) => request.method() === 'PUT' && given.push(request.url()));
    const give = async (number: string) => {
      await page.getByRole('combobox', { name: 'Virksomhet' }).fill(number);
      await page.getByRole('button', { name: 'Gi tilgang' }).click();
    };
    await give('310 019 748');
    await page.getByText('Dette er ikke et gyldig organisasjonsnummer.').waitFor();
    await give('999999999');
    await page.getByText('Fant ingen virksomhet med organisasjonsnummer 999 999 999.').waitFor();
    await faultless(page, 'scope-access-unknown');
    await give('310 019 747');
    const dialog = page.getByRole('dialog', { name: 'Gi tilgang?' });
    await dialog.getByText('FJORDLØNN SYSTEM AS').waitFor();
    await dialog.getByText('310 019 747').waitFor();
    await faultless(page, 'scope-give');
    expect(given).toEqual([]);
    await dialog.getByRole('button', { name: 'Gi tilgang' }).click();
    await page.getByText('FJORDLØNN SYSTEM AS har fått tilgang.').waitFor();
    expect(given.length).toBe(1);
    await faultless(page, 'scope-access');
    await page.getByRole('button', { name: 'Fjern tilgangen til FJORDLØNN SYSTEM AS' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Fjern' }).click();
    await page.getByText('Ingen virksomheter har fått tilgang.').waitFor();
    await page.getByRole('tab', { name: 'Detaljer' }).click();
    await expect.poll(() => page.getByLabel('Tilgang kan delegeres i Altinn').isChecked()).toBe(true);
    await faultless(page, 'scope-details');
  });

  it('finds what has been deactivated, and takes it into use again', async () => {
    const page = await site.open('/', SKARP);
    for (const { list, make, off, sure, on, said } of [
      {
        list: 'Scopes',
        make: async () => {
          await page.getByRole('link', { name: 'Nytt scope' }).click();
          await page.getByLabel('Underscope').fill('hvile');
          await page.getByLabel('Beskrivelse').fill('Hviler');
          await page.getByRole('button', { name: 'Opprett scope' }).click();
          await page.getByRole('tab', { name: 'Detaljer' }).click();
          return 'skogdir:hvile';
        },
        off: 'Deaktiver scopet',
        sure: 'Deaktiver scopet',
        on: 'Aktiver scope',
        said: 'Scopet er aktivert.',
      },
      {
        list: 'Klienter',
        make: async () => {
          await page.getByRole('link', { name: 'Ny klient' }).click();
          await page.getByLabel('Visningsnavn').fill('Hvilende');
          await page.getByLabel('Beskrivelse').fill('Hviler');
          await page.getByRole('button', { name: 'Opprett klient' }).click();
          await page.getByRole('tab', { name: 'Detaljer' }).click();
          return 'Hvilende';
        },
        off: 'Deaktiver klienten',
        sure: 'Deaktiver klienten',
        on: 'Aktiver klienten',
        said: 'Klienten er aktivert.',
      },
    ]) {
      await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: list, exact: true }).click();
      const name = await make();
      await page.getByRole('button', { name: off }).click();
      await page.getByRole('dialog').getByRole('button', { name: sure }).click();
      const resting = page.getByRole('table', { name: 'Deaktiverte' });
      await resting.getByRole('link', { name }).waitFor();
      await faultless(page, `deactivated-${list}`);
      await resting.getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await expect.poll(() => page.getByRole('button', { name: off, exact: true }).count()).toBe(0);
      await faultless(page, `deactivated-one-${list}`);
      await page.getByRole('button', { name: on }).click();
      await page.getByText(said).waitFor();
      await page.getByRole('button', { name: off }).waitFor();
      await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: list, exact: true }).click();
      await page.getByRole('link', { name }).waitFor();
      await resting.getByRole('link', { name }).waitFor({ state: 'detached' });
    }
  });

  it('asks whom to act for, remembers it, and lets one change it', async () => {
    const page = await site.open('/clients', RASK);
    await page.getByRole('heading', { level: 1, name: 'Velg virksomhet' }).waitFor();
    await faultless(page, 'choose-organization');
    await actFor(page, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    await page.getByRole('heading', { level: 1, name: 'Klienter' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^På vegne av FJORDVIK BAKERI AS/ }).click();
    await page.getByRole('combobox', { name: 'Bytt virksomhet' }).fill('torget');
    await page.getByRole('option').first().click();
    await page.getByRole('button', { name: /^På vegne av .*TORGET/ }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Klienter' }).waitFor();
  });

  it.runIf(runsAll)(
    'keeps the language, says it to screen readers, and works on a narrow screen by keyboard',
    async () => {
      const page = await site.open();
      await page.setViewportSize({ width: 320, height: 640 });
      // A key that is pressed before the page is there goes nowhere, and is pressed once.
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('Tab');
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Hopp til hovedinnhold');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
      await speak(page, 'English');
      await page.getByRole('heading', { level: 1, name: 'Welcome to Portvakt' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Welcome to Portvakt' }).waitFor();
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
      await faultless(page, 'narrow-english');
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      await page.getByRole('link', { name: 'Log in' }).click();
      await page.locator(`button[name=person][value="${KLOK}"]`).click();
      for (const path of ['/', '/clients', '/clients/new', '/no/such/page']) {
        await page.goto(new URL(path, site.platform.urls.base).href);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expect.poll(() => page.locator('h1').count()).toBe(1);
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: path })
          .toBeLessThanOrEqual(320);
        await faultless(page, `narrow-${path.replaceAll('/', '-')}`);
      }
    },
  );

  it('tells a person without the right that the organisation is not theirs to administer', async () => {
    const page = await site.open('/clients', '23836410777');
    await actFor(page, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    await page.getByRole('alert').getByRole('heading', { name: 'Du har ikke tilgang til klientene' }).waitFor();
    await faultless(page, 'forbidden');
  });
});
