import { type Answers, CONSENT, FELLING, LIST, type Scene, SUPPLIERS, USERS } from './scene.ts';
import { STATES } from './states.ts';
import type { Who, World } from './world.ts';

export type { Answers, Scene } from './scene.ts';

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
  ['client-try', 'vendor', ({ client }) => `/clients/${client}?tab=try`],
  ['client-diagnosis', 'vendor', ({ client }) => `/clients/${client}?tab=diagnosis`],
  ['client-log', 'vendor', ({ client }) => `/clients/${client}?tab=log`],
  ['scopes', 'owner', () => '/scopes'],
  ['scope-new', 'owner', () => '/scopes/new'],
  ['scope-details', 'owner', () => '/scopes/details?scope=skogdir%3Afelling.read&tab=details'],
  ['scope-access', 'owner', () => '/scopes/details?scope=skogdir%3Afelling.read&tab=access'],
  ['scope-delegates', 'owner', () => '/scopes/details?scope=skogdir%3Askogdata.read&tab=delegates'],
  ['suppliers', 'customer', () => SUPPLIERS],
  ['consents', 'customer', () => `${CONSENT}/active`],
  ['consent', 'customer', ({ consent }) => `${CONSENT}/request?id=${consent}`],
  ['consumers', 'accountant', () => `${SUPPLIERS}?tab=received`],
  ['scope-use', 'owner', () => '/scopes/details?scope=skogdir%3Afelling.read&tab=use'],
  ['system-users', 'customer', () => `${USERS}/overview`],
  ['system-user', 'customer', ({ systemUser }) => `${USERS}/overview/${systemUser}`],
  ['system-user-new', 'customer', () => `${USERS}/create`],
  ['request', 'customer', ({ request }) => `${USERS}/request?id=${request}`],
  ['request-agent', 'accountant', ({ agentRequest }) => `${USERS}/agentrequest?id=${agentRequest}`],
  ['request-change', 'customer', ({ changeRequest }) => `${USERS}/changerequest?id=${changeRequest}`],
  ['systems', 'vendor', () => '/systems'],
  ['system-new', 'vendor', () => '/systems/new'],
  ['system', 'vendor', ({ system }) => `/systems/${system}`],
  ['system-requests', 'vendor', ({ system }) => `/systems/${system}?tab=requests`],
  ['system-users-of', 'vendor', ({ system }) => `/systems/${system}?tab=users`],
  ['system-change', 'vendor', ({ system, systemUser }) => `/systems/${system}/users/${systemUser}/change`],
  ['system-ask', 'vendor', ({ system }) => `/systems/${system}/ask`],
  ['apps', 'vendor', () => '/apps'],
  ['log', 'vendor', () => '/log'],
  ['situations', 'vendor', () => '/situations'],
  ['webhooks', 'vendor', () => '/webhooks'],
  ['resources', 'owner', () => '/resources'],
  ['resource-new', 'owner', () => '/resources/new'],
  ['resource-edit', 'owner', () => `/resources/edit?${FELLING}`],
  ['policy', 'owner', () => `/resources/policy?${FELLING}`],
  ['policy-table', 'owner', () => `/resources/policy?${FELLING}&tab=table`],
  ['policy-xml', 'owner', () => `/resources/policy?${FELLING}&tab=xml`],
  ['policy-tests', 'owner', () => `/resources/policy?${FELLING}&tab=tests`],
  ['policy-lists', 'owner', () => `/resources/policy?${FELLING}&tab=lists`],
  ['access-lists', 'owner', () => '/resources/access-lists'],
  ['access-list-new', 'owner', () => '/resources/new-access-list'],
  ['access-list', 'owner', () => `/resources/access-lists/${LIST}`],
  ['access-list-resources', 'owner', () => `/resources/access-lists/${LIST}?tab=resources`],
  ['access-list-details', 'owner', () => `/resources/access-lists/${LIST}?tab=details`],
  ['operator', 'operator', () => '/operator'],
  ['operator-organization', 'operator', () => '/operator/organization?number=310013579'],
  ['operator-organization-new', 'operator', () => '/operator/organization'],
  ['audit', 'operator', () => '/operator/audit'],
  ['log-ins', 'operator', () => '/operator/sessions'],
  ['own-log-ins', 'vendor', () => '/sessions'],
  ['playground', 'customer', () => '/playground'],
  ['access', 'customer', () => '/accessmanagement/ui/users'],
  ['access-got', 'customer', () => '/accessmanagement/ui/users?tab=got'],
  ['access-give', 'customer', () => '/accessmanagement/ui/users?tab=give'],
  ['access-requests', 'customer', () => '/accessmanagement/ui/users?tab=requests'],
];

/** The pages for somebody who has nothing there yet. */
const EMPTY: readonly (readonly [name: string, who: Who, path: (world: World) => string])[] = [
  ['home', 'stranger', () => '/'],
  ['operator', 'stranger', () => '/operator'],
  ['clients', 'stranger', () => '/clients'],
  ['client-keys', 'vendor', ({ bare }) => `/clients/${bare}?tab=keys`],
  ['client-scopes', 'vendor', ({ bare }) => `/clients/${bare}?tab=scopes`],
  ['client-log', 'vendor', ({ bare }) => `/clients/${bare}?tab=log`],
  ['scopes', 'stranger', () => '/scopes'],
  ['system-users', 'stranger', () => `${USERS}/overview`],
  ['systems', 'stranger', () => '/systems'],
  ['log', 'stranger', () => '/log'],
  ['resources', 'stranger', () => '/resources'],
  ['access-lists', 'stranger', () => '/resources/access-lists'],
  ['suppliers', 'vendor', () => SUPPLIERS],
  ['consents', 'vendor', () => `${CONSENT}/active`],
  ['consumers', 'vendor', () => `${SUPPLIERS}?tab=received`],
  ['scope-delegates', 'owner', () => '/scopes/details?scope=skogdir%3Afelling.write&tab=delegates'],
];

const PARTIES = '/accessmanagement/api/v1/authorizedparties';

/** The pages in a state of the platform: those that ask it for something. */
const inState = (state: string, answers: Answers, looks: number): readonly Scene[] =>
  PAGES.filter(([name]) => name !== 'operator-organization-new' && name !== 'playground').map(([name, who, path]) => ({
    name: `${name}.${state}`,
    who,
    path,
    answers,
    looks,
    ...(name === 'organizations' && { asks: PARTIES }),
  }));

/** Every picture there is to take. */
export const SCENES: readonly Scene[] = [
  ...PAGES.map(([name, who, path]) => ({ name, who, path })),
  ...EMPTY.map(([name, who, path]) => ({ name: `${name}.empty`, who, path })),
  ...inState('failing', 'failing', 3),
  ...inState('waiting', 'none', 1),
  ...STATES,
];
