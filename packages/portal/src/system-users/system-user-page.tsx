import { Alert, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink, useNavigate, useParams } from 'react-router';
import { useChangeOf, useDeleteSystemUser, useSystem, useSystemUsers } from '../api/altinn.ts';
import { ApiFailure } from '../api/http.ts';
import { useOrganizationName } from '../api/selfservice.ts';
import type { SystemUser } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Detail } from '../components/detail.tsx';
import { Facts } from '../components/facts.tsx';
import { IdLine } from '../components/id-line.tsx';
import { LastPart } from '../components/last-part.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { grouped } from '../organizations/organization-number.ts';
import type { Organization } from '../organizations/organizations.ts';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { AgentClients } from './agent-clients.tsx';
import { Missing, Rename } from './owner-actions.tsx';
import { answerTo, OVERVIEW } from './places.ts';
import { SystemAccess } from './system-access.tsx';
import { wordsOf } from './words.ts';

export const SystemUserPage = () => {
  const { id = '' } = useParams();
  return <WithOrganization>{(organization) => <ById organization={organization} id={id} />}</WithOrganization>;
};

function ById({ organization, id }: { readonly organization: Organization; readonly id: string }) {
  const { t } = useTexts();
  const standard = useSystemUsers(organization.partyId, 'standard');
  const agent = useSystemUsers(organization.partyId, 'agent');
  const user = [...(standard.data ?? []), ...(agent.data ?? [])].find((candidate) => candidate.id === id);
  const read = {
    data: user,
    isPending: standard.isPending || agent.isPending,
    error: standard.error ?? agent.error ?? new ApiFailure(404, ''),
    refetch: () => Promise.all([standard.refetch(), agent.refetch()]),
  };
  return (
    <Detail of={read} what="systemUser" shape="facts" kind={t.common.kinds.systemUser} id={[t.systemUsers.id, id]}>
      {(found) => <OneSystemUser organization={organization} user={found} />}
    </Detail>
  );
}

/** A system user: what it may do, its clients if it works for them, and how to delete it. */
function OneSystemUser({ organization, user }: { readonly organization: Organization; readonly user: SystemUser }) {
  const { t, language } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const remove = useDeleteSystemUser(organization.partyId);
  const name = wordsOf(useSystem(user.systemId).data?.name, language);
  const vendorNumber = user.supplierOrgno ?? '';
  const vendor = useOrganizationName(vendorNumber, organization.number).data;
  return (
    <Page title={user.integrationTitle}>
      <IdLine name={t.systemUsers.id} value={user.id} />
      <Facts
        of={[
          [t.systemUsers.vendor, vendor ? `${isolated(vendor)} (${grouped(vendorNumber)})` : grouped(vendorNumber)],
          [t.request.system, name === undefined ? user.systemId : `${name} (${user.systemId})`],
          ...(user.externalRef && user.externalRef !== user.reporteeOrgNo
            ? ([[t.systemUsers.reference, <Name key="reference" of={user.externalRef} />]] as const)
            : []),
          [t.systemUsers.created, <Time key="created" of={user.created} as="moment" />],
        ]}
      />
      <ChangeWaits partyId={organization.partyId} id={user.id} />
      <Rename key={user.integrationTitle} partyId={organization.partyId} user={user} />
      <SystemAccess partyId={organization.partyId} user={user} level={2} />
      <section className="stack tight prose">
        <Heading level={2} data-size="xs">
          {t.ownUsers.cannot}
        </Heading>
        <Paragraph>{t.ownUsers.cannotText(name ?? isolated(user.integrationTitle))}</Paragraph>
      </section>
      {user.userType === 'standard' && <Missing partyId={organization.partyId} user={user} />}
      {user.userType === 'agent' && <AgentClients organization={organization} user={user} />}
      <LastPart gone={t.systemUsers.removeText(isolated(user.integrationTitle), isolated(organization.name))}>
        <ConfirmButton
          label={t.systemUsers.remove}
          title={t.ownUsers.removeTitle(isolated(user.integrationTitle))}
          text={t.systemUsers.removeText(isolated(user.integrationTitle), isolated(organization.name))}
          onConfirm={async () => {
            await remove.mutateAsync({ user, facilitator: organization.partyUuid });
            say(t.systemUsers.removed(isolated(user.integrationTitle)), OVERVIEW);
            navigate(OVERVIEW);
          }}
        />
      </LastPart>
    </Page>
  );
}

/** What the vendor asks to change, for who may answer. */
function ChangeWaits({ partyId, id }: { readonly partyId: number; readonly id: string }) {
  const { t } = useTexts();
  const change = useChangeOf(partyId, id);
  if (change === undefined) return null;
  return (
    <Alert data-color="info" className="prose">
      <Paragraph>{t.systemUsers.changeWaits}</Paragraph>
      <Link asChild>
        <RouterLink to={answerTo('changerequest', change.id)}>{t.systemUsers.seeChange}</RouterLink>
      </Link>
    </Alert>
  );
}
