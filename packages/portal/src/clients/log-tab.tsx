import { Button } from '@digdir/designsystemet-react';
import { useCallback } from 'react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useKeys, useTokenRequests } from '../api/selfservice.ts';
import { Empty } from '../components/empty.tsx';
import { LiveLogView } from '../live-log/live-log-view.tsx';
import { olderRows } from '../live-log/older.ts';
import { useTexts } from '../live-log/words.ts';

/** What the client asks, as it happens; and its token requests from before the live log began. */
export function LogTab({ organization, clientId }: { readonly organization: string; readonly clientId: string }) {
  const { t } = useTexts();
  const { data } = useTokenRequests(organization, clientId);
  const hasKey = useKeys(organization, clientId).data?.length !== 0;
  const older = useCallback((since: string) => olderRows(data ?? [], since), [data]);
  return (
    <LiveLogView
      organization={organization}
      client={clientId}
      older={older}
      nothing={
        <Empty title={t.liveLog.emptyTitle} text={t.liveLog.emptyOfOne}>
          <Button asChild>
            <RouterLink to={`/clients/${pageSegment(clientId)}?tab=${hasKey ? 'try' : 'keys'}`}>
              {hasKey ? t.liveLog.tryOne : t.keys.add}
            </RouterLink>
          </Button>
        </Empty>
      }
    />
  );
}
