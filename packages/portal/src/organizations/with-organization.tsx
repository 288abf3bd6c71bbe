import { lazy, type ReactNode } from 'react';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useOrganizations } from './organization-context.tsx';
import type { Organization } from './organizations.ts';

const ChooseOrganizationPage = lazy(() => import('./choose-organization-page.tsx'));

/** Renders a page for the chosen organisation; until one is chosen, the page on which one chooses. */
export function WithOrganization({ children }: { readonly children: (organization: Organization) => ReactNode }) {
  const { organization, pending, error } = useOrganizations();
  if (organization) return children(organization);
  if (pending) return <Loading />;
  if (error !== undefined) return <Failure error={error} />;
  return <ChooseOrganizationPage stay />;
}
