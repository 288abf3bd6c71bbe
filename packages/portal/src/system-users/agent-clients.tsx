import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useAgentClientChange, useAgentClients, useAvailableClients } from '../api/altinn.ts';
import type { SystemUser } from '../api/types.ts';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { useSay } from '../components/status.tsx';
import { grouped } from '../organizations/organization-number.ts';
import type { Organization } from '../organizations/organizations.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';

/** The clients of an agent system user, and those that can be added. */
export function AgentClients({
  organization,
  user,
}: {
  readonly organization: Organization;
  readonly user: SystemUser;
}) {
  const { t } = useTexts();
  const say = useSay();
  const { partyId, partyUuid } = organization;
  const urns = (user.accessPackages ?? []).map(({ urn }) => urn);
  const added = useAgentClients(partyId, partyUuid, user.id);
  const available = useAvailableClients(partyId, partyUuid, urns);
  const change = useAgentClientChange(partyId, partyUuid, user.id);
  if (added.isPending || available.isPending) return <Loading as="table" />;
  if (added.isLoadingError) return <NotLoaded what="agentClients" error={added.error} retry={added.refetch} />;
  if (available.isLoadingError)
    return <NotLoaded what="agentClients" error={available.error} retry={available.refetch} />;
  const has = new Set(added.data.map(({ customerId }) => customerId));
  const set = (client: string, name: string, add: boolean) =>
    change.mutateAsync({ client, add }).then(
      () => say(add ? t.systemUsers.clientAdded(isolated(name)) : t.systemUsers.clientRemoved(isolated(name))),
      () => undefined,
    );
  const row = (key: string, name: string, number: string | undefined, add: boolean) => (
    <li key={key} className="row spread">
      <span>
        <Name of={name} />
        {number && ` (${grouped(number)})`}
      </span>
      <Button
        variant="secondary"
        data-size="sm"
        disabled={change.isPending}
        aria-label={add ? t.systemUsers.addLabel(isolated(name)) : t.systemUsers.removeLabel(isolated(name))}
        onClick={() => void set(key, name, add)}
      >
        {add ? t.common.add : t.common.remove}
      </Button>
    </li>
  );
  const addable = available.data.filter(({ partyUuid: client }) => !has.has(client));
  return (
    <section className="stack prose">
      <Heading level={2} data-size="sm">
        {t.systemUsers.clients}
      </Heading>
      {change.isError && <Failure error={change.error} />}
      {added.data.length === 0 ? (
        <Paragraph>{t.systemUsers.clientsNone}</Paragraph>
      ) : (
        <>
          <Paragraph>{t.systemUsers.clientsLead}</Paragraph>
          <ul className="plain stack tight">
            {added.data.map((client) =>
              row(client.customerId, client.customerName, client.customerOrganizationNumber, false),
            )}
          </ul>
        </>
      )}
      <Heading level={3} data-size="xs">
        {t.systemUsers.clientsAvailable}
      </Heading>
      {addable.length === 0 ? (
        <Paragraph>{t.systemUsers.clientsAvailableNone}</Paragraph>
      ) : (
        <ul className="plain stack tight">
          {addable.map((client) => row(client.partyUuid, client.displayName, client.organizationIdentifier, true))}
        </ul>
      )}
    </section>
  );
}
