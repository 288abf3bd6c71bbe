import { Button } from '@digdir/designsystemet-react';
import type { MetSituation, Situation, SituationInForce, SituationWish } from '../api/situations.ts';
import { DataTable } from '../components/data-table.tsx';
import { State } from '../components/state.tsx';
import { givenOf, isFor, nameOf, SCOPES, type Scopes } from './scopes.ts';
import { useTexts } from './words.ts';

interface Doing {
  readonly scopes: Scopes;
  readonly busy: boolean;
  readonly onStart: (name: SituationWish['name']) => unknown;
  readonly onStop: (all: readonly SituationInForce[]) => unknown;
}

/** Every situation there is, with whether a program has met it, and what can be done. */
export function AllSituations(
  props: Doing & { readonly situations: readonly Situation[]; readonly met: readonly MetSituation[] },
) {
  const { met, situations, ...doing } = props;
  const { t } = useTexts();
  const { names } = t.situations;
  const timesOf = (name: string) => met.find((one) => one.name === name)?.times ?? 0;
  return (
    <DataTable
      caption={t.situations.all}
      rows={situations}
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
          cell: (situation) => <Actions of={situation} {...doing} />,
        },
      ]}
    />
  );
}

/** What is in force is ended; beside that it is started for whom the fields name, unless it is in force for just those. */
function Actions(props: Doing & { readonly of: Situation }) {
  const { t } = useTexts();
  const { of: situation, scopes, busy } = props;
  const { inForce } = situation;
  const name = nameOf(situation.name, t.situations.names);
  const unfit = SCOPES.find((scope) => givenOf(scopes)[scope] !== undefined && !situation.scopes.includes(scope));
  const canStart = inForce.length === 0 || (unfit === undefined && !inForce.some((one) => isFor(one, scopes)));
  return (
    <>
      {inForce.length > 0 && (
        <Button
          variant="secondary"
          data-size="sm"
          disabled={busy}
          aria-label={t.situations.stopOf(name)}
          onClick={() => props.onStop(inForce)}
        >
          {t.situations.stop}
        </Button>
      )}
      {canStart && unfit !== undefined && (
        <span className="subtle">{t.situations.notFor(t.situations.scopes[unfit])}</span>
      )}
      {canStart && unfit === undefined && (
        <Button
          variant="secondary"
          data-size="sm"
          disabled={busy}
          aria-label={t.situations.startOf(name)}
          onClick={() => props.onStart(situation.name)}
        >
          {t.situations.start}
        </Button>
      )}
    </>
  );
}
