import { Button } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { Empty } from '../components/empty.tsx';
import { Page } from '../components/page.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { LiveLogView } from './live-log-view.tsx';
import { useTexts } from './words.ts';

/** What all of the organisation's clients ask. */
export function LogPage() {
  const { t } = useTexts();
  return (
    <WithOrganization>
      {({ number }) => (
        <Page title={t.header.log} lead={t.liveLog.lead}>
          <LiveLogView
            key={number}
            organization={number}
            nothing={
              <Empty title={t.liveLog.emptyTitle} text={t.liveLog.empty}>
                <Button asChild variant="secondary">
                  <RouterLink to="/clients">{t.liveLog.emptyTry}</RouterLink>
                </Button>
              </Empty>
            }
          />
        </Page>
      )}
    </WithOrganization>
  );
}
