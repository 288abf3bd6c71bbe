import { type ComponentType, createElement, lazy, type ReactElement, useState } from 'react';
import { matchPath } from 'react-router';
import { ACCESS, ACCESS_REQUEST, CONSENT, CONSENTS, SUPPLIERS, SYSTEM_USERS } from './frame/places.ts';

/** A page behind log-in: where it is, and its script, which is fetched when somebody goes there. */
interface PageOf {
  readonly path: string;
  readonly element: ReactElement;
  readonly fetch: () => Promise<unknown>;
}

function page<P extends object>(path: string, load: () => Promise<ComponentType<P>>, props: P): PageOf {
  let here: ComponentType<P> | undefined;
  const fetch = async () => {
    here = await load();
    return { default: here };
  };
  const Awaited = lazy(fetch);
  const choose = () => (here ? createElement(here, props) : createElement<P>(Awaited, props));
  return { path, element: <Drawn key={path} choose={choose} />, fetch };
}

/** A page whose script has come is drawn at once: to wait for it, if only for a moment, costs React's pause between two states. */
function Drawn({ choose }: { readonly choose: () => ReactElement }) {
  const [element] = useState(choose);
  return element;
}

export const REQUEST_KINDS = ['request', 'agentrequest', 'changerequest'] as const;

/** Of two that fit an address the first is meant. */
export const PAGES: readonly PageOf[] = [
  page('/', async () => (await import('./home/home-page.tsx')).HomePage, {}),
  page('/clients', async () => (await import('./clients/clients-page.tsx')).ClientsPage, {}),
  page('/clients/new', async () => (await import('./clients/new-client-page.tsx')).NewClientPage, {}),
  page('/clients/:id', async () => (await import('./clients/client-page.tsx')).ClientPage, {}),
  page('/scopes', async () => (await import('./scopes/scopes-page.tsx')).ScopesPage, {}),
  page('/scopes/new', async () => (await import('./scopes/new-scope-page.tsx')).NewScopePage, {}),
  page('/scopes/details', async () => (await import('./scopes/scope-page.tsx')).ScopePage, {}),
  ...REQUEST_KINDS.map((kind) =>
    page(`${SYSTEM_USERS}/${kind}`, async () => (await import('./system-users/request-page.tsx')).RequestPage, {
      kind,
    }),
  ),
  page(
    `${SYSTEM_USERS}/create`,
    async () => (await import('./system-users/new-system-user-page.tsx')).NewSystemUserPage,
    {},
  ),
  page(
    `${SYSTEM_USERS}/overview`,
    async () => (await import('./system-users/system-users-page.tsx')).SystemUsersPage,
    {},
  ),
  page(
    `${SYSTEM_USERS}/overview/:id`,
    async () => (await import('./system-users/system-user-page.tsx')).SystemUserPage,
    {},
  ),
  page('/systems', async () => (await import('./systems/systems-page.tsx')).SystemsPage, {}),
  page('/systems/new', async () => (await import('./systems/new-system-page.tsx')).NewSystemPage, {}),
  page('/systems/:id', async () => (await import('./systems/system-page.tsx')).SystemPage, {}),
  page('/systems/:id/ask', async () => (await import('./systems/ask-page.tsx')).AskPage, {}),
  page('/systems/:id/users/:userId/change', async () => (await import('./systems/change-page.tsx')).ChangePage, {}),
  page(ACCESS, async () => (await import('./access/access-page.tsx')).AccessPage, {}),
  page(ACCESS_REQUEST, async () => (await import('./access/draft-page.tsx')).DraftPage, {}),
  page(SUPPLIERS, async () => (await import('./suppliers/suppliers-page.tsx')).SuppliersPage, {}),
  page(CONSENT, async () => (await import('./consents/consent-page.tsx')).ConsentPage, {}),
  page(CONSENTS, async () => (await import('./consents/consents-page.tsx')).ConsentsPage, {}),
  page('/resources', async () => (await import('./policies/resources-page.tsx')).ResourcesPage, {}),
  page('/resources/new', async () => (await import('./policies/resource-editor.tsx')).NewResourcePage, {}),
  page('/resources/edit', async () => (await import('./policies/resource-editor.tsx')).EditResourcePage, {}),
  page('/resources/access-lists', async () => (await import('./access-lists/lists-page.tsx')).AccessListsPage, {}),
  page(
    '/resources/new-access-list',
    async () => (await import('./access-lists/new-list-page.tsx')).NewAccessListPage,
    {},
  ),
  page('/resources/access-lists/:id', async () => (await import('./access-lists/list-page.tsx')).AccessListPage, {}),
  page('/resources/policy', async () => (await import('./policies/policy-page.tsx')).PolicyPage, {}),
  page('/apps', async () => (await import('./apps/apps-page.tsx')).AppsPage, {}),
  page('/operator', async () => (await import('./operator/operator-page.tsx')).OperatorPage, {}),
  page('/operator/organization', async () => (await import('./operator/organization-page.tsx')).OrganizationPage, {}),
  page('/operator/audit', async () => (await import('./audit/audit-page.tsx')).AuditLogPage, {}),
  page('/operator/sessions', async () => (await import('./sessions/operated-page.tsx')).OperatedSessionsPage, {}),
  page('/sessions', async () => (await import('./sessions/sessions-page.tsx')).SessionsPage, {}),
  page('/log', async () => (await import('./live-log/log-page.tsx')).LogPage, {}),
  page('/situations', async () => (await import('./situations/situations-page.tsx')).SituationsPage, {}),
  page('/webhooks', async () => (await import('./webhooks/webhooks-page.tsx')).WebhooksPage, {}),
  page('/playground', async () => (await import('./playground/playground-page.tsx')).PlaygroundPage, {}),
];

/** Fetches the script of the page at an address before anybody has asked for it. What cannot be fetched is told when somebody does. */
export async function fetchPage(pathname: string): Promise<void> {
  await PAGES.find(({ path }) => matchPath(path, pathname))
    ?.fetch()
    .catch(() => undefined);
}
