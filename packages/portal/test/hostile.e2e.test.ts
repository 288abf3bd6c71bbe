import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { logIn, noBrowser, useSite } from './browser.ts';
import { makeVendor, VENDOR } from './vendor.ts';

/** DAGL of the vendor, and of the directorate that owns the prefix skogdir. */
const KLOK = '07846610027';
const SKARP = '09828610071';
/** DAGL of whoever operates the sandbox. */
const DRIFT = '13849010020';

/** Each sets a flag when it runs. Forms that are known from filters that were passed: tags, attributes, addresses, ways out of an attribute. */
const RUN = 'window.ran=1';
const CORPUS = [
  `<script>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `'><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `<ScRiPt>${RUN}</sCrIpT>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<img src=x onerror=${RUN}>`,
  `<img src=x onerror="${RUN}"//`,
  `<img/src="x"/onerror="${RUN}">`,
  `"><img src=x onerror=${RUN}>`,
  `\`"'><img src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg/onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<math><mtext><img src=x onerror=${RUN}></mtext></math>`,
  `<body onload=${RUN}>`,
  `<iframe srcdoc="<script>parent.ran=1</script>">`,
  `<iframe src="javascript:parent.ran=1">`,
  `<object data="javascript:${RUN}">`,
  `<embed src="javascript:${RUN}">`,
  `<details open ontoggle=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `<select autofocus onfocus=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<audio src=x onerror=${RUN}>`,
  `<marquee onstart=${RUN}>`,
  `<style>@import 'javascript:${RUN}';</style>`,
  `<link rel=stylesheet href="javascript:${RUN}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<base href="javascript:${RUN}//">`,
  `<form action="javascript:${RUN}"><button>x</button></form>`,
  `<a href="javascript:${RUN}">x</a>`,
  `javascript:${RUN}`,
  `" onmouseover="${RUN}" autofocus onfocus="${RUN}`,
  `' onfocus='${RUN}' autofocus='`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `&lt;img src=x onerror=${RUN}&gt;`,
  `%3Cimg src=x onerror=${RUN}%3E`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<template><img src=x onerror=${RUN}></template>`,
  `<!--><img src=x onerror=${RUN}>-->`,
  `<![CDATA[><img src=x onerror=${RUN}>]]>`,
] as const;

describe.skipIf(noBrowser())('text that would be code', () => {
  // A policy that had to refuse something would mean that the page had tried to run it.
  const site = useSite();

  const open = async (path: string, person: string): Promise<Page> => {
    const page = await site.open(path);
    page.on('dialog', (dialog) => {
      if (dialog.type() !== 'beforeunload') void dialog.dismiss();
      else void dialog.accept();
    });
    await logIn(page, person);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };
  const calm = async (page: Page, where: string) => {
    await expect.poll(() => page.evaluate(() => 'ran' in window), { message: where }).toBe(false);
    // Nothing of it has become an element.
    await expect
      .poll(
        () => page.locator('[onerror], [onload], [onfocus], iframe, object, embed, a[href^="javascript:"]').count(),
        { message: where },
      )
      .toBe(0);
  };
  const longest = async (field: Locator) => Number((await field.getAttribute('maxlength')) ?? Number.POSITIVE_INFINITY);
  /** Writes the text in every field of the page that takes one, where it then stands; how many there were. */
  const fillAll = async (page: Page, text: string): Promise<number> => {
    const fields = page
      .locator('main')
      .locator('input:not([type]), input[type=text], input[type=search], input[type=url], textarea');
    // What the page asks for first may not be there yet.
    await fields.filter({ visible: true }).first().waitFor();
    let filled = 0;
    for (const field of await fields.all()) {
      if (!(await field.isVisible()) || !(await field.isEditable())) continue;
      await field.fill(text);
      // A text, whole, and nothing else: what it would be as markup is not in it.
      await expect.poll(() => field.inputValue(), { message: text }).toBe(text.slice(0, await longest(field)));
      filled += 1;
    }
    return filled;
  };

  it('is text on every page that shows a client’s name', async () => {
    const made = await Promise.all(
      CORPUS.map((name) => site.platform.createClient({ organization: VENDOR, name, scopes: [], keys: [] })),
    );
    const page = await open('/clients', KLOK);
    for (const name of CORPUS)
      await expect.poll(() => page.getByText(name, { exact: true }).count(), { message: name }).toBeGreaterThan(0);
    await calm(page, 'clients');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('onerror');
    await page.getByRole('option').first().waitFor();
    await calm(page, 'palette');
    for (const place of [0, 8, 13]) {
      await page.goto(`${site.platform.urls.base}/clients/${made[place]?.clientId}`);
      await page.getByRole('heading', { level: 1, name: CORPUS[place] ?? '', exact: true }).waitFor();
      await calm(page, CORPUS[place] ?? '');
    }
  });

  it.each([
    ['/clients', KLOK],
    ['/clients/new', KLOK],
    ['/systems/new', KLOK],
    ['/playground', KLOK],
    ['/situations', KLOK],
    ['/log', KLOK],
    ['/clients/:client?tab=details', KLOK],
    ['/clients/:client?tab=keys', KLOK],
    ['/clients/:client?tab=diagnosis', KLOK],
    ['/accessmanagement/ui/users?tab=give', KLOK],
    ['/accessmanagement/ui/maskinporten', KLOK],
    ['/operator', KLOK],
    ['/operator/organization', DRIFT],
    ['/operator/audit', DRIFT],
    ['/operator/sessions', DRIFT],
    ['/resources/edit?resource=skogdir-felling', SKARP],
    ['/resources/policy?resource=skogdir-felling&tab=xml', SKARP],
    ['/scopes/new', SKARP],
    ['/resources/new', SKARP],
    ['/resources/new-access-list', SKARP],
    ['/scopes/details?scope=skogdir%3Afelling.read&tab=access', SKARP],
  ] as const)('is text in every field of %s', async (path, person) => {
    // A list with nothing in it has nothing to look for.
    const vendor = await makeVendor(site.platform);
    if (path === '/log') await vendor.token('altinn:authentication/systemuser.request.read');
    const page = await open(path.replace(':client', vendor.clientId), person);
    // A stream of news never ends.
    if (path !== '/log') await page.waitForLoadState('networkidle');
    const submit = page.locator('main form button[type=submit]').first();
    for (const text of CORPUS.filter((_, place) => place % 7 === 0)) {
      expect(await fillAll(page, text), path).toBeGreaterThan(0);
      await calm(page, `${path} ${text}`);
    }
    if (await submit.isVisible()) await submit.click();
    await calm(page, path);
  });

  it('is text in addresses', async () => {
    const page = await open('/', KLOK);
    for (const text of CORPUS.filter((_, place) => place % 9 === 0)) {
      const bad = encodeURIComponent(text);
      for (const path of [
        `/finnes/${bad}`,
        `/clients/${bad}`,
        `/resources/policy?resource=${bad}`,
        `/?virksomhet=${bad}`,
        `/accessmanagement/ui/consent/request?id=${bad}`,
        `/operator/organization?number=${bad}`,
        `/operator/sessions?person=${bad}`,
      ]) {
        await page.goto(site.platform.urls.base + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await calm(page, path);
      }
    }
  });
});
