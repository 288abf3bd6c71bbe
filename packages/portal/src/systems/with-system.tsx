import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { type OwnSystem, useOwnSystem } from '../api/vendor.ts';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from './words.ts';

/** Renders a page for the system in the address, with the organisation whose it is. */
export function WithSystem({ children }: { readonly children: (vendor: string, system: OwnSystem) => ReactNode }) {
  const { id = '' } = useParams();
  return (
    <WithOrganization>
      {({ number }) => (
        <ById key={`${number} ${id}`} vendor={number} id={id}>
          {(system) => children(number, system)}
        </ById>
      )}
    </WithOrganization>
  );
}

function ById(props: {
  readonly vendor: string;
  readonly id: string;
  readonly children: (system: OwnSystem) => ReactNode;
}) {
  const { t } = useTexts();
  const system = useOwnSystem(props.vendor, props.id);
  // A page that is open stays as it is when it cannot be read anew: what is written in it is not lost.
  if (system.data) return props.children(system.data);
  if (system.isPending) return <Loading as="page" />;
  return (
    <Page title={t.header.systems}>
      <Failure error={system.error} retry={system.refetch} />
    </Page>
  );
}
