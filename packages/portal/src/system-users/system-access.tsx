import { Paragraph } from '@digdir/designsystemet-react';
import { useDelegations } from '../api/altinn.ts';
import type { SystemUser } from '../api/types.ts';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useTexts } from '../texts/index.tsx';
import { PackageList, RightList } from './access.tsx';

/** What a system user may do: an agent by its packages for each client, another by what was delegated to it. */
export function SystemAccess(props: {
  readonly partyId: number;
  readonly user: SystemUser;
  readonly level: 2 | 3 | 4;
}) {
  return props.user.userType === 'agent' ? (
    <Packages urns={(props.user.accessPackages ?? []).map(({ urn }) => urn)} level={props.level} />
  ) : (
    <Delegated {...props} />
  );
}

function Packages({ urns, level }: { readonly urns: readonly string[]; readonly level: 2 | 3 | 4 }) {
  const { t } = useTexts();
  if (urns.length === 0) return <Paragraph>{t.systemUsers.nothing}</Paragraph>;
  return <PackageList title={t.systemUsers.mayDo} urns={urns} level={level} />;
}

function Delegated(props: { readonly partyId: number; readonly user: SystemUser; readonly level: 2 | 3 | 4 }) {
  const { t } = useTexts();
  const delegations = useDelegations(props.partyId, props.user.id);
  if (delegations.isPending) return <Loading as="facts" />;
  if (delegations.isLoadingError)
    return <NotLoaded what="rights" error={delegations.error} retry={delegations.refetch} />;
  const { rights = [], accessPackages = [] } = delegations.data;
  if (rights.length + accessPackages.length === 0) return <Paragraph>{t.systemUsers.nothing}</Paragraph>;
  return (
    <div className="stack prose">
      <PackageList title={t.request.packages} urns={accessPackages.map(({ urn }) => urn)} level={props.level} />
      <RightList title={t.request.rights} rights={rights} level={props.level} />
    </div>
  );
}
