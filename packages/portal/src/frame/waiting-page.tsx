import { useLocation } from 'react-router';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useTexts } from '../texts/index.tsx';
import { HOME, placeOf } from './places.ts';

/**
 * In the place of a page whose script, or whose organisation, is still to come. Those of the navigation have their way and their heading
 * already; of the others the name is not known yet.
 */
export function WaitingPage() {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const place = [HOME, placeOf(pathname)].find((one) => one?.to === pathname);
  if (place === undefined) return <Loading as="page" />;
  return (
    <Page title={place.name(t)} waits="named">
      <Loading as={place === HOME ? 'home' : 'table'} />
    </Page>
  );
}
