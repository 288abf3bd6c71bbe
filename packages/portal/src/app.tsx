import { Route, Routes } from 'react-router';
import { useSession } from './api/session.ts';
import { ClientPage } from './clients/client-page.tsx';
import { ClientsPage } from './clients/clients-page.tsx';
import { NewClientPage } from './clients/new-client-page.tsx';
import { Failure } from './components/failure.tsx';
import { Layout } from './components/layout.tsx';
import { Loading } from './components/loading.tsx';
import { HomePage } from './home-page.tsx';
import { MissingPage } from './missing-page.tsx';
import { ChooseOrganizationPage } from './organizations/choose-organization-page.tsx';
import { OrganizationProvider } from './organizations/organization-context.tsx';
import { PlaygroundPage } from './playground/playground-page.tsx';
import { PolicyPage } from './policies/policy-page.tsx';
import { ResourcesPage } from './policies/resources-page.tsx';
import { NewScopePage } from './scopes/new-scope-page.tsx';
import { ScopePage } from './scopes/scope-page.tsx';
import { ScopesPage } from './scopes/scopes-page.tsx';
import { RequestPage } from './system-users/request-page.tsx';
import { SystemUserPage } from './system-users/system-user-page.tsx';
import { SystemUsersPage } from './system-users/system-users-page.tsx';
import { WelcomePage } from './welcome-page.tsx';

const SYSTEM_USERS = '/accessmanagement/ui/systemuser';

/** Every page there is. Nothing is shown before one has logged in; the approval pages need no chosen organisation. */
export function App() {
  const session = useSession();
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
        <WelcomePage />
      </Layout>
    );
  return (
    <OrganizationProvider>
      <Layout profile={session.data}>
        <Routes>
          <Route index element={<HomePage />} />
          <Route path="organizations" element={<ChooseOrganizationPage />} />
          <Route path="clients" element={<ClientsPage />} />
          <Route path="clients/new" element={<NewClientPage />} />
          <Route path="clients/:id" element={<ClientPage />} />
          <Route path="scopes" element={<ScopesPage />} />
          <Route path="scopes/new" element={<NewScopePage />} />
          <Route path="scopes/details" element={<ScopePage />} />
          {(['request', 'agentrequest', 'changerequest'] as const).map((kind) => (
            <Route key={kind} path={`${SYSTEM_USERS}/${kind}`} element={<RequestPage key={kind} kind={kind} />} />
          ))}
          <Route path={`${SYSTEM_USERS}/overview`} element={<SystemUsersPage />} />
          <Route path={`${SYSTEM_USERS}/overview/:id`} element={<SystemUserPage />} />
          <Route path="resources" element={<ResourcesPage />} />
          <Route path="resources/policy" element={<PolicyPage />} />
          <Route path="playground" element={<PlaygroundPage />} />
          <Route path="*" element={<MissingPage />} />
        </Routes>
      </Layout>
    </OrganizationProvider>
  );
}
