import { Paragraph } from '@digdir/designsystemet-react';
import { type FeedListener, useListeners } from '../api/webhooks.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
import { useTexts } from './words.ts';

const COMMAND = 'npx portvakt listen --forward-to http://localhost:3000/events';

/** Who forwards events to a webhook, how far each has come, and what is in the way. */
export function WebhooksPage() {
  const { t } = useTexts();
  const { data, error, refetch } = useListeners();
  return (
    <Page title={t.webhooks.title} lead={t.webhooks.lead}>
      {error && <Failure error={error} retry={refetch} />}
      {data ? data.length === 0 ? <Nobody /> : <All listeners={data} /> : !error && <Loading as="table" />}
    </Page>
  );
}

function Nobody() {
  const { t } = useTexts();
  return (
    <div className="stack tight">
      <Paragraph>{t.webhooks.none}</Paragraph>
      <div className="command">
        <code>{COMMAND}</code>
        <CopyButton text={COMMAND} label={t.webhooks.command} />
      </div>
    </div>
  );
}

function All({ listeners }: { readonly listeners: readonly FeedListener[] }) {
  const { t, moment } = useTexts();
  const words = t.webhooks;
  return (
    <DataTable
      caption={words.all}
      rows={listeners}
      keyOf={({ id }) => id}
      columns={[
        {
          name: words.target,
          kind: 'row',
          cell: ({ target, seen }) => (
            <>
              <Name of={target} />
              <div className="subtle">{words.heard(moment(seen))}</div>
            </>
          ),
        },
        { name: words.state, cell: (one) => <How listener={one} /> },
        { name: words.taken, kind: 'count', cell: ({ at }) => (at === '0' ? words.nothing : at) },
        { name: words.waiting, kind: 'count', cell: ({ waiting }) => waiting },
      ]}
    />
  );
}

function How({ listener: { trouble, problem, status, nextTry } }: { readonly listener: FeedListener }) {
  const { t, moment } = useTexts();
  if (trouble === undefined) return <State kind="good">{t.webhooks.delivering}</State>;
  return (
    <>
      <State kind="bad">{t.webhooks.failing}</State>
      <div>{problem === undefined ? <Name of={trouble} /> : t.webhooks.problems[problem](String(status ?? '–'))}</div>
      {nextTry !== undefined && <div className="subtle">{t.webhooks.nextTry(moment(nextTry))}</div>}
    </>
  );
}
