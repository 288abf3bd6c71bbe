import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actFor, faultless, noBrowser, type Site, speak, startSite } from './browser.ts';
import { makeVendor, right, systemBody, VENDOR, type Vendor } from './vendor.ts';

const BAKERY = '310044423';
/** DAGL of the bakery: access manager. */
const RASK = '01816010027';
/** Chair of the bakery's board: access manager too. */
const CHAIR = '12826210069';
/** Member of the bakery's board: related, and no access manager. */
const ROLIG = '23836410777';
const STRANGER = '11918010779';
/** An accountant and its managing director. */
const ACCOUNTANT = '310032085';
const NEBBDYR = '30856810018';
const SALARY = { urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' };

interface Asked {
  readonly id: string;
  readonly confirmUrl: string;
  readonly status: string;
}

describe.skipIf(noBrowser())('approval of system users', () => {
  let site: Site;
  let vendor: Vendor;
  beforeAll(async () => {
    site = await startSite();
    vendor = await makeVendor(site.platform);
    const packages = { accessPackages: [{ urn: 'urn:altinn:accesspackage:skogbruk' }] };
    await vendor.call(
      'POST',
      '/systemregister/vendor',
      systemBody('lonn', { clientId: [vendor.clientId], ...packages }),
    );
  });
  afterAll(async () => {
    await site?.close();
    expect(site?.complaints).toEqual([]);
  });

  const ask = (externalRef: string, more: object = {}) =>
    vendor.call<Asked>('POST', '/systemuser/request/vendor', {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: BAKERY,
      externalRef,
      rights: [right('ttd-lonnsrapport')],
      ...more,
    });
  const statusOf = async (id: string) => (await vendor.call<Asked>('GET', `/systemuser/request/vendor/${id}`)).status;
  const open = async (asked: Asked, person: string) => {
    const { pathname, search } = new URL(asked.confirmUrl);
    const page = await site.open(pathname + search, person);
    return page;
  };

  it('shows in plain words what is asked for, approves it, and sends the browser back to the vendor', async () => {
    const asked = await ask('first', {
      redirectUrl: 'https://vendor.example/done?case=7',
      accessPackages: [{ urn: 'urn:altinn:accesspackage:skogbruk' }],
    });
    const page = await open(asked, RASK);
    await page
      .getByText('FJORDLØNN SYSTEM AS ber om at systemet Fjordlønn får handle for FJORDVIK BAKERI AS.')
      .waitFor();
    await page.getByText('Skogbruk', { exact: true }).waitFor();
    await page.getByText('Lønn', { exact: false }).first().waitFor();
    await faultless(page, 'request');
    // The page leaves by itself after a while, which may be too soon for a busy machine to have looked at it.
    const looked = Promise.withResolvers<void>();
    await page.route('**/authentication/api/v1/logout', async (route) => {
      await looked.promise;
      await route.continue();
    });
    const left = page.waitForRequest('https://vendor.example/done?case=7');
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    await faultless(page, 'receipt');
    looked.resolve();
    expect((await left).isNavigationRequest()).toBe(true);
    expect(await statusOf(asked.id)).toBe('Accepted');
    // In the same browser profile the session is over.
    const home = await page.context().newPage();
    await home.goto(site.platform.urls.portal);
    await home.getByRole('link', { name: 'Logg inn' }).waitFor();
    const token = await vendor.token('altinn:authentication/systemuser.request.read', {
      organization: BAKERY,
      externalRef: 'first',
    });
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.authorization_details[0].systemuser_id).toEqual([asked.id]);
  });

  it('rejects with a receipt when the request has no redirect, and tells later that it is answered', async () => {
    const asked = await ask('second');
    const page = await open(asked, RASK);
    await page.getByText('FJORDVIK BAKERI AS (310 044 423)').waitFor();
    await page.getByRole('button', { name: 'Avvis' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Avvise forespørselen?').waitFor();
    await faultless(page, 'reject');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await statusOf(asked.id)).toBe('New');
    await page.getByRole('button', { name: 'Avvis' }).click();
    await dialog.getByRole('button', { name: 'Avvis' }).click();
    await page.getByRole('heading', { level: 1, name: 'Forespørselen er avvist' }).waitFor();
    await faultless(page, 'rejected');
    expect(await statusOf(asked.id)).toBe('Rejected');
    await page.reload();
    await page.getByText('Forespørselen er avvist, og svaret kan ikke endres. Leverandøren kan be på nytt.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Godkjenn' }).count()).toBe(0);
  });

  it('lets an employee pass the request on, and an access manager find it; tells a stranger that it is not theirs', async () => {
    const asked = await ask('third');
    const page = await open(asked, ROLIG);
    await page.getByRole('heading', { name: 'Du kan ikke godkjenne dette selv' }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Godkjenn', exact: true }).count()).toBe(0);
    await faultless(page, 'escalate');
    await page.getByRole('button', { name: 'Send til en som kan godkjenne' }).click();
    await page.getByText('Forespørselen er sendt til virksomhetens tilgangsstyrere.').waitFor();
    expect(await statusOf(asked.id)).toBe('New');

    const manager = await site.open('/accessmanagement/ui/systemuser/overview', RASK);
    await actFor(manager, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    await manager.getByRole('link', { name: /^Behandle forespørselen om «Fjordlønn/ }).click();
    await manager.getByRole('button', { name: 'Godkjenn', exact: true }).waitFor();

    const stranger = await open(asked, STRANGER);
    await stranger.getByRole('heading', { level: 1, name: 'Du kan ikke svare på forespørselen' }).waitFor();
    await expect.poll(() => stranger.getByRole('button', { name: 'Godkjenn' }).count()).toBe(0);
    await faultless(stranger, 'request-stranger');
  });

  it('lists the system users with what each may do, and deletes one after asking', async () => {
    const asked = await ask('fourth', { integrationTitle: 'Lønn for torget' });
    const page = await open(asked, RASK);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByRole('link', { name: 'Gå til Systembrukere' }).click();
    await actFor(page, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    const row = page.getByRole('row').filter({ hasText: 'Lønn for torget' });
    await row.waitFor();
    await faultless(page, 'overview');
    await row.getByRole('link', { name: 'Lønn for torget' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lønn for torget' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Ressurser systemet får bruke' }).waitFor();
    await faultless(page, 'system-user');
    await page.getByRole('button', { name: 'Slett systembrukeren' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Slett systembrukeren' }).click();
    await page.getByText('Systembrukeren Lønn for torget er slettet.').waitFor();
    await row.waitFor({ state: 'detached' });
  });

  it('lets an accountant approve an agent, and add and remove the clients that it serves', async () => {
    await vendor.call(
      'POST',
      '/systemregister/vendor',
      systemBody('regnskap', { rights: [], accessPackages: [SALARY] }),
    );
    const asked = await vendor.call<Asked>('POST', '/systemuser/request/vendor/agent', {
      systemId: `${VENDOR}_regnskap`,
      partyOrgNo: ACCOUNTANT,
      integrationTitle: 'Lønn for kunder',
      accessPackages: [SALARY],
    });
    const page = await open(asked, NEBBDYR);
    await page
      .getByText('får handle for kundene til KVELDSOL REGNSKAP AS. Du velger selv hvilke kunder etterpå.')
      .waitFor();
    await page.getByText('Regnskapsfører lønn', { exact: true }).waitFor();
    await faultless(page, 'agent-request');
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByText('kan nå handle for de kundene til KVELDSOL REGNSKAP AS som du legger til.').waitFor();
    await page.getByRole('link', { name: 'Velg kunder' }).click();
    await actFor(page, 'KVELDSOL REGNSKAP AS Org.nr. 310 032 085');
    await page.getByRole('heading', { level: 1, name: 'Lønn for kunder' }).waitFor();
    await page.getByText(`Fjordlønn (${VENDOR}_regnskap)`).waitFor();
    await page.getByText('Systemet har ingen kunder ennå.').waitFor();
    await page.getByRole('button', { name: 'Legg til FJORDVIK BAKERI AS', exact: true }).click();
    await page.getByText('FJORDVIK BAKERI AS er lagt til.').waitFor();
    await page.getByRole('button', { name: 'Fjern FJORDVIK BAKERI AS', exact: true }).waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: 'Legg til FJORDVIK BAKERI AS', exact: true }).count())
      .toBe(0);
    await faultless(page, 'agent-clients');
    await page.getByRole('button', { name: 'Fjern FJORDVIK BAKERI AS', exact: true }).click();
    await page.getByText('Systemet har ingen kunder ennå.').waitFor();
    await page.getByRole('button', { name: 'Slett systembrukeren' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Slett systembrukeren' }).click();
    await page.getByText('Systembrukeren Lønn for kunder er slettet.').waitFor();
  });

  it('shows what a change request adds and takes away, and applies it', async () => {
    const asked = await ask('fifth');
    const page = await open(asked, RASK);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    const change = await vendor.call<Asked>(
      'POST',
      `/systemuser/changerequest/vendor?correlation-id=${randomUUID()}&system-user-id=${asked.id}`,
      { requiredRights: [right('skogdir-felling')], unwantedRights: [right('ttd-lonnsrapport')] },
    );
    // Only a request for a system user can be passed on.
    const member = await open(change, ROLIG);
    await member.getByText('En tilgangsstyrer må svare.', { exact: false }).waitFor();
    await expect.poll(() => member.getByRole('button', { name: /^(Godkjenn|Send til)/ }).count()).toBe(0);
    // Without the vendor's link, too: from the list, and from what is to be changed.
    await page.goto(`${site.platform.urls.base}/accessmanagement/ui/systemuser/overview`);
    await actFor(page, 'FJORDVIK BAKERI AS Org.nr. 310 044 423');
    const waiting = page.getByRole('row').filter({ hasText: 'Endring av systembruker' });
    await waiting.getByRole('link', { name: 'Behandle endringen av «Fjordlønn» (referanse fifth)' }).waitFor();
    await page.getByRole('row').filter({ hasText: 'fifth' }).getByRole('link', { name: 'Fjordlønn' }).last().click();
    await page.getByText('Leverandøren ber om å endre hva systembrukeren kan gjøre.').waitFor();
    await faultless(page, 'change-waits');
    await page.getByRole('link', { name: 'Se endringen og svar' }).click();
    await page.getByRole('heading', { name: 'Nye ressurser' }).waitFor();
    await speak(page, 'English');
    await page.getByRole('heading', { name: 'Resources to be removed' }).waitFor();
    await speak(page, 'Norsk (bokmål)');
    await page.getByRole('heading', { name: 'Nye ressurser' }).waitFor();
    await page.getByRole('heading', { name: 'Ressurser som fjernes' }).waitFor();
    await faultless(page, 'change-request');
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    await page.getByText('Tilgangene Fjordlønn har for FJORDVIK BAKERI AS, er nå endret.').waitFor();
    await page.goto(`${site.platform.urls.base}/accessmanagement/ui/systemuser/overview/${asked.id}`);
    await page.getByText('Felling', { exact: false }).first().waitFor();
    // What was taken away is what the system is still registered with, and so is offered again: there and nowhere else.
    const offered = page.locator('.ds-alert').filter({ hasText: 'Systemet ber nå om mer' });
    await offered.getByText('Lønnsrapport', { exact: true }).waitFor();
    await expect.poll(() => page.getByText('Lønnsrapport', { exact: true }).count()).toBe(1);
  });

  it('tells who answers too late what has become of the request, and offers no more to answer', async () => {
    const [answered, withdrawn] = [await ask('late-1'), await ask('late-2')];
    const page = await open(answered, RASK);
    await page.getByRole('button', { name: 'Avvis', exact: true }).waitFor();
    const other = await open(answered, CHAIR);
    await other.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await other.getByRole('heading', { level: 1, name: 'Forespørselen er godkjent' }).waitFor();
    await page.getByRole('button', { name: 'Avvis', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Avvis' }).click();
    await page.getByText('Forespørselen er allerede godkjent.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /^(Godkjenn|Avvis)$/ }).count()).toBe(0);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe('Forespørselen er allerede godkjent.');
    await faultless(page, 'request-answered-by-another');
    const { pathname, search } = new URL(withdrawn.confirmUrl);
    await page.goto(site.platform.urls.base + pathname + search);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).waitFor();
    await vendor.call('DELETE', `/systemuser/request/vendor/${withdrawn.id}`);
    await page.getByRole('button', { name: 'Godkjenn', exact: true }).click();
    await page.getByText('Forespørselen finnes ikke. Leverandøren kan ha trukket den tilbake.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /^(Godkjenn|Avvis)$/ }).count()).toBe(0);
    await expect.poll(() => page.getByText('Svar fra tjenesten').count()).toBe(0);
    await faultless(page, 'request-withdrawn');
  });

  it('remembers that a request was passed on', async () => {
    const asked = await ask('passed-on');
    const page = await open(asked, ROLIG);
    await page.getByRole('button', { name: 'Send til en som kan godkjenne' }).click();
    await page.getByText('Forespørselen er sendt til virksomhetens tilgangsstyrere.').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe('Forespørselen er sendt til virksomhetens tilgangsstyrere.');
    await page.reload();
    await page.getByText('Forespørselen er sendt til virksomhetens tilgangsstyrere.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Send til en som kan godkjenne' }).count()).toBe(0);
  });

  it('says what is wrong with an address without a request, and with an unknown one', async () => {
    const page = await site.open('/accessmanagement/ui/systemuser/request', RASK);
    await page.getByText('Adressen mangler ID-en til forespørselen.').waitFor();
    await page.goto(
      `${site.platform.urls.base}/accessmanagement/ui/systemuser/request?id=7b1f0f52-0000-4000-8000-000000000000`,
    );
    await page.getByRole('heading', { level: 1, name: 'Forespørselen finnes ikke' }).waitFor();
    await faultless(page, 'request-unknown');
  });
});
