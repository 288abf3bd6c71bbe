import { Button, Fieldset, Heading, Link, Paragraph, Textfield } from '@digdir/designsystemet-react';
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
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { ForWhom } from './for-whom.tsx';
import { SCOPES } from './scopes.ts';
import { useTexts } from './words.ts';
import './situations.css';

type Scopes = Readonly<Record<(typeof SCOPES)[number], string>>;
const NOBODY: Scopes = { client: '', system: '', customer: '', externalRef: '' };

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
      const given = SCOPES.filter((scope) => scopes[scope].trim() !== '');
      await start.mutateAsync({ name, ...Object.fromEntries(given.map((scope) => [scope, scopes[scope].trim()])) });
      say(t.situations.started(nameOf(name, t.situations.names)));
    });
  const end = (id: string | undefined) =>
    run(async () => {
      await stop.mutateAsync(id);
      say(id === undefined ? t.situations.allStopped : t.situations.stopped);
    });
  const again = () =>
    run(async () => {
      await forget.mutateAsync(undefined);
      say(t.situations.forgotten);
    });
  return (
    <div className="stack">
      {error !== undefined && <Failure error={error} />}
      <InForce all={situations.flatMap(({ inForce }) => inForce)} busy={busy} onStop={end} />
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
        <All situations={situations} met={met} scopes={scopes} busy={busy} onStart={begin} />
      </section>
    </div>
  );
}

type Names = Readonly<Record<string, readonly [name: string, what: string, todo: string]>>;
const nameOf = (name: string, names: Names): string => names[name]?.[0] ?? name;

function InForce(props: {
  readonly all: readonly SituationInForce[];
  readonly busy: boolean;
  readonly onStop: (id: string | undefined) => unknown;
}) {
  const { all, busy, onStop } = props;
  const { t } = useTexts();
  const { names } = t.situations;
  return (
    <section className="stack tight" aria-labelledby="in-force">
      <div className="row spread">
        <Heading level={2} data-size="xs" id="in-force">
          {t.situations.inForce}
        </Heading>
        {all.length > 1 && (
          <Button variant="secondary" data-size="sm" disabled={busy} onClick={() => onStop(undefined)}>
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

function ScopeFields({ scopes, onChange }: { readonly scopes: Scopes; readonly onChange: (next: Scopes) => void }) {
  const { t } = useTexts();
  return (
    <Fieldset data-size="sm">
      <Fieldset.Legend>{t.situations.scope}</Fieldset.Legend>
      <Fieldset.Description>{t.situations.scopeHelp}</Fieldset.Description>
      <div className="situation-scopes">
        {SCOPES.map((scope) => (
          <Textfield
            key={scope}
            label={t.situations.scopes[scope]}
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            value={scopes[scope]}
            onChange={({ target }) => onChange({ ...scopes, [scope]: target.value })}
          />
        ))}
      </div>
    </Fieldset>
  );
}

function All(props: {
  readonly situations: readonly Situation[];
  readonly met: readonly MetSituation[];
  readonly scopes: Scopes;
  readonly busy: boolean;
  readonly onStart: (name: SituationWish['name']) => unknown;
}) {
  const { met, scopes, busy, onStart } = props;
  const { t } = useTexts();
  const { names } = t.situations;
  const timesOf = (name: string) => met.find((one) => one.name === name)?.times ?? 0;
  const unfit = (known: readonly string[]) =>
    SCOPES.filter((scope) => scopes[scope].trim() !== '' && !known.includes(scope));
  return (
    <DataTable
      caption={t.situations.all}
      rows={props.situations}
      keyOf={({ name }) => name}
      columns={[
        {
          name: t.situations.name,
          kind: 'row',
          cell: ({ name, inForce }) => (
            <>
              {nameOf(name, names)}
              {inForce.length > 0 && (
                <div>
                  <State kind="waits">{t.situations.inForce}</State>
                </div>
              )}
              <div className="subtle">
                <code className="one-line">{name}</code>
              </div>
            </>
          ),
        },
        {
          name: t.situations.what,
          kind: 'text',
          cell: ({ name, what, remedy }) => (
            <>
              <div>{names[name]?.[1] ?? what}</div>
              <div className="subtle">{names[name]?.[2] ?? remedy}</div>
            </>
          ),
        },
        {
          name: t.situations.met,
          kind: 'text',
          cell: ({ name }) =>
            timesOf(name) > 0 ? (
              <State kind="good">{t.situations.metTimes(timesOf(name))}</State>
            ) : (
              <State kind="idle">{t.situations.notMet}</State>
            ),
        },
        {
          name: t.situations.action,
          kind: 'action',
          cell: ({ name, scopes: known }) => {
            const [first] = unfit(known);
            if (first !== undefined)
              return <span className="subtle">{t.situations.notFor(t.situations.scopes[first])}</span>;
            return (
              <Button
                variant="secondary"
                data-size="sm"
                disabled={busy}
                aria-label={t.situations.startOf(nameOf(name, names))}
                onClick={() => onStart(name)}
              >
                {t.situations.start}
              </Button>
            );
          },
        },
      ]}
    />
  );
}
