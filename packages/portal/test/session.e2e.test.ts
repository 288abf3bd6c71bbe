import { generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultless, logInByPages, logOut, noBrowser, runsAll, type Site, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

/** DAGL of the vendor, and of the directorate that owns the prefix skogdir. */
const KLOK = '07846610027';
const SKARP = '09828610071';
const BAKERY = '310044423';

const publicKey = (kid: string): string =>
  JSON.stringify({
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
    use: 'sig',
    alg: 'RS256',
    kid,
  });

describe.skipIf(noBrowser())('a session', () => {
  let site: Site;
  let vendor: Vendor;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
    await vendor.call('POST', '/systemregister/vendor', systemBody('lonn', { clientId: [vendor.clientId] }));
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const ended = (page: Page) => page.getByRole('heading', { level: 1, name: 'Du er logget ut' });
  const kept = (page: Page) => page.getByText('Dette hadde du skrevet før.');
  const send = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  const FORMS: readonly {
    readonly form: string;
    readonly person: string;
    readonly path: () => string;
    readonly write: (page: Page) => Promise<unknown>;
    readonly submit: (page: Page) => Promise<unknown>;
    readonly stands: (page: Page) => Promise<unknown>;
  }[] = [
    {
      form: 'a new client',
      person: KLOK,
      path: () => '/clients/new',
      write: async (page) => {
        await page.getByLabel('Visningsnavn').fill('Sent');
        await page.getByLabel('Beskrivelse').fill('Etter utlogging');
        await send(page, 'Velg scopes');
        await page.getByRole('checkbox', { name: 'altinn:instances.read', exact: true }).check();
        await send(page, 'Bruk valgte scopes');
      },
      submit: (page) => send(page, 'Opprett klient'),
      stands: async (page) => {
        await expect.poll(() => page.getByLabel('Visningsnavn').inputValue()).toBe('Sent');
        await expect.poll(() => page.getByLabel('Beskrivelse').inputValue()).toBe('Etter utlogging');
        await page.getByRole('listitem').filter({ hasText: 'altinn:instances.read' }).waitFor();
        await send(page, 'Opprett klient');
        await page.getByText('Klienten er opprettet.').waitFor();
        await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('Etter utlogging');
        await page.goto(`${site.platform.urls.base}/clients/new`);
        await page.getByLabel('Visningsnavn').waitFor();
        await expect.poll(() => page.getByLabel('Visningsnavn').inputValue()).toBe('');
        await expect.poll(() => kept(page).count()).toBe(0);
      },
    },
    {
      form: 'a client',
      person: KLOK,
      path: () => `/clients/${vendor.clientId}?tab=details`,
      write: (page) => page.getByLabel('Levetid').fill('77'),
      submit: (page) => send(page, 'Lagre klienten'),
      stands: (page) => expect.poll(() => page.getByLabel('Levetid').inputValue()).toBe('77'),
    },
    {
      form: 'a public key',
      person: KLOK,
      path: () => `/clients/${vendor.clientId}?tab=keys`,
      write: (page) => page.getByLabel('Offentlig nøkkel').fill(publicKey('kept')),
      submit: (page) => send(page, 'Legg til nøkkel'),
      stands: (page) => expect.poll(() => page.getByLabel('Offentlig nøkkel').inputValue()).toContain('kept'),
    },
    {
      form: 'the choice of scopes',
      person: KLOK,
      path: () => `/clients/${vendor.clientId}?tab=scopes`,
      write: async (page) => {
        await send(page, 'Legg til scopes');
        await page.getByRole('checkbox', { name: 'altinn:instances.write', exact: true }).check();
      },
      submit: (page) => send(page, 'Bruk valgte scopes'),
      stands: async (page) => {
        await send(page, 'Legg til scopes');
        await expect
          .poll(() => page.getByRole('checkbox', { name: 'altinn:instances.write', exact: true }).isChecked())
          .toBe(true);
        await kept(page).waitFor();
      },
    },
    {
      form: 'a new scope',
      person: SKARP,
      path: () => '/scopes/new',
      write: (page) => page.getByLabel('Beskrivelse').fill('Sent'),
      submit: async (page) => {
        await page.getByLabel('Underscope').fill('sent');
        await send(page, 'Opprett scope');
      },
      stands: (page) => expect.poll(() => page.getByLabel('Beskrivelse').inputValue()).toBe('Sent'),
    },
    {
      form: 'a scope',
      person: SKARP,
      path: () => '/scopes/details?scope=skogdir%3Afelling.read&tab=details',
      write: (page) => page.getByLabel('Beskrivelse').fill('Sent endret'),
      submit: (page) => send(page, 'Lagre scopet'),
      stands: (page) => expect.poll(() => page.getByLabel('Beskrivelse').inputValue()).toBe('Sent endret'),
    },
    {
      form: 'access to a scope',
      person: SKARP,
      path: () => '/scopes/details?scope=skogdir%3Afelling.read&tab=access',
      write: (page) => page.getByRole('combobox', { name: 'Virksomhet' }).fill('310 001 236'),
      submit: async (page) => {
        await send(page, 'Gi tilgang');
        await page.getByRole('dialog').getByRole('button', { name: 'Gi tilgang' }).click();
      },
      stands: (page) =>
        expect.poll(() => page.getByRole('combobox', { name: 'Virksomhet' }).inputValue()).toMatch(/310\s001\s236/),
    },
    {
      form: 'a question',
      person: SKARP,
      path: () => '/playground',
      write: async (page) => {
        for (const [name, value] of [
          ['Person', '20001'],
          ['Virksomhet', BAKERY],
          ['Ressurs', 'skogdir-felling'],
          ['Handling', 'write'],
        ] as const)
          await page.getByRole('combobox', { name }).fill(value);
      },
      // The decision itself is open; it is the next look at one's own that finds the session gone.
      // On a slow machine the page has looked by itself before the link is pressed.
      submit: (page) =>
        Promise.race([
          page
            .getByRole('navigation', { name: 'Hovedmeny' })
            .getByRole('link', { name: 'Klienter' })
            .click()
            .catch(() => undefined),
          ended(page).waitFor(),
        ]),
      stands: async (page) => {
        await page.goto(`${site.platform.urls.base}/playground`);
        await kept(page).waitFor();
        await expect.poll(() => page.getByRole('combobox', { name: 'Handling' }).inputValue()).toContain('write');
      },
    },
    {
      form: 'a policy, and a test of it',
      person: SKARP,
      path: () => '/resources/policy?resource=skogdir-felling&tab=xml',
      write: async (page) => {
        const text = page.getByLabel('Policyen som XACML');
        await text.fill(`${await text.inputValue()}<!-- late -->`);
        await page.getByRole('tab', { name: 'Tester' }).click();
        await send(page, 'Legg til en test');
        await page.getByLabel('Hva prøver testen?').fill('Sent');
      },
      submit: async (page) => {
        // A look at another window, and back: what is shown is read anew.
        await page.evaluate(() => {
          document.dispatchEvent(new Event('visibilitychange'));
          window.dispatchEvent(new Event('visibilitychange'));
        });
        await page.reload();
      },
      stands: async (page) => {
        await page.getByText('Du har endringer som ikke er lagret.').waitFor();
        await send(page, 'Legg til en test');
        await expect.poll(() => page.getByLabel('Hva prøver testen?').inputValue()).toBe('Sent');
        await send(page, 'Avbryt');
        await page.getByRole('tab', { name: 'XML' }).click();
        await expect.poll(() => page.getByLabel('Policyen som XACML').inputValue()).toContain('<!-- late -->');
      },
    },
  ];

  /** One that is made, one with a choice in a dialog of its own, and one whose draft lies over two tabs. */
  const USUAL: readonly string[] = ['a new client', 'the choice of scopes', 'a policy, and a test of it'];
  const forms = runsAll ? FORMS : FORMS.filter(({ form }) => USUAL.includes(form));
  it.each(forms)('that has ended loses nothing of $form', async ({ form, person, path, write, submit, stands }) => {
    const page = await site.open(path());
    page.on('dialog', (dialog) => void dialog.accept());
    await logInByPages(page, person);
    await write(page);
    await page.context().clearCookies();
    await submit(page);
    await ended(page).waitFor();
    await page.getByText('Det du hadde skrevet i skjemaer, er tatt vare på').waitFor();
    // The page is the same after every form.
    if (form === FORMS[0]?.form) await faultless(page, 'session-ended');
    await logInByPages(page, person);
    await stands(page);
  });

  it('offers to begin anew, forgets at log-out, and shows nobody what another has written', async () => {
    const page = await site.open('/clients/new');
    await logInByPages(page, KLOK);
    const name = page.getByLabel('Visningsnavn');
    await name.fill('Min');
    await page.reload();
    await kept(page).waitFor();
    await expect.poll(() => name.inputValue()).toBe('Min');
    await faultless(page, 'draft-kept');
    await send(page, 'Begynn på nytt');
    await expect.poll(() => name.inputValue()).toBe('');
    await name.fill('Min igjen');
    await page.context().clearCookies();
    await page.reload();
    await ended(page).waitFor();
    await logInByPages(page, SKARP);
    await name.waitFor();
    await expect.poll(() => name.inputValue()).toBe('');
    await name.fill('Skarps');
    await logOut(page);
    await page.getByRole('heading', { level: 1, name: 'Velkommen til Portvakt' }).waitFor();
    await expect
      .poll(() => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('draft'))))
      .toEqual([]);
  });

  it('keeps no key that is not surely public', async () => {
    const page = await site.open(`/clients/${vendor.clientId}?tab=keys`);
    await logInByPages(page, KLOK);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    for (const text of [JSON.stringify(privateKey.export({ format: 'jwk' })), pem, pem.slice(40), 'password']) {
      await page.getByLabel('Offentlig nøkkel').fill(text);
      const held = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
      expect(held).not.toContain(text.slice(0, 8));
      expect(held).not.toContain('draft');
    }
  });

  it('brings every deep link back after the log-in', async () => {
    const request = await vendor.call<{ confirmUrl: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: VENDOR,
      externalRef: 'deep',
      rights: [right('ttd-lonnsrapport')],
    });
    const confirm = new URL(request.confirmUrl);
    const page = await site.open('/');
    const [own, other] = [site.platform.urls.base, site.platform.urls.base.replace('localhost', '127.0.0.1')];
    for (const [index, path] of [
      `/clients/${vendor.clientId}?tab=keys`,
      '/scopes/details?scope=skogdir%3Afelling.read&tab=access',
      '/resources/policy?resource=skogdir-felling&tab=tests',
      '/accessmanagement/ui/systemuser/overview/0b9a6a0e-0000-4000-8000-000000000000',
      '/playground?x=a%26b#part',
      confirm.pathname + confirm.search,
    ].entries()) {
      // From the other name of the machine the way is the same for each path.
      for (const base of index === 0 || runsAll ? [own, other] : [own]) {
        await page.context().clearCookies();
        await page.goto('about:blank');
        await page.goto(base + path);
        await logInByPages(page, KLOK);
        await expect.poll(() => page.url()).toBe(site.platform.urls.base + path);
      }
    }
  });

  it('is asked for by the approval page only after it has said who asks', async () => {
    const asked = await vendor.call<{ id: string; confirmUrl: string }>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: BAKERY,
      externalRef: 'before-log-in',
      rights: [right('ttd-lonnsrapport')],
    });
    const { pathname, search } = new URL(asked.confirmUrl);
    const page = await site.open(pathname + search);
    await page.getByRole('heading', { level: 1, name: 'Godkjenn systembruker' }).waitFor();
    await page.getByText('FJORDLØNN SYSTEM AS ber om at systemet Fjordlønn får handle for en virksomhet.').waitFor();
    await page.getByText('Lønnsrapport', { exact: true }).waitFor();
    // The customer and the vendor's reference are not for everyone who has the link.
    // Whom one can be in a sandbox is no answer to who is asked.
    const told = async () => {
      const all = (await page.getByRole('main').textContent()) ?? '';
      return all.replace((await page.locator('section', { hasText: 'Hvem vil du være?' }).textContent()) ?? '', '');
    };
    await expect.poll(told).not.toMatch(/FJORDVIK|310044423|before-log-in/i);
    await faultless(page, 'asked');
    await logInByPages(page, '01816010027');
    await page.getByText('får handle for FJORDVIK BAKERI AS.').waitFor();
    const unknown = await site.open(`${pathname}?id=7b1f0f52-0000-4000-8000-000000000000`);
    await unknown.getByText('Forespørselen finnes ikke, eller leverandøren har trukket den.').waitFor();
    await faultless(unknown, 'asked-unknown');
    await logInByPages(unknown, '01816010027');
    await unknown.getByText('Forespørselen finnes ikke.').waitFor();
  });
});
