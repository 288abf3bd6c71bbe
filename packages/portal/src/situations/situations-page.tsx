import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import {
  type MetSituation,
  type Situation,
  type SituationInForce,
  type SituationWish,
  useForgetMet,
  useMetSituations,
  useSituations,
  useStartSituation,
  useStopSituation,
} from '../api/situations.ts';
import { useAttempt } from '../components/attempt.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { AllSituations } from './all-situations.tsx';
import { ForWhom } from './for-whom.tsx';
import { ScopeFields } from './scope-fields.tsx';
import { givenOf, NOBODY, nameOf } from './scopes.ts';
import { useTexts } from './words.ts';
import './situations.css';

/** What Altinn asks integrators to test at least: put in force, ended, and whether a program has met it. */
export function SituationsPage() {
  const { t } = useTexts();
  const situations = useSituations();
  const met = useMetSituations();
  const failure = situations.error ?? met.error;
  return (
    <Page title={t.situations.title} lead={t.situations.lead}>
      <Paragraph>
        <Link href={t.situations.guideAddress}>{t.situations.guide}</Link>
      </Paragraph>
      {failure && (
        <NotLoaded what="situations" error={failure} retry={() => Promise.all([situations.refetch(), met.refetch()])} />
      )}
      {situations.data && met.data ? (
        <Parts situations={situations.data} met={met.data} />
      ) : (
        !failure && <Loading as="table" />
      )}
    </Page>
  );
}

function Parts({
  situations,
  met,
}: {
  readonly situations: readonly Situation[];
  readonly met: readonly MetSituation[];
}) {
  const kept = useKept('situations', NOBODY);
  const { value: scopes } = kept;
  const start = useStartSituation();
  const stop = useStopSituation();
  const forget = useForgetMet();
  const { busy, error, run } = useAttempt();
  const { t } = useTexts();
  const say = useSay();
  const begin = (name: SituationWish['name']) =>
    run(async () => {
      await start.mutateAsync({ name, ...givenOf(scopes) });
      say(t.situations.started(nameOf(name, t.situations.names)));
    });
  const end = (...ids: readonly string[]) =>
    run(async () => {
      await Promise.all(ids.map((id) => stop.mutateAsync(id)));
      say(t.situations.stopped);
    });
  const endAll = () =>
    run(async () => {
      await stop.mutateAsync(undefined);
      say(t.situations.allStopped);
    });
  const again = () =>
    run(async () => {
      await forget.mutateAsync(undefined);
      say(t.situations.forgotten);
    });
  return (
    <div className="stack">
      {error !== undefined && <Failure error={error} />}
      <InForce all={situations.flatMap(({ inForce }) => inForce)} busy={busy} onStop={end} onStopAll={endAll} />
      <section className="stack" aria-labelledby="begin">
        <Heading level={2} data-size="xs" id="begin">
          {t.situations.begin}
        </Heading>
        <KeptNotice of={kept} />
        <ScopeFields scopes={scopes} onChange={kept.set} />
        <div className="row spread">
          <Paragraph>{t.situations.metOf(met.filter((one) => one.met).length, met.length)}</Paragraph>
          <Button variant="secondary" data-size="sm" disabled={busy} onClick={again}>
            {t.situations.forget}
          </Button>
        </div>
        <AllSituations
          situations={situations}
          met={met}
          scopes={scopes}
          busy={busy}
          onStart={begin}
          onStop={(all) => end(...all.map(({ id }) => id))}
        />
      </section>
    </div>
  );
}

function InForce(props: {
  readonly all: readonly SituationInForce[];
  readonly busy: boolean;
  readonly onStop: (id: string) => unknown;
  readonly onStopAll: () => unknown;
}) {
  const { all, busy, onStop, onStopAll } = props;
  const { t } = useTexts();
  const { names } = t.situations;
  return (
    <section className="stack tight" aria-labelledby="in-force">
      <div className="row spread">
        <Heading level={2} data-size="xs" id="in-force">
          {t.situations.inForce}
        </Heading>
        {all.length > 1 && (
          <Button variant="secondary" data-size="sm" disabled={busy} onClick={onStopAll}>
            {t.situations.stopAll}
          </Button>
        )}
      </div>
      {all.length === 0 ? (
        <Paragraph>{t.situations.none}</Paragraph>
      ) : (
        <DataTable
          caption={t.situations.inForce}
          rows={all}
          keyOf={({ id }) => id}
          columns={[
            { name: t.situations.name, kind: 'row', cell: ({ name }) => nameOf(name, names) },
            { name: t.situations.who, cell: (one) => <ForWhom one={one} /> },
            {
              name: t.situations.action,
              kind: 'action',
              cell: ({ id, name }) => (
                <Button
                  variant="secondary"
                  data-size="sm"
                  disabled={busy}
                  aria-label={t.situations.stopOf(nameOf(name, names))}
                  onClick={() => onStop(id)}
                >
                  {t.situations.stop}
                </Button>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
