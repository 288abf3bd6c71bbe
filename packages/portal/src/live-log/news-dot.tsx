import { useLocation } from 'react-router';
import { useNewestRow } from '../api/live-log.ts';
import { useEnvironment } from '../api/portal.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { useTexts } from '../texts/index.tsx';
import { useSeen } from './seen.ts';

/** Says in the navigation that there is something in the log that has not been looked at. */
export function NewsDot() {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  const { pathname } = useLocation();
  const isThere = useEnvironment().data?.mode === 'sandbox';
  const newest = useNewestRow(organization?.number, isThere && pathname !== '/log');
  const seen = useSeen(organization?.number ?? '');
  if (!newest.data || newest.data === seen || pathname === '/log') return null;
  return (
    <span className="news-dot" data-testid="log-news" title={t.header.news}>
      <span className="ds-sr-only">{`, ${t.header.news}`}</span>
    </span>
  );
}
