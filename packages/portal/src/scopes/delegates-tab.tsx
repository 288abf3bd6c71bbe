import { Alert, Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { type AccessNames, useAccessNames } from '../access/names.ts';
import { type ScopeDelegates, useScopeDelegates } from '../api/scope-holders.ts';
import type { Scope } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { Time } from '../components/time.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { addressOfNew } from '../policies/resource-form.ts';
import { useTexts } from './words.ts';

/** Who has given the scope to a supplier, and by which resource; what lacks where nobody can. */
export function DelegatesTab({ organization, scope }: { readonly organization: string; readonly scope: Scope }) {
  const { t } = useTexts();
  const found = useScopeDelegates(organization, scope.name);
  const names = useAccessNames();
  const words = t.suppliers.delegates;
  if (found.isPending || !names.haveCome) return <Loading as="table" />;
  if (found.isLoadingError) return <NotLoaded what="scopeDelegates" error={found.error} retry={found.refetch} />;
  const { resources, delegations, whole } = found.data;
  return (
    <div className="stack">
      <Paragraph className="prose">{words.lead}</Paragraph>
      {resources.length > 0 && !scope.delegation_source && <Alert data-color="info">{words.notAltinn}</Alert>}
      {resources.length > 0 && <Carriers of={resources} names={names} />}
      {resources.length === 0 && (
        <Empty title={words.noCarrier} text={words.noCarrierHelp}>
          <div className="row">
            <Button asChild>
              <RouterLink to={addressOfNew(scope.name, scope.description)}>{words.newResource}</RouterLink>
            </Button>
          </div>
        </Empty>
      )}
      {resources.length > 0 && delegations.length === 0 && <Empty title={words.empty} text={words.emptyHelp} />}
      {!whole && <Paragraph data-size="sm">{words.bounded}</Paragraph>}
      {delegations.length > 0 && <Delegations of={delegations} names={names} />}
    </div>
  );
}

interface WithNames<T> {
  readonly of: readonly T[];
  readonly names: AccessNames;
}

function Carriers({ of, names }: WithNames<string>) {
  const { t } = useTexts();
  return (
    <div className="row">
      <span className="subtle">{t.suppliers.delegates.carriers}</span>
      {of.map((id) => (
        <Link key={id} asChild>
          <RouterLink to={`/resources/policy?resource=${encodeURIComponent(id)}`}>{names.resource(id)}</RouterLink>
        </Link>
      ))}
    </div>
  );
}

type Delegation = ScopeDelegates['delegations'][number];
/** Fewer than this are seen at a glance. */
const SEARCH_FROM = 10;

function Delegations({ of, names }: WithNames<Delegation>) {
  const { t } = useTexts();
  const [sought, setSought] = useInAddress('q');
  const words = t.suppliers;
  const wanted = sought.trim().toLowerCase();
  const shown = of.filter(({ consumer, supplier }) =>
    [consumer, supplier].some(({ name, number }) => `${name}\n${number}`.toLowerCase().includes(wanted)),
  );
  return (
    <>
      {(of.length >= SEARCH_FROM || sought !== '') && (
        <SearchBox label={words.delegates.search} value={sought} hits={shown.length} onChange={setSought} />
      )}
      {shown.length === 0 ? (
        <Paragraph>{words.delegates.noHits}</Paragraph>
      ) : (
        <DataTable
          caption={words.delegates.caption}
          rows={shown}
          keyOf={({ consumer, supplier, resource }) => `${consumer.number} ${supplier.number} ${resource}`}
          sorted={{ column: words.since, down: true }}
          columns={[
            {
              name: words.consumer,
              kind: 'row',
              sort: ({ consumer }) => consumer.name,
              cell: ({ consumer }) => <Numbered of={consumer} />,
            },
            {
              name: words.supplier,
              sort: ({ supplier }) => supplier.name,
              cell: ({ supplier }) => <Numbered of={supplier} />,
            },
            {
              name: words.api,
              sort: ({ resource }) => names.resource(resource),
              cell: ({ resource }) => <span className="long">{names.resource(resource)}</span>,
            },
            {
              name: words.since,
              sort: ({ created }) => Date.parse(created),
              cell: ({ created }) => <Time of={created} as="day" />,
            },
          ]}
        />
      )}
    </>
  );
}

const Numbered = ({ of }: { readonly of: Delegation['consumer'] }) => (
  <>
    <div className="long">
      <Name of={of.name} />
    </div>
    <div className="subtle number">{grouped(of.number)}</div>
  </>
);
