import { Button, Paragraph, ToggleGroup } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useLife, useWithdraw } from '../api/vendor.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { useNamesInTable } from '../organizations/organization-names.ts';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { type Count, fits, isOpen, type LifeRow, lifeRows, STATE_KINDS, stateWords } from './life.ts';
import { type Texts, useTexts } from './words.ts';

interface TabProps {
  readonly vendor: string;
  readonly systemId: string;
}

/** What customers have been asked for with a system, and what has become of it. */
export function RequestsTab({ vendor, systemId, mayAsk }: TabProps & { readonly mayAsk: boolean }) {
  const { t } = useTexts();
  const life = useLife(vendor, systemId);
  const ask = mayAsk && (
    <div className="row">
      <Button asChild>
        <RouterLink to={`/systems/${pageSegment(systemId)}/ask`}>{t.systems.ask.title}</RouterLink>
      </Button>
    </div>
  );
  if (life.isPending) return <Loading as="table" />;
  if (life.isLoadingError) return <NotLoaded what="requests" error={life.error} retry={life.refetch} />;
  const rows = lifeRows(life.data);
  if (rows.length === 0) return <Empty title={t.systems.life.empty}>{ask}</Empty>;
  return (
    <div className="stack">
      <div className="row spread">
        <Paragraph>{t.systems.life.lead}</Paragraph>
        {ask}
      </div>
      {!life.data.whole && <Paragraph data-size="sm">{t.systems.life.bounded}</Paragraph>}
      <Rows vendor={vendor} rows={rows} />
    </div>
  );
}

const FILTERS = ['all', 'open'] as const;

function Rows({ vendor, rows }: { readonly vendor: string; readonly rows: readonly LifeRow[] }) {
  const { t } = useTexts();
  const [words, setWords] = useInAddress('q');
  const [filter, setFilter] = useInAddress('show', 'all');
  const nameOf = useNamesInTable(
    rows.map(({ customer }) => customer),
    vendor,
  );
  if (nameOf === undefined) return <Loading as="table" />;
  const shown = rows.filter(
    (row) => (filter !== 'open' || isOpen(row)) && (words === '' || fits(words, nameOf(row.customer), row)),
  );
  return (
    <>
      <div className="filters">
        <SearchBox label={t.systems.life.search} value={words} hits={shown.length} onChange={setWords} />
        <ToggleGroup
          data-toggle-group={t.systems.life.filter}
          value={filter === 'open' ? 'open' : 'all'}
          onChange={setFilter}
        >
          {FILTERS.map((one) => (
            <ToggleGroup.Item key={one} value={one}>
              {t.systems.life[one]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      {shown.length === 0 ? (
        <Paragraph>{t.systems.life.noHits}</Paragraph>
      ) : (
        <LifeTable vendor={vendor} rows={shown} nameOf={nameOf} />
      )}
    </>
  );
}

function LifeTable(props: {
  readonly vendor: string;
  readonly rows: readonly LifeRow[];
  readonly nameOf: (number: string) => string;
}) {
  const { t } = useTexts();
  const { nameOf } = props;
  const words = t.systems.life;
  return (
    <DataTable
      caption={words.caption}
      rows={props.rows}
      keyOf={({ id }) => id}
      sorted={{ column: words.asked, down: true }}
      columns={[
        {
          name: words.customer,
          kind: 'row',
          sort: ({ customer }) => nameOf(customer),
          cell: ({ customer, reference }) => (
            <>
              <div className="long">{nameOf(customer)}</div>
              <div className="subtle number">{grouped(customer)}</div>
              {reference !== undefined && (
                <div className="subtle long">
                  {words.reference}: <Name of={reference} />
                </div>
              )}
            </>
          ),
        },
        {
          name: words.kind,
          sort: ({ kind }) => words.kinds[kind],
          cell: (row) => (
            <>
              <div>{words.kinds[row.kind]}</div>
              {askedFor(row, t).map((line) => (
                <div key={line} className="subtle">
                  {line}
                </div>
              ))}
            </>
          ),
        },
        {
          name: words.state,
          sort: ({ state }) => stateWords(state, t),
          cell: ({ state }) => <State kind={STATE_KINDS[state]}>{stateWords(state, t)}</State>,
        },
        {
          name: words.asked,
          sort: ({ created }) => created,
          cell: ({ created }) => <Time of={created} />,
        },
        {
          name: words.actions,
          kind: 'actions',
          cell: (row) => isOpen(row) && <OpenActions vendor={props.vendor} row={row} name={nameOf(row.customer)} />,
        },
      ]}
    />
  );
}

function askedFor({ kind, wants, leaves }: LifeRow, t: Texts): readonly string[] {
  const words = t.systems.life;
  const counted = ({ rights, packages }: Count) =>
    [rights > 0 && words.resources(rights), packages > 0 && words.packages(packages)].filter(Boolean).join(', ');
  if (kind !== 'change') return [counted(wants)];
  return [counted(wants) && words.more(counted(wants)), counted(leaves) && words.less(counted(leaves))].filter(Boolean);
}

/** The link that the customer answers by, and the way to take back what was asked for. */
function OpenActions({ vendor, row, name }: { readonly vendor: string; readonly row: LifeRow; readonly name: string }) {
  const { t } = useTexts();
  const say = useSay();
  const withdraw = useWithdraw(vendor);
  const words = t.systems.life;
  // One customer may have been asked for several things.
  const which = words.which[row.kind](isolated(name), row.reference && isolated(row.reference));
  return (
    <div className="row">
      <CopyButton text={row.confirmUrl} label={words.linkTo(which)} shown={words.copyLink} />
      <ConfirmButton
        label={words.withdraw}
        ariaLabel={words.withdrawLabel(which)}
        confirm={words.withdrawIt}
        title={words.withdrawTitle(which)}
        text={words.withdrawText(name)}
        size="sm"
        onConfirm={async () => {
          await withdraw.mutateAsync({ id: row.id, isChange: row.kind === 'change' });
          say(words.withdrawn(name));
        }}
      />
    </div>
  );
}
