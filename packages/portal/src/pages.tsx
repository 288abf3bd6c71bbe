import type { ReactElement } from 'react';
import { matchPath } from 'react-router';
import type { Ahead, Opened } from './ahead.ts';
import { fetched, type PropsOf } from './components/fetched.tsx';
import { ACCESS, ACCESS_REQUEST, CONSENT, CONSENTS, SUPPLIERS, SYSTEM_USERS } from './frame/places.ts';

/** A page behind log-in: where it is, and its script, which is fetched when somebody goes there. */
interface PageOf {
  readonly path: string;
  readonly element: ReactElement;
  readonly fetch: () => Promise<{ readonly ahead?: Ahead }>;
}

function page<M extends object, const K extends keyof M>(
  path: string,
  load: () => Promise<M>,
  name: K,
  props: PropsOf<M[K]>,
): PageOf {
  const { fetch, draw } = fetched(load, name);
  return { path, element: draw(props, path), fetch };
}

export const REQUEST_KINDS = ['request', 'agentrequest', 'changerequest'] as const;

/** Of two that fit an address the first is meant. */
export const PAGES: readonly PageOf[] = [
  page('/', () => import('./home/home-page.tsx'), 'HomePage', {}),
  page('/clients', () => import('./clients/clients-page.tsx'), 'ClientsPage', {}),
  page('/clients/new', () => import('./clients/new-client-page.tsx'), 'NewClientPage', {}),
  page('/clients/:id', () => import('./clients/client-page.tsx'), 'ClientPage', {}),
  page('/scopes', () => import('./scopes/scopes-page.tsx'), 'ScopesPage', {}),
  page('/scopes/new', () => import('./scopes/new-scope-page.tsx'), 'NewScopePage', {}),
  page('/scopes/details', () => import('./scopes/scope-page.tsx'), 'ScopePage', {}),
  ...REQUEST_KINDS.map((kind) =>
    page(`${SYSTEM_USERS}/${kind}`, () => import('./system-users/request-page.tsx'), 'RequestPage', { kind }),
  ),
  page(`${SYSTEM_USERS}/create`, () => import('./system-users/new-system-user-page.tsx'), 'NewSystemUserPage', {}),
  page(`${SYSTEM_USERS}/overview`, () => import('./system-users/system-users-page.tsx'), 'SystemUsersPage', {}),
  page(`${SYSTEM_USERS}/overview/:id`, () => import('./system-users/system-user-page.tsx'), 'SystemUserPage', {}),
  page('/systems', () => import('./systems/systems-page.tsx'), 'SystemsPage', {}),
  page('/systems/new', () => import('./systems/new-system-page.tsx'), 'NewSystemPage', {}),
  page('/systems/:id', () => import('./systems/system-page.tsx'), 'SystemPage', {}),
  page('/systems/:id/ask', () => import('./systems/ask-page.tsx'), 'AskPage', {}),
  page('/systems/:id/users/:userId/change', () => import('./systems/change-page.tsx'), 'ChangePage', {}),
  page(ACCESS, () => import('./access/access-page.tsx'), 'AccessPage', {}),
  page(ACCESS_REQUEST, () => import('./access/draft-page.tsx'), 'DraftPage', {}),
  page(SUPPLIERS, () => import('./suppliers/suppliers-page.tsx'), 'SuppliersPage', {}),
  page(CONSENT, () => import('./consents/consent-page.tsx'), 'ConsentPage', {}),
  page(CONSENTS, () => import('./consents/consents-page.tsx'), 'ConsentsPage', {}),
  page('/resources', () => import('./policies/resources-page.tsx'), 'ResourcesPage', {}),
  page('/resources/new', () => import('./policies/resource-editor.tsx'), 'NewResourcePage', {}),
  page('/resources/edit', () => import('./policies/resource-editor.tsx'), 'EditResourcePage', {}),
  page('/resources/access-lists', () => import('./access-lists/lists-page.tsx'), 'AccessListsPage', {}),
  page('/resources/new-access-list', () => import('./access-lists/new-list-page.tsx'), 'NewAccessListPage', {}),
  page('/resources/access-lists/:id', () => import('./access-lists/list-page.tsx'), 'AccessListPage', {}),
  page('/resources/policy', () => import('./policies/policy-page.tsx'), 'PolicyPage', {}),
  page('/apps', () => import('./apps/apps-page.tsx'), 'AppsPage', {}),
  page('/operator', () => import('./operator/operator-page.tsx'), 'OperatorPage', {}),
  page('/operator/organization', () => import('./operator/organization-page.tsx'), 'OrganizationPage', {}),
  page('/operator/audit', () => import('./audit/audit-page.tsx'), 'AuditLogPage', {}),
  page('/operator/sessions', () => import('./sessions/operated-page.tsx'), 'OperatedSessionsPage', {}),
  page('/sessions', () => import('./sessions/sessions-page.tsx'), 'SessionsPage', {}),
  page('/log', () => import('./live-log/log-page.tsx'), 'LogPage', {}),
  page('/situations', () => import('./situations/situations-page.tsx'), 'SituationsPage', {}),
  page('/webhooks', () => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage', {}),
  page('/playground', () => import('./playground/playground-page.tsx'), 'PlaygroundPage', {}),
];

/** Asks for what the page shows first; undefined where it has nothing of that kind. */
export type AskAhead = (opened: Omit<Opened, 'params'>) => readonly Promise<unknown>[];

/** Fetches the script of the page at an address before anybody has asked for it. What cannot be fetched is told when somebody does. */
export async function fetchPage(pathname: string): Promise<AskAhead | undefined> {
  for (const { path, fetch } of PAGES) {
    const match = matchPath(path, pathname);
    if (!match) continue;
    const { ahead } = (await fetch().catch(() => undefined)) ?? {};
    return ahead && ((opened) => ahead({ ...opened, params: match.params }));
  }
  return undefined;
}
