import type { Page } from 'playwright-core';
import type { Who, World } from './world.ts';

/** What the platform does while the picture is taken: answers, answers 500, or does not answer at all. */
export type Answers = 'all' | 'failing' | 'none';

export interface Scene {
  /** Names the picture: page and state. */
  readonly name: string;
  /** Who is logged in; nobody when it is left out. */
  readonly who?: Who;
  readonly path: (world: World) => string;
  readonly answers?: Answers;
  /** What is pressed or written before the picture; nothing that is sent to be kept. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const USERS = '/accessmanagement/ui/systemuser';
const NOBODY = '7b1f0f52-0000-4000-8000-000000000000';
const FELLING = 'resource=skogdir-felling';

/** Every page as it is when all goes well: the address, and who looks. A new page is one line here. */
const PAGES: readonly (readonly [name: string, who: Who, path: (world: World) => string])[] = [
  ['home-vendor', 'vendor', () => '/'],
  ['home-customer', 'customer', () => '/'],
  ['organizations', 'customer', () => '/organizations'],
  ['clients', 'vendor', () => '/clients'],
  ['client-new', 'vendor', () => '/clients/new'],
  ['client', 'vendor', ({ client }) => `/clients/${client}`],
  ['client-details', 'vendor', ({ client }) => `/clients/${client}?tab=details`],
  ['client-keys', 'vendor', ({ client }) => `/clients/${client}?tab=keys`],
  ['client-scopes', 'vendor', ({ client }) => `/clients/${client}?tab=scopes`],
  ['client-log', 'vendor', ({ client }) => `/clients/${client}?tab=log`],
  ['scopes', 'owner', () => '/scopes'],
  ['scope-new', 'owner', () => '/scopes/new'],
  ['scope-details', 'owner', () => '/scopes/details?scope=skogdir%3Afelling.read&tab=details'],
  ['scope-access', 'owner', () => '/scopes/details?scope=skogdir%3Afelling.read&tab=access'],
  ['system-users', 'customer', () => `${USERS}/overview`],
  ['system-user', 'customer', ({ systemUser }) => `${USERS}/overview/${systemUser}`],
  ['request', 'customer', ({ request }) => `${USERS}/request?id=${request}`],
  ['request-agent', 'accountant', ({ agentRequest }) => `${USERS}/agentrequest?id=${agentRequest}`],
  ['request-change', 'customer', ({ changeRequest }) => `${USERS}/changerequest?id=${changeRequest}`],
  ['systems', 'vendor', () => '/systems'],
  ['system-new', 'vendor', () => '/systems/new'],
  ['system', 'vendor', ({ system }) => `/systems/${system}`],
  ['system-ask', 'vendor', ({ system }) => `/systems/${system}/ask`],
  ['log', 'vendor', () => '/log'],
  ['resources', 'owner', () => '/resources'],
  ['policy', 'owner', () => `/resources/policy?${FELLING}`],
  ['policy-xml', 'owner', () => `/resources/policy?${FELLING}&tab=xml`],
  ['policy-tests', 'owner', () => `/resources/policy?${FELLING}&tab=tests`],
  ['playground', 'customer', () => '/playground'],
];

/** The pages for somebody who has nothing there yet. */
const EMPTY: readonly (readonly [name: string, who: Who, path: (world: World) => string])[] = [
  ['home', 'stranger', () => '/'],
  ['clients', 'stranger', () => '/clients'],
  ['client-keys', 'vendor', ({ bare }) => `/clients/${bare}?tab=keys`],
  ['client-scopes', 'vendor', ({ bare }) => `/clients/${bare}?tab=scopes`],
  ['client-log', 'vendor', ({ bare }) => `/clients/${bare}?tab=log`],
  ['scopes', 'stranger', () => '/scopes'],
  ['system-users', 'stranger', () => `${USERS}/overview`],
  ['systems', 'stranger', () => '/systems'],
  ['log', 'stranger', () => '/log'],
  ['resources', 'stranger', () => '/resources'],
];

const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
/** Below a certain width a tool lies under the menu. */
const inHeader = (name: RegExp) => async (page: Page) => {
  const menu = page.getByRole('button', { name: /^(Meny|Menu)$/ });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('button', { name }).filter({ visible: true }).first().click();
};
const sendEmpty = (page: Page) => page.locator('main form button[type=submit]').first().click();

const OTHERS: readonly Scene[] = [
  { name: 'welcome', path: () => '/' },
  { name: 'welcome.failing', path: () => '/', answers: 'failing' },
  { name: 'asked', path: ({ request }) => `${USERS}/request?id=${request}` },
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
  { name: 'client-new.faults', who: 'vendor', path: () => '/clients/new', act: sendEmpty },
  { name: 'scope-new.faults', who: 'owner', path: () => '/scopes/new', act: sendEmpty },
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

/** Every picture there is to take. */
export const SCENES: readonly Scene[] = [
  ...PAGES.map(([name, who, path]) => ({ name, who, path })),
  ...EMPTY.map(([name, who, path]) => ({ name: `${name}.empty`, who, path })),
  ...PAGES.map(([name, who, path]) => ({ name: `${name}.failing`, who, path, answers: 'failing' as const })),
  ...PAGES.map(([name, who, path]) => ({ name: `${name}.waiting`, who, path, answers: 'none' as const })),
  ...OTHERS,
];
