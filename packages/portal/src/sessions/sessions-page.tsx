import { Paragraph } from '@digdir/designsystemet-react';
import { useEndSessions, useOwnSessions } from '../api/sessions.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { SessionTable } from './session-table.tsx';
import { useTexts } from './words.ts';

/** Where the person is logged in. */
export function SessionsPage() {
  const { t } = useTexts();
  const open = useOwnSessions();
  const words = t.sessions;
  const others = open.data?.filter(({ isThis }) => !isThis) ?? [];
  return (
    <Page title={words.title} lead={words.lead} actions={others.length > 0 && <EndOthers />}>
      <div className="stack">
        {open.isPending && <Loading as="table" />}
        {open.isLoadingError && <NotLoaded what="sessions" error={open.error} retry={open.refetch} />}
        {open.data && <SessionTable of={open.data} />}
        {open.data && others.length === 0 && <Paragraph>{words.only}</Paragraph>}
      </div>
    </Page>
  );
}

function EndOthers() {
  const { t } = useTexts();
  const say = useSay();
  const end = useEndSessions();
  const words = t.sessions;
  return (
    <ConfirmButton
      label={words.endOthers}
      title={words.endOthersTitle}
      text={words.endOthersText}
      onConfirm={async () => say(words.endedMany((await end.mutateAsync(undefined)).ended))}
    />
  );
}
