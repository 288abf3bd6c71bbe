import { lazy, Suspense, useEffect } from 'react';
import { Route, Routes } from 'react-router';
import { useSession } from './api/session.ts';
import { Failure } from './components/failure.tsx';
import { Loading } from './components/loading.tsx';
import { PageBoundary } from './components/page-boundary.tsx';
import { arrive } from './drafts.tsx';
import { Layout } from './frame/layout.tsx';
import { ACCESS, SYSTEM_USERS } from './frame/places.ts';
import { MissingPage } from './missing-page.tsx';
import { OrganizationProvider } from './organizations/organization-context.tsx';
import { WelcomePage } from './welcome-page.tsx';

/** Every page but the one before log-in is fetched when somebody goes to it. */
const ChooseOrganizationPage = lazy(() => import('./organizations/choose-organization-page.tsx'));
const ClientPage = lazy(async () => ({ default: (await import('./clients/client-page.tsx')).ClientPage }));
const ClientsPage = lazy(async () => ({ default: (await import('./clients/clients-page.tsx')).ClientsPage }));
const HomePage = lazy(async () => ({ default: (await import('./home/home-page.tsx')).HomePage }));
const LogPage = lazy(async () => ({ default: (await import('./live-log/log-page.tsx')).LogPage }));
const NewClientPage = lazy(async () => ({ default: (await import('./clients/new-client-page.tsx')).NewClientPage }));
const PlaygroundPage = lazy(async () => ({
  default: (await import('./playground/playground-page.tsx')).PlaygroundPage,
}));
const AccessPage = lazy(async () => ({ default: (await import('./access/access-page.tsx')).AccessPage }));
const PolicyPage = lazy(async () => ({ default: (await import('./policies/policy-page.tsx')).PolicyPage }));
const AccessListsPage = lazy(async () => ({
  default: (await import('./access-lists/lists-page.tsx')).AccessListsPage,
}));
const NewAccessListPage = lazy(async () => ({
  default: (await import('./access-lists/new-list-page.tsx')).NewAccessListPage,
}));
const AccessListPage = lazy(async () => ({
  default: (await import('./access-lists/list-page.tsx')).AccessListPage,
}));
const NewResourcePage = lazy(async () => ({
  default: (await import('./policies/resource-editor.tsx')).NewResourcePage,
}));
const EditResourcePage = lazy(async () => ({
  default: (await import('./policies/resource-editor.tsx')).EditResourcePage,
}));
const ResourcesPage = lazy(async () => ({ default: (await import('./policies/resources-page.tsx')).ResourcesPage }));
const NewScopePage = lazy(async () => ({ default: (await import('./scopes/new-scope-page.tsx')).NewScopePage }));
const ScopePage = lazy(async () => ({ default: (await import('./scopes/scope-page.tsx')).ScopePage }));
const ScopesPage = lazy(async () => ({ default: (await import('./scopes/scopes-page.tsx')).ScopesPage }));
const AskedPage = lazy(async () => ({ default: (await import('./system-users/asked-page.tsx')).AskedPage }));
const RequestPage = lazy(async () => ({ default: (await import('./system-users/request-page.tsx')).RequestPage }));
const AskPage = lazy(async () => ({ default: (await import('./systems/ask-page.tsx')).AskPage }));
const ChangePage = lazy(async () => ({ default: (await import('./systems/change-page.tsx')).ChangePage }));
const NewSystemPage = lazy(async () => ({ default: (await import('./systems/new-system-page.tsx')).NewSystemPage }));
const SystemPage = lazy(async () => ({ default: (await import('./systems/system-page.tsx')).SystemPage }));
const SystemsPage = lazy(async () => ({ default: (await import('./systems/systems-page.tsx')).SystemsPage }));
const NewSystemUserPage = lazy(async () => ({
  default: (await import('./system-users/new-system-user-page.tsx')).NewSystemUserPage,
}));
const SystemUserPage = lazy(async () => ({
  default: (await import('./system-users/system-user-page.tsx')).SystemUserPage,
}));
const SystemUsersPage = lazy(async () => ({
  default: (await import('./system-users/system-users-page.tsx')).SystemUsersPage,
}));

const REQUEST_KINDS = ['request', 'agentrequest', 'changerequest'] as const;

/** Every page there is. Before one has logged in nothing is shown but who asks for approval; the approval pages need no chosen organisation. */
export function App() {
  const session = useSession();
  const person = session.data?.userId;
  useEffect(() => {
    if (person !== undefined) arrive(person);
  }, [person]);
  if (session.isPending)
    return (
      <Layout>
        <Loading />
      </Layout>
    );
  if (session.isError)
    return (
      <Layout>
        <Failure error={session.error} retry={session.refetch} />
      </Layout>
    );
  if (session.data === null)
    return (
      <Layout>
        <PageBoundary>
          <Suspense fallback={<Loading />}>
            <Routes>
              {REQUEST_KINDS.map((kind) => (
                <Route key={kind} path={`${SYSTEM_USERS}/${kind}`} element={<AskedPage key={kind} kind={kind} />} />
              ))}
              <Route path="*" element={<WelcomePage />} />
            </Routes>
          </Suspense>
        </PageBoundary>
      </Layout>
    );
  return (
    <OrganizationProvider key={session.data.userId} person={session.data.userId}>
      <Layout profile={session.data}>
        <PageBoundary>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route index element={<HomePage />} />
              <Route path="organizations" element={<ChooseOrganizationPage />} />
              <Route path="clients" element={<ClientsPage />} />
              <Route path="clients/new" element={<NewClientPage />} />
              <Route path="clients/:id" element={<ClientPage />} />
              <Route path="scopes" element={<ScopesPage />} />
              <Route path="scopes/new" element={<NewScopePage />} />
              <Route path="scopes/details" element={<ScopePage />} />
              {REQUEST_KINDS.map((kind) => (
                <Route key={kind} path={`${SYSTEM_USERS}/${kind}`} element={<RequestPage key={kind} kind={kind} />} />
              ))}
              <Route path={`${SYSTEM_USERS}/create`} element={<NewSystemUserPage />} />
              <Route path={`${SYSTEM_USERS}/overview`} element={<SystemUsersPage />} />
              <Route path={`${SYSTEM_USERS}/overview/:id`} element={<SystemUserPage />} />
              <Route path="systems" element={<SystemsPage />} />
              <Route path="systems/new" element={<NewSystemPage />} />
              <Route path="systems/:id" element={<SystemPage />} />
              <Route path="systems/:id/ask" element={<AskPage />} />
              <Route path="systems/:id/users/:userId/change" element={<ChangePage />} />
              <Route path={ACCESS} element={<AccessPage />} />
              <Route path="resources" element={<ResourcesPage />} />
              <Route path="resources/new" element={<NewResourcePage />} />
              <Route path="resources/edit" element={<EditResourcePage />} />
              <Route path="resources/access-lists" element={<AccessListsPage />} />
              <Route path="resources/new-access-list" element={<NewAccessListPage />} />
              <Route path="resources/access-lists/:id" element={<AccessListPage />} />
              <Route path="resources/policy" element={<PolicyPage />} />
              <Route path="log" element={<LogPage />} />
              <Route path="playground" element={<PlaygroundPage />} />
              <Route path="*" element={<MissingPage />} />
            </Routes>
          </Suspense>
        </PageBoundary>
      </Layout>
    </OrganizationProvider>
  );
}
