import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { useSystem, useSystemsArePending, useSystemUsers, useWaiting, type Waiting } from '../api/altinn.ts';
import { useHasCome } from '../api/has-come.ts';
import { pageSegment } from '../api/path.ts';
import type { PendingRequest, SystemUser } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { ScopeName } from '../components/scope-name.tsx';
import { Time } from '../components/time.tsx';
import { SYSTEM_USERS } from '../frame/places.ts';
import { useNamesArePending, useOrganizationNames } from '../organizations/organization-names.ts';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { WhyNotI } from '../playground/why-link.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { HowOneBegins } from './how-one-begins.tsx';
import { answerTo, OVERVIEW } from './places.ts';
import { wordsOf } from './words.ts';

/** The organisation's system users with what each may do, and the requests that wait for an answer. */
export const SystemUsersPage = () => (
  <WithOrganization>{(organization) => <SystemUsers organization={organization} />}</WithOrganization>
);

function SystemUsers({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  // What keeps both lists away is said once.
  const standard = useSystemUsers(organization.partyId, 'standard');
  const agent = useSystemUsers(organization.partyId, 'agent');
  const waiting = useWaiting(organization);
  const namesWait = useNamesWait(waiting.requests, [...(standard.data ?? []), ...(agent.data ?? [])], organization);
  const listsWait = standard.isPending || agent.isPending || waiting.isPending;
  const haveCome = useHasCome(!listsWait && !namesWait);
  const waits = listsWait || !haveCome;
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
      {!waits && <Pending organization={organization} requests={waiting.requests} />}
      {waits ? (
        // One list decides where the next one stands.
        <Loading as="table" />
      ) : standard.isError && agent.isError ? (
        <NotLoaded
          what="systemUsers"
          error={standard.error}
          retry={() => Promise.all([standard.refetch(), agent.refetch()])}
          why={<Why organization={organization} kind="standard" />}
        />
      ) : (
        <>
          <UserList organization={organization} kind="standard" title={t.systemUsers.own} />
          <UserList organization={organization} kind="agent" title={t.systemUsers.agents} />
        </>
      )}
    </Page>
  );
}

/** At most so many systems are asked for before the lists are shown. */
const WAITED_SYSTEMS = 20;

/** Columns are as wide as what stands in them: with a name that comes late every row, and what is below, would move. */
function useNamesWait(requests: readonly Waiting[], users: readonly SystemUser[], organization: Organization): boolean {
  const rows = [...requests.map(({ request }) => request), ...users];
  const vendors = [
    ...requests.map(({ request }) => vendorOf(request)),
    ...users.flatMap(({ supplierName, supplierOrgno }) => (supplierName ? [] : supplierOrgno || [])),
  ];
  // An organisation has few systems: where it has more, their rows ask for themselves when they are shown.
  const systems = [...new Set(rows.map(({ systemId }) => systemId))].slice(0, WAITED_SYSTEMS);
  const systemsWait = useSystemsArePending(systems);
  return useNamesArePending(vendors, organization.number) || systemsWait;
}

/** Shown only to access managers, and only when something waits: others are refused by the platform. */
function Pending(props: { readonly organization: Organization; readonly requests: readonly Waiting[] }) {
  const { t } = useTexts();
  const { organization, requests } = props;
  if (requests.length === 0) return null;
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.systemUsers.pending} <span className="number subtle">{requests.length}</span>
      </Heading>
      <Paragraph className="prose">{t.systemUsers.pendingHelp}</Paragraph>
      <PendingTable of={requests} organization={organization.number} />
    </section>
  );
}

/** A system's id begins with the number of its vendor (system-register-and-users.md 3). */
const vendorOf = ({ systemId }: PendingRequest): string => systemId.split('_', 1)[0] ?? '';
const referenceOf = ({ externalRef, partyOrgNo }: PendingRequest): string | undefined =>
  externalRef === partyOrgNo ? undefined : externalRef;

function PendingTable({ of, organization }: { readonly of: readonly Waiting[]; readonly organization: string }) {
  const { t } = useTexts();
  const nameOf = useOrganizationNames(
    of.map(({ request }) => vendorOf(request)),
    organization,
  );
  return (
    <DataTable
      caption={t.systemUsers.pending}
      rows={of}
      keyOf={({ request }) => request.id}
      sorted={{ column: t.systemUsers.sent, down: false }}
      columns={[
        {
          name: t.common.name,
          kind: 'row',
          sort: ({ request }) => request.integrationTitle,
          cell: ({ kind, request }) => (
            <Link asChild>
              <RouterLink to={answerTo(kind, request.id)}>
                <Name of={request.integrationTitle} />
              </RouterLink>
            </Link>
          ),
        },
        { name: t.systemUsers.about, sort: ({ kind }) => kind, cell: ({ kind }) => t.systemUsers.asks[kind] },
        {
          name: t.request.system,
          sort: ({ request }) => request.systemId,
          cell: ({ request }) => <SystemOf id={request.systemId} reference={referenceOf(request)} />,
        },
        {
          name: t.systemUsers.vendor,
          sort: ({ request }) => nameOf(vendorOf(request)),
          cell: ({ request }) => <Name of={nameOf(vendorOf(request))} />,
        },
        {
          name: t.systemUsers.sent,
          sort: ({ request }) => Date.parse(request.created),
          cell: ({ request: { created } }) => <Time of={created} />,
        },
        { name: t.systemUsers.answer, kind: 'action', cell: (one) => <ToAnswer of={one} /> },
      ]}
    />
  );
}

/**
 * The system by its name, which is not that of what customers have of it, and by the ID that programs know.
 * @param reference what the vendor calls it, where that has no column
 */
function SystemOf({ id, reference }: { readonly id: string; readonly reference?: string | undefined }) {
  const { t, language } = useTexts();
  const name = wordsOf(useSystem(id).data?.name, language);
  return (
    <div className="stack-lines">
      {name !== undefined && <span>{name}</span>}
      <code className="subtle">
        <ScopeName of={id} />
      </code>
      {reference !== undefined && (
        <span className="subtle long">
          {t.systemUsers.reference}: <Name of={reference} />
        </span>
      )}
    </div>
  );
}

function ToAnswer({ of: { kind, request } }: { readonly of: Waiting }) {
  const { t } = useTexts();
  const reference = referenceOf(request);
  return (
    <Button asChild data-size="sm" variant="secondary">
      <RouterLink
        to={answerTo(kind, request.id)}
        aria-label={t.systemUsers.open(
          isolated(request.integrationTitle),
          kind === 'changerequest',
          reference === undefined ? undefined : isolated(reference),
        )}
      >
        {t.systemUsers.answer}
      </RouterLink>
    </Button>
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
  const { t } = useTexts();
  const { partyId } = props.organization;
  const users = useSystemUsers(partyId, props.kind);
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
      {users.isError && (
        <NotLoaded what="systemUsers" error={users.error} retry={users.refetch} why={<Why {...props} />} />
      )}
      {users.data?.length === 0 && (
        <Empty
          title={t.systemUsers.none}
          text={props.kind === 'agent' ? t.systemUsers.noneAgentHelp : t.systemUsers.noneHelp}
        >
          {props.kind === 'standard' && <HowOneBegins />}
        </Empty>
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
              cell: ({ systemId }) => <SystemOf id={systemId} />,
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
              cell: ({ created }) => <Time of={created} />,
            },
          ]}
        />
      )}
    </section>
  );
}
