import { Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useDeferredValue } from 'react';
import { Link as RouterLink } from 'react-router';
import { type OperatedOrganization, useOperatedOrganizations } from '../api/operator.ts';
import { DataTable } from '../components/data-table.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { organizationPlace } from './places.ts';
import { useTexts } from './words.ts';

/** As many as are told at once. */
const MOST = 50;

/** Every organisation, with what it has been given. */
export function OrganizationsPart() {
  const { t } = useTexts();
  const [words, setWords] = useInAddress('q');
  const found = useOperatedOrganizations(useDeferredValue(words.trim()));
  const names = t.operator.organizations;
  const rows = found.data ?? [];
  return (
    <section className="stack">
      <Heading level={2} data-size="sm">
        {names.title}
      </Heading>
      <SearchBox label={names.search} value={words} hits={rows.length} onChange={setWords} />
      {found.isPending && <Loading as="table" />}
      {found.isError && <NotLoaded what="organizations" error={found.error} retry={found.refetch} />}
      {found.isSuccess && rows.length === 0 && <Paragraph>{words === '' ? names.empty : names.noHits}</Paragraph>}
      {rows.length > 0 && <OrganizationTable of={rows} />}
      {rows.length >= MOST && <Paragraph data-size="sm">{names.bounded}</Paragraph>}
    </section>
  );
}

function OrganizationTable({ of }: { readonly of: readonly OperatedOrganization[] }) {
  const { t } = useTexts();
  const names = t.operator.organizations;
  const orNone = (texts: readonly string[]) =>
    texts.length === 0 ? (
      <span className="nothing">
        <span aria-hidden>–</span>
        <span className="ds-sr-only">{names.none}</span>
      </span>
    ) : (
      <span className="long">{texts.join(', ')}</span>
    );
  return (
    <DataTable
      caption={names.caption}
      rows={of}
      keyOf={({ number }) => number}
      sorted={{ column: names.name, down: false }}
      columns={[
        {
          name: names.name,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ number, name }) => (
            <Link asChild>
              <RouterLink to={organizationPlace(number)}>
                <Name of={name} />
              </RouterLink>
            </Link>
          ),
        },
        {
          name: names.number,
          sort: ({ number }) => number,
          cell: ({ number }) => <span className="number">{grouped(number)}</span>,
        },
        { name: names.owner, cell: ({ serviceOwner }) => orNone(serviceOwner === null ? [] : [serviceOwner]) },
        { name: names.prefixes, cell: ({ prefixes }) => orNone(prefixes) },
        { name: names.administrators, cell: ({ administrators }) => orNone(administrators.map(({ name }) => name)) },
      ]}
    />
  );
}
