import { Heading, Paragraph } from '@digdir/designsystemet-react';
import type { Ahead } from '../ahead.ts';
import { type FeedListener, LISTENERS_QUERY, useListeners } from '../api/webhooks.ts';
import { now } from '../clock.ts';
import { Address } from '../components/address.tsx';
import { Command } from '../components/command.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { WhatIsSent } from './what-is-sent.tsx';
import { useTexts } from './words.ts';

const COMMAND = 'npx portvakt listen --forward-to http://localhost:3000/events';

export const ahead: Ahead = ({ queries }) => [queries.prefetchQuery(LISTENERS_QUERY)];

/** Who forwards events to a webhook, how far each has come, and what is in the way. */
export function WebhooksPage() {
  const { t } = useTexts();
  const { data, error, refetch } = useListeners();
  return (
    <Page title={t.webhooks.title} lead={t.webhooks.lead}>
      {error && <NotLoaded what="webhooks" error={error} retry={refetch} />}
      {data?.length === 0 && <Nobody />}
      {data && data.length > 0 && (
        <>
          <All listeners={data} now={now()} />
          <Another />
        </>
      )}
      {!data && !error && <Loading as="table" />}
      {data && <WhatIsSent />}
    </Page>
  );
}

function Nobody() {
  const { t } = useTexts();
  return (
    <Empty title={t.webhooks.none} text={t.webhooks.noneHelp}>
      <Forward />
    </Empty>
  );
}

function Forward() {
  const { t } = useTexts();
  return <Command of={COMMAND} label={t.webhooks.command} />;
}

/** Forwarders are programs: one is added where it runs, and is gone when it has ended. */
function Another() {
  const { t } = useTexts();
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.webhooks.another}
      </Heading>
      <Paragraph className="prose">{t.webhooks.anotherHelp}</Paragraph>
      <Forward />
    </section>
  );
}

function All({ listeners, now: time }: { readonly listeners: readonly FeedListener[]; readonly now: number }) {
  const { t } = useTexts();
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
              <Address of={target} />
              <div className="subtle">
                {words.heard} <Time of={seen} inside />
              </div>
            </>
          ),
        },
        { name: words.state, kind: 'text', cell: (one) => <How listener={one} now={time} /> },
        { name: words.taken, kind: 'count', cell: ({ at }) => (at === '0' ? words.nothing : at) },
        { name: words.waiting, kind: 'count', cell: ({ waiting }) => waiting },
      ]}
    />
  );
}

function How(props: { readonly listener: FeedListener; readonly now: number }) {
  const { t, duration } = useTexts();
  const { trouble, problem, status, nextTry } = props.listener;
  if (trouble === undefined) return <State kind="good">{t.webhooks.delivering}</State>;
  return (
    <>
      <State kind="bad">{t.webhooks.failing}</State>
      <div>{problem === undefined ? <Name of={trouble} /> : t.webhooks.problems[problem](String(status ?? '–'))}</div>
      {nextTry !== undefined && (
        <div className="subtle">
          {Date.parse(nextTry) > props.now
            ? t.webhooks.nextTry(duration(Date.parse(nextTry) - props.now))
            : t.webhooks.tries}
        </div>
      )}
    </>
  );
}
