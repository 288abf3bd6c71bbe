import { Button, Details, List, Paragraph } from '@digdir/designsystemet-react';
import { type Side, useConnections } from '../api/access.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { grouped } from '../organizations/organization-number.ts';
import type { Organization } from '../organizations/organizations.ts';
import { WhyNotI } from '../playground/why-link.tsx';
import { HowToGive } from './how-to-give.tsx';
import { type AccessNames, useAccessNames } from './names.ts';
import { useTexts } from './words.ts';

/** So many names stand open; more stand folded, with their count. */
const FEW = 4;

/** Everybody on one side of the organisation, and what they have. */
export function Connections({ organization, side }: { readonly organization: Organization; readonly side: Side }) {
  const { t } = useTexts();
  const connections = useConnections(organization.partyUuid, side);
  const names = useAccessNames();
  if (connections.isPending || !names.haveCome) return <Loading as="table" />;
  if (connections.isLoadingError)
    return (
      <NotLoaded
        what="access"
        error={connections.error}
        retry={connections.refetch}
        why={<WhyNotI resource="altinn_access_management" action="read" party={organization.number} />}
      />
    );
  const all = connections.data.pages.flatMap(({ data }) => data);
  if (all.length === 0) return <Empty title={t.access.empty[side]} text={t.access.emptyHelp[side]} />;
  return (
    <div className="stack">
      <Paragraph className="prose">{t.access.leads[side]}</Paragraph>
      {side === 'given' && <HowToGive />}
      <div className="with-lists">
        <ConnectionTable of={all} side={side} names={names} />
      </div>
      {connections.hasNextPage && (
        <div className="row">
          <Button
            variant="secondary"
            loading={connections.isFetchingNextPage}
            onClick={() => void connections.fetchNextPage()}
          >
            {t.access.more}
          </Button>
        </div>
      )}
    </div>
  );
}

type Connection = NonNullable<ReturnType<typeof useConnections>['data']>['pages'][number]['data'][number];

function ConnectionTable(props: {
  readonly of: readonly Connection[];
  readonly side: Side;
  readonly names: AccessNames;
}) {
  const { of, side, names } = props;
  const { t } = useTexts();
  return (
    <DataTable
      caption={t.access.tabs[side]}
      rows={of}
      keyOf={({ party }) => party.id}
      sorted={{ column: t.common.name, down: false }}
      columns={[
        {
          name: t.common.name,
          kind: 'row',
          sort: ({ party }) => party.name,
          cell: ({ party }) => (
            <span className="long">
              <Name of={party.name} />
              {party.organizationIdentifier !== null && ` (${grouped(party.organizationIdentifier)})`}
              {party.isDeleted && ` – ${t.access.deleted}`}
            </span>
          ),
        },
        { name: t.access.kind, sort: ({ party }) => party.type, cell: ({ party }) => t.access.kinds[party.type] },
        {
          name: t.access.roles,
          cell: ({ roles }) => (
            <Names of={roles.map(({ code, urn }) => names.role(code ?? urn))} many={t.access.roleCount} />
          ),
        },
        {
          name: t.access.packages,
          cell: ({ packages }) => (
            <Names of={packages.map(({ urn }) => names.package(urn))} many={t.access.packageCount} />
          ),
        },
        {
          name: t.access.rights,
          cell: ({ resources }) => (
            <Names of={resources.map(({ refId }) => names.resource(refId))} many={t.access.rightCount} />
          ),
        },
      ]}
    />
  );
}

function Names({ of, many }: { readonly of: readonly string[]; readonly many: (count: number) => string }) {
  const { t } = useTexts();
  if (of.length === 0) return t.access.none;
  const list = (
    <List.Unordered>
      {[...new Set(of)].map((name) => (
        <List.Item key={name} className="long">
          {name}
        </List.Item>
      ))}
    </List.Unordered>
  );
  if (of.length <= FEW) return list;
  return (
    <Details className="plain-fold">
      <Details.Summary>{many(new Set(of).size)}</Details.Summary>
      <Details.Content>{list}</Details.Content>
    </Details>
  );
}
