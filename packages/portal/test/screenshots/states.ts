import type { Page } from 'playwright-core';
import { CONSENT, FELLING, LIST, NOBODY, type Scene, USERS } from './scene.ts';
import type { World } from './world.ts';

const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
/** Below a certain width a tool lies under the menu. */
const inHeader = (name: RegExp) => async (page: Page) => {
  const menu = page.getByRole('button', { name: /^(Meny|Menu)$/ });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('button', { name }).filter({ visible: true }).first().click();
};
/** Opens the dialog of the only button on the page that asks first, or of the one at this place. */
const ask =
  (place = 0) =>
  (page: Page) =>
    page.locator('main button[aria-haspopup=dialog]').nth(place).click();
const sendEmpty = (page: Page) => page.locator('main form button[type=submit]').first().click();

/** Asks for a token with the client's own key, in the page. */
async function tryClient(page: Page, { keyFile }: World): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'key.json', mimeType: 'application/json', buffer: Buffer.from(keyFile) });
  await sendEmpty(page);
  await page.locator('[data-testid=step-exchange], [data-is=refused]').first().waitFor();
}

const SCOPE = '/scopes/details?scope=skogdir%3Afelling.read';
const QUESTION = 'party=310044423&resource=skogdir-felling&action=read';

/** Dialogs, menus and what unfolds. */
const OPENED: readonly Scene[] = [
  { name: 'client-details.delete', who: 'vendor', path: ({ client }) => `/clients/${client}`, act: ask() },
  { name: 'client-scopes.pick', who: 'vendor', path: ({ client }) => `/clients/${client}?tab=scopes`, act: ask() },
  { name: 'client-new.pick', who: 'vendor', path: () => '/clients/new', act: ask() },
  {
    name: 'client-keys.menu',
    who: 'vendor',
    path: ({ client }) => `/clients/${client}?tab=keys`,
    act: (page) => page.locator('main .more').first().click(),
  },
  {
    name: 'client-keys.details',
    who: 'vendor',
    path: ({ client }) => `/clients/${client}?tab=keys`,
    act: async (page) => {
      await page.locator('main .more').first().click();
      await page.locator('main [popover]:popover-open button').nth(2).click();
    },
  },
  {
    name: 'client-keys.delete',
    who: 'vendor',
    path: ({ client }) => `/clients/${client}?tab=keys`,
    act: async (page) => {
      await page.locator('main .more').first().click();
      await page.locator('main [popover]:popover-open button').nth(3).click();
    },
  },
  {
    name: 'client-keys.rotate',
    who: 'vendor',
    path: ({ client }) => `/clients/${client}?tab=keys&rotate=fjordlonn-2026`,
  },
  {
    name: 'client-keys.fault',
    who: 'vendor',
    path: ({ bare }) => `/clients/${bare}?tab=keys`,
    act: async (page) => {
      await page.locator('main .ways label').last().click();
      await page.locator('main textarea').fill('-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----');
      await sendEmpty(page);
    },
  },
  { name: 'client-try.faults', who: 'vendor', path: ({ client }) => `/clients/${client}?tab=try`, act: sendEmpty },
  {
    name: 'client-try.steps',
    who: 'accountant',
    path: ({ tried }) => `/clients/${tried}?tab=try&scope=altinn%3Ainstances.read`,
    act: tryClient,
  },
  {
    name: 'client-try.refused',
    who: 'accountant',
    path: ({ tried }) => `/clients/${tried}?tab=try&scope=altinn%3Abroker.read`,
    act: tryClient,
  },
  {
    name: 'client-diagnosis.system-user',
    who: 'vendor',
    path: ({ client }) => `/clients/${client}?tab=diagnosis`,
    act: async (page) => {
      await page.locator('main select').first().selectOption('system-user');
      await page.locator('main #wish-customer').fill('310 044 423');
      await page.locator('main #wish-resource').fill('skogdir-felling');
      await sendEmpty(page);
      await page.locator('[data-testid=step-system][data-state=FAIL]').waitFor();
    },
  },
  { name: 'scope-details.deactivate', who: 'owner', path: () => SCOPE, act: ask() },
  {
    name: 'scope-access.fault',
    who: 'owner',
    path: () => `${SCOPE}&tab=access`,
    act: async (page) => {
      await page.locator('main form input').first().fill('123 456 789');
      await sendEmpty(page);
    },
  },
  {
    name: 'scope-access.give',
    who: 'owner',
    path: () => `${SCOPE}&tab=access`,
    act: async (page) => {
      await page.locator('main form input').first().fill('310 032 085');
      await sendEmpty(page);
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'system-user.remove',
    who: 'customer',
    path: ({ systemUser }) => `${USERS}/overview/${systemUser}`,
    act: ask(),
  },
  { name: 'request.reject', who: 'customer', path: ({ request }) => `${USERS}/request?id=${request}`, act: ask() },
  { name: 'system.remove', who: 'vendor', path: ({ system }) => `/systems/${system}`, act: ask(-1) },
  {
    name: 'system-requests.withdraw',
    who: 'vendor',
    path: ({ system }) => `/systems/${system}?tab=requests`,
    act: ask(),
  },
  {
    name: 'log.unfolded',
    who: 'vendor',
    path: () => '/log?outcome=refused',
    act: async (page) => {
      await page.locator('.log-toggle').first().click();
      await page.locator('[data-testid=log-details]').waitFor();
    },
  },
  {
    name: 'access-list.add',
    who: 'owner',
    path: () => `/resources/access-lists/${LIST}`,
    act: async (page) => {
      await page.locator('main form input').first().fill('310 044 423');
      await sendEmpty(page);
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'policy-table.edit', who: 'owner', path: () => `/resources/policy?${FELLING}&tab=table`, act: ask() },
  { name: 'policy-table.remove', who: 'owner', path: () => `/resources/policy?${FELLING}&tab=table`, act: ask(1) },
  { name: 'policy-tests.add', who: 'owner', path: () => `/resources/policy?${FELLING}&tab=tests`, act: ask() },
  {
    name: 'policy.review',
    who: 'owner',
    path: () => `/resources/policy?${FELLING}`,
    act: async (page) => {
      await page.locator('main table input[type=checkbox]:checked').last().click();
      await page.locator('main [data-color=info] button').first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'webhooks.empty',
    who: 'vendor',
    path: () => '/webhooks',
    // The world has two; they are gone for this page alone.
    act: async (page) => {
      await page.route('**/sandbox/listeners', (route) => route.fulfill({ json: [] }));
      await page.reload();
      await page.locator('main .command').waitFor();
    },
  },
  { name: 'playground.permit', who: 'customer', path: () => `/playground?subject=user%3A20001&${QUESTION}` },
  { name: 'playground.deny', who: 'customer', path: () => `/playground?subject=user%3A20011&${QUESTION}` },
  { name: 'playground.none', who: 'customer', path: () => `/playground?subject=user%3A20001&${QUESTION}x` },
  { name: 'reference', path: () => '/docs' },
  { name: 'reference.operation', path: () => '/docs#/selvbetjening/listClients' },
  { name: 'reference.body', path: () => '/docs#/selvbetjening/createClient' },
  {
    name: 'reference.menu',
    path: () => '/docs#/storage',
  },
];

const OTHERS: readonly Scene[] = [
  { name: 'welcome', path: () => '/' },
  { name: 'asked', path: ({ request }) => `${USERS}/request?id=${request}` },
  { name: 'asked.consent', path: ({ consent }) => `${CONSENT}/request?id=${consent}` },
  { name: 'asked.unknown', path: () => `${USERS}/request?id=${NOBODY}` },
  { name: 'missing', who: 'vendor', path: () => '/finnes/ikke' },
  { name: 'client.missing', who: 'vendor', path: () => `/clients/${NOBODY}` },
  { name: 'client.foreign', who: 'stranger', path: ({ client }) => `/clients/${client}` },
  { name: 'scope.missing', who: 'owner', path: () => '/scopes/details?scope=skogdir%3Afinnes.ikke' },
  { name: 'policy.missing', who: 'owner', path: () => '/resources/policy?resource=finnes-ikke' },
  { name: 'system-user.missing', who: 'customer', path: () => `${USERS}/overview/${NOBODY}` },
  { name: 'request.missing', who: 'customer', path: () => `${USERS}/request?id=${NOBODY}` },
  { name: 'request.without-id', who: 'customer', path: () => `${USERS}/request` },
  { name: 'request.answered', who: 'customer', path: ({ answered }) => `${USERS}/request?id=${answered}` },
  { name: 'request.stranger', who: 'stranger', path: ({ request }) => `${USERS}/request?id=${request}` },
  { name: 'consent.given', who: 'customer', path: ({ consentGiven }) => `${CONSENT}/request?id=${consentGiven}` },
  { name: 'consent.missing', who: 'customer', path: () => `${CONSENT}/request?id=${NOBODY}` },
  { name: 'consent.without-id', who: 'customer', path: () => `${CONSENT}/request` },
  { name: 'client-new.faults', who: 'vendor', path: () => '/clients/new', act: sendEmpty },
  { name: 'scope-new.faults', who: 'owner', path: () => '/scopes/new', act: sendEmpty },
  {
    name: 'playground.failing',
    who: 'customer',
    path: () => '/playground',
    answers: 'failing',
    looks: 3,
    // It asks for what one writes.
    act: async (page) => {
      await page.locator('main [role=combobox]').first().fill('r');
      await page.locator('main .combobox [data-color=warning]').first().waitFor();
    },
  },
  { name: 'playground.faults', who: 'customer', path: () => '/playground', act: sendEmpty },
  { name: 'menu.person', who: 'vendor', path: () => '/', act: press(/^(Innlogget som|Innlogga som|Logged in as) /) },
  { name: 'menu.language', who: 'vendor', path: () => '/', act: inHeader(/^(Språk|Language): /) },
  { name: 'menu.theme', who: 'vendor', path: () => '/', act: inHeader(/^(Utseende|Utsjånad|Theme): /) },
  { name: 'menu.organization', who: 'customer', path: () => '/', act: (page) => page.locator('.switcher').click() },
  { name: 'palette', who: 'vendor', path: () => '/', act: (page) => page.keyboard.press('Control+k') },
  {
    name: 'palette.no-hits',
    who: 'vendor',
    path: () => '/',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('finnes ikke');
    },
  },
];

/** Every page in another state than as it comes. */
export const STATES: readonly Scene[] = [...OPENED, ...OTHERS];
