import { lazy, Suspense, useEffect } from 'react';
import { Route, Routes } from 'react-router';
import { useSession } from './api/session.ts';
import { NotLoaded } from './components/failure.tsx';
import { Loading } from './components/loading.tsx';
import { PageBoundary } from './components/page-boundary.tsx';
import { arrive } from './drafts.tsx';
import { Layout } from './frame/layout.tsx';
import { CONSENT, SYSTEM_USERS, useIsHere } from './frame/places.ts';
import { WaitingPage } from './frame/waiting-page.tsx';
import { expect } from './head-start.ts';
import { MissingPage } from './missing-page.tsx';
import { OrganizationProvider } from './organizations/organization-context.tsx';
import { PAGES, REQUEST_KINDS } from './pages.tsx';
import { WelcomePage } from './welcome-page.tsx';

const ChooseOrganizationPage = lazy(() => import('./organizations/choose-organization-page.tsx'));
const AskedPage = lazy(async () => ({ default: (await import('./system-users/asked-page.tsx')).AskedPage }));
const AskedConsentPage = lazy(async () => ({
  default: (await import('./consents/asked-page.tsx')).AskedConsentPage,
}));

/** Every page there is. Before one has logged in nothing is shown but who asks for approval or consent; the approval pages need no chosen organisation. */
export function App() {
  const session = useSession();
  const isHere = useIsHere();
  const person = session.data?.userId;
  useEffect(() => {
    if (person !== undefined) arrive(person);
  }, [person]);
  const somebody = session.data === undefined ? undefined : session.data !== null;
  useEffect(() => {
    if (somebody !== undefined) expect(somebody);
  }, [somebody]);
  if (session.isPending)
    return (
      <Layout>
        <Loading />
      </Layout>
    );
  // While the platform is away the page stays, with what is being written in it.
  if (session.isLoadingError)
    return (
      <Layout>
        <NotLoaded what="session" error={session.error} retry={session.refetch} />
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
              <Route path={CONSENT} element={<AskedConsentPage />} />
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
          <Suspense fallback={<WaitingPage />}>
            <Routes>
              {PAGES.filter(({ path }) => isHere(path)).map(({ path, element }) => (
                <Route key={path} path={path} element={element} />
              ))}
              <Route path="organizations" element={<ChooseOrganizationPage />} />
              <Route path="*" element={<MissingPage />} />
            </Routes>
          </Suspense>
        </PageBoundary>
      </Layout>
    </OrganizationProvider>
  );
}
