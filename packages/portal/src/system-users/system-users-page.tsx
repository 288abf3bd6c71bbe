import { Button, Heading, Link } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { type RequestKind, usePending, useSystemUsers } from '../api/altinn.ts';
import { pageSegment } from '../api/path.ts';
import type { PendingRequest, SystemUser } from '../api/types.ts';
import { useMinute } from '../clock.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { State } from '../components/state.tsx';
import { SYSTEM_USERS } from '../frame/places.ts';
import { useOrganizationNames } from '../organizations/organization-names.ts';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { WhyNotI } from '../playground/why-link.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { OVERVIEW } from './places.ts';

/** The organisation's system users with what each may do, and the requests that wait for an answer. */
export const SystemUsersPage = () => (
  <WithOrganization>{(organization) => <SystemUsers organization={organization} />}</WithOrganization>
);

function SystemUsers({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  return (
    <Page
      title={t.systemUsers.title}
      lead={t.systemUsers.lead(isolated(organization.name))}
      actions={
        <Button asChild>
          <RouterLink to={`${SYSTEM_USERS}/create`}>
            <PlusIcon aria-hidden className="icon" />
            {t.ownUsers.new}
          </RouterLink>
        </Button>
      }
    >
      <Pending organization={organization} />
      <UserList organization={organization} kind="standard" title={t.systemUsers.own} />
      <UserList organization={organization} kind="agent" title={t.systemUsers.agents} />
    </Page>
  );
}

/** Shown only to access managers, and only when something waits: others are refused by the platform. */
function Pending({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const standard = usePending(organization.partyId, organization.number, 'request').data ?? [];
  const agent = usePending(organization.partyId, organization.number, 'agentrequest').data ?? [];
  if (standard.length + agent.length === 0) return null;
  const link = (kind: RequestKind, request: PendingRequest) => (
    <li key={request.id}>
      <State kind="waits">{t.home.waits}</State>
      <Link asChild>
        <RouterLink to={`/accessmanagement/ui/systemuser/${kind}?id=${encodeURIComponent(request.id)}`}>
          {t.systemUsers.open(
            isolated(request.integrationTitle),
            request.externalRef === request.partyOrgNo ? undefined : isolated(request.externalRef),
          )}
        </RouterLink>
      </Link>
    </li>
  );
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.systemUsers.pending}
      </Heading>
      <ul className="plain lines">
        {standard.map((request) => link('request', request))}
        {agent.map((request) => link('agentrequest', request))}
      </ul>
    </section>
  );
}

/** Lists of agents are read by client administrators too (system-register-and-users.md 9). */
function Why({ organization, kind }: { readonly organization: Organization; readonly kind: 'standard' | 'agent' }) {
  const resource = kind === 'agent' ? 'altinn_system_user_overview' : 'altinn_access_management';
  return <WhyNotI resource={resource} action="read" party={organization.number} />;
}

function UserList(props: {
  readonly organization: Organization;
  readonly kind: 'standard' | 'agent';
  readonly title: string;
}) {
  const { t, day, age } = useTexts();
  const { partyId } = props.organization;
  const users = useSystemUsers(partyId, props.kind);
  const minute = useMinute();
  const nameOf = useOrganizationNames(
    (users.data ?? []).flatMap(({ supplierOrgno }) => supplierOrgno || []),
    props.organization.number,
  );
  const vendorOf = ({ supplierName, supplierOrgno }: SystemUser): string | undefined =>
    supplierName || (supplierOrgno ? nameOf(supplierOrgno) : undefined);
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {props.title} {users.data && <span className="number subtle">{users.data.length}</span>}
      </Heading>
      {users.isPending && <Loading as="table" />}
      {users.isError && <Failure error={users.error} retry={users.refetch} why={<Why {...props} />} />}
      {users.data?.length === 0 && (
        <Empty
          title={t.systemUsers.none}
          text={props.kind === 'agent' ? t.systemUsers.noneAgentHelp : t.systemUsers.noneHelp}
        />
      )}
      {users.data && users.data.length > 0 && (
        <DataTable
          caption={props.title}
          rows={users.data}
          keyOf={({ id }) => id}
          sorted={{ column: t.common.name, down: false }}
          columns={[
            {
              name: t.common.name,
              kind: 'row',
              sort: ({ integrationTitle }) => integrationTitle,
              cell: ({ id, integrationTitle }) => (
                <Link asChild>
                  <RouterLink to={`${OVERVIEW}/${pageSegment(id)}`}>
                    <Name of={integrationTitle} />
                  </RouterLink>
                </Link>
              ),
            },
            {
              name: t.request.system,
              sort: ({ systemId }) => systemId,
              cell: ({ systemId }) => <code>{systemId}</code>,
            },
            ...(users.data.some((user) => vendorOf(user) !== undefined)
              ? [
                  {
                    name: t.systemUsers.vendor,
                    sort: vendorOf,
                    cell: (user: SystemUser) => <Name of={vendorOf(user) ?? '–'} />,
                  },
                ]
              : []),
            {
              name: t.systemUsers.reference,
              sort: ({ externalRef }) => externalRef,
              // Where the vendor gave none, the customer's number stands for it.
              cell: ({ externalRef, reporteeOrgNo }) =>
                externalRef && externalRef !== reporteeOrgNo ? <Name of={externalRef} /> : '–',
            },
            {
              name: t.systemUsers.created,
              sort: ({ created }) => Date.parse(created),
              cell: ({ created }) => (
                <time dateTime={created} title={day(created)}>
                  {age(created, minute)}
                </time>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}
