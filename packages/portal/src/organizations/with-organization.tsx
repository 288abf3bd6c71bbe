import { lazy, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { NotLoaded } from '../components/failure.tsx';
import { Page } from '../components/page.tsx';
import { HOME, placeOf } from '../frame/places.ts';
import { WaitingPage } from '../frame/waiting-page.tsx';
import { useTexts } from '../texts/index.tsx';
import { useOrganizations } from './organization-context.tsx';
import type { Organization } from './organizations.ts';

const ChooseOrganizationPage = lazy(() => import('./choose-organization-page.tsx'));

/** Whose pages these would be cannot be had: they stand where they would. */
function NotKnown({ error, retry }: { readonly error: unknown; readonly retry: () => unknown }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  return (
    <Page title={(placeOf(pathname) ?? HOME).name(t)}>
      <NotLoaded what="organizations" error={error} retry={retry} />
    </Page>
  );
}

/** Renders a page for the chosen organisation; until one is chosen, the page on which one chooses. */
export function WithOrganization({ children }: { readonly children: (organization: Organization) => ReactNode }) {
  const { organization, pending, error, retry } = useOrganizations();
  if (organization) return children(organization);
  if (pending) return <WaitingPage />;
  if (error !== undefined) return <NotKnown error={error} retry={retry} />;
  return <ChooseOrganizationPage stay />;
}
