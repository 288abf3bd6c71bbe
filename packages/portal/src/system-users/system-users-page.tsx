import { Card, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { type RequestKind, usePending, useSystemUsers } from '../api/altinn.ts';
import { pageSegment } from '../api/path.ts';
import type { PendingRequest } from '../api/types.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { SystemAccess } from './system-access.tsx';

export const OVERVIEW = '/accessmanagement/ui/systemuser/overview';

/** The organisation's system users with what each may do, and the requests that wait for an answer. */
export const SystemUsersPage = () => (
  <WithOrganization>{(organization) => <SystemUsers organization={organization} />}</WithOrganization>
);

function SystemUsers({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  return (
    <Page title={t.systemUsers.title}>
      <Paragraph data-size="lg">{t.systemUsers.lead(organization.name)}</Paragraph>
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
      <Link asChild>
        <RouterLink to={`/accessmanagement/ui/systemuser/${kind}?id=${encodeURIComponent(request.id)}`}>
          {t.systemUsers.open(
            request.integrationTitle,
            request.externalRef === request.partyOrgNo ? undefined : request.externalRef,
          )}
        </RouterLink>
      </Link>
    </li>
  );
  return (
    <section className="stack tight">
      <Heading level={2} data-size="sm">
        {t.systemUsers.pending}
      </Heading>
      <ul className="plain stack tight">
        {standard.map((request) => link('request', request))}
        {agent.map((request) => link('agentrequest', request))}
      </ul>
    </section>
  );
}

function UserList(props: {
  readonly organization: Organization;
  readonly kind: 'standard' | 'agent';
  readonly title: string;
}) {
  const { t, day } = useTexts();
  const { partyId } = props.organization;
  const users = useSystemUsers(partyId, props.kind);
  return (
    <section className="stack tight">
      <Heading level={2} data-size="sm">
        {props.title}
      </Heading>
      {users.isPending && <Loading />}
      {users.isError && <Failure error={users.error} retry={users.refetch} />}
      {users.data?.length === 0 && <Paragraph>{t.systemUsers.none}</Paragraph>}
      <ul className="plain stack">
        {users.data?.map((user) => (
          <li key={user.id}>
            <Card data-testid="system-user">
              <div className="stack tight">
                <Heading level={3} data-size="xs">
                  <Link asChild>
                    <RouterLink to={`${OVERVIEW}/${pageSegment(user.id)}`}>{user.integrationTitle}</RouterLink>
                  </Link>
                </Heading>
                <Facts
                  of={[
                    ...(user.externalRef && user.externalRef !== user.reporteeOrgNo
                      ? ([[t.systemUsers.reference, user.externalRef]] as const)
                      : []),
                    [t.systemUsers.created, day(user.created)],
                  ]}
                />
                <SystemAccess partyId={partyId} user={user} level={4} />
              </div>
            </Card>
          </li>
        ))}
      </ul>
    </section>
  );
}
