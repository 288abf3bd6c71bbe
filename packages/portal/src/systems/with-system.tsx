import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { type OwnSystem, useKnownSystem, useOwnSystem } from '../api/vendor.ts';
import { Detail } from '../components/detail.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from './words.ts';

interface Around {
  /** Of a page below the system's own: its name. */
  readonly below?: string;
  readonly tabs?: Parameters<typeof Detail<OwnSystem, 'details' | 'requests' | 'users'>>[0]['tabs'];
}

/** Renders a page for the system in the address, with the organisation whose it is. */
export function WithSystem({
  children,
  ...around
}: Around & { readonly children: (vendor: string, system: OwnSystem) => ReactNode }) {
  const { id = '' } = useParams();
  return (
    <WithOrganization>
      {({ number }) => (
        <ById key={`${number} ${id}`} vendor={number} id={id} {...around}>
          {(system) => children(number, system)}
        </ById>
      )}
    </WithOrganization>
  );
}

function ById(
  props: Around & {
    readonly vendor: string;
    readonly id: string;
    readonly children: (system: OwnSystem) => ReactNode;
  },
) {
  const { t, language } = useTexts();
  const { below, id, tabs } = props;
  const system = useOwnSystem(props.vendor, id);
  const name = wordsOf(useKnownSystem(props.vendor, id)?.name, language);
  return (
    <Detail
      of={system}
      what="system"
      shape={(tab) => (tab === 'details' ? 'form' : 'table')}
      kind={below ?? t.common.kinds.system}
      known={below === undefined ? name : undefined}
      {...(below === undefined && { id: [t.systems.id, id] as const })}
      {...(below !== undefined && {
        above: { to: `/systems/${pageSegment(id)}`, name: name ?? id },
      })}
      {...(tabs && { tabs })}
    >
      {props.children}
    </Detail>
  );
}
