import type { ReactNode } from 'react';
import { useServiceOwner } from '../api/resources.ts';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useTexts } from '../policies/words.ts';

/** For service owners: others have no lists. */
export function ForOwner({ organization, children }: { readonly organization: string; readonly children: ReactNode }) {
  const { t } = useTexts();
  const owner = useServiceOwner(organization);
  if (owner.isPending) return <Loading as="table" />;
  if (owner.isLoadingError) return <NotLoaded what="owner" error={owner.error} retry={owner.refetch} />;
  if (owner.data === null) return <Empty title={t.owned.noOwner} text={t.owned.noOwnerHelp} />;
  return children;
}
