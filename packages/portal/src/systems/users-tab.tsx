import { Button, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { type CustomersUser, useLife } from '../api/vendor.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { useNamesInTable } from '../organizations/organization-names.ts';
import { grouped } from '../organizations/organization-number.ts';
import { fits } from './life.ts';
import { useTexts } from './words.ts';

interface TabProps {
  readonly vendor: string;
  readonly systemId: string;
}

/** The system users that customers have approved for a system. */
export function UsersTab(props: TabProps) {
  const { t } = useTexts();
  const life = useLife(props.vendor, props.systemId);
  if (life.isPending) return <Loading as="table" />;
  if (life.isLoadingError) return <NotLoaded what="systemUsers" error={life.error} retry={life.refetch} />;
  const users = life.data.users.filter(({ isDeleted }) => !isDeleted);
  if (users.length === 0) return <Empty title={t.systems.users.empty} />;
  return (
    <div className="stack">
      <Paragraph className="prose">{t.systems.users.lead}</Paragraph>
      {!life.data.whole && <Paragraph data-size="sm">{t.systems.life.bounded}</Paragraph>}
      <Users {...props} users={users} />
    </div>
  );
}

function Users({ vendor, systemId, users }: TabProps & { readonly users: readonly CustomersUser[] }) {
  const { t } = useTexts();
  const [words, setWords] = useInAddress('q');
  const nameOf = useNamesInTable(
    users.map(({ reporteeOrgNo }) => reporteeOrgNo),
    vendor,
  );
  if (nameOf === undefined) return <Loading as="table" />;
  const shown = users.filter(
    ({ reporteeOrgNo: customer, externalRef: reference }) =>
      words === '' || fits(words, nameOf(customer), { customer, reference }),
  );
  return (
    <>
      <SearchBox label={t.systems.users.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length === 0 ? (
        <Paragraph>{t.systems.users.noHits}</Paragraph>
      ) : (
        <DataTable
          caption={t.systems.users.caption}
          rows={shown}
          keyOf={({ id }) => id}
          sorted={{ column: t.systems.users.since, down: true }}
          columns={[
            {
              name: t.systems.life.customer,
              kind: 'row',
              sort: ({ reporteeOrgNo }) => nameOf(reporteeOrgNo),
              cell: ({ reporteeOrgNo, externalRef }) => (
                <>
                  <div className="long">{nameOf(reporteeOrgNo)}</div>
                  <div className="subtle number">{grouped(reporteeOrgNo)}</div>
                  {externalRef !== reporteeOrgNo && (
                    <div className="subtle long">
                      {t.systems.life.reference}: <Name of={externalRef} />
                    </div>
                  )}
                </>
              ),
            },
            {
              name: t.systems.life.kind,
              sort: ({ userType }) => t.systems.life.kinds[userType],
              cell: ({ userType }) => t.systems.life.kinds[userType],
            },
            {
              name: t.systems.users.id,
              cell: ({ id, reporteeOrgNo }) => (
                <div className="row">
                  <ShortId id={id} />
                  <CopyButton text={id} label={`${t.systems.users.id} ${nameOf(reporteeOrgNo)}`} />
                </div>
              ),
            },
            {
              name: t.systems.users.since,
              sort: ({ created }) => created,
              cell: ({ created }) => <Time of={created} />,
            },
            {
              name: t.systems.users.change,
              kind: 'action',
              // An agent's packages are what it is: another is asked for instead (system-register-and-users.md 6).
              cell: ({ id, userType, reporteeOrgNo }) =>
                userType === 'standard' && (
                  <Button asChild variant="secondary" data-size="sm">
                    <RouterLink
                      to={`/systems/${pageSegment(systemId)}/users/${pageSegment(id)}/change`}
                      aria-label={t.systems.users.changeLabel(nameOf(reporteeOrgNo))}
                    >
                      {t.systems.users.change}
                    </RouterLink>
                  </Button>
                ),
            },
          ]}
        />
      )}
    </>
  );
}
