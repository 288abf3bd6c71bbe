import { Paragraph } from '@digdir/designsystemet-react';
import type { SystemUserRequest } from '../api/types.ts';
import { useTexts } from '../texts/index.tsx';
import { PackageList, RightList } from './access.tsx';

type Lists = Pick<
  SystemUserRequest,
  | 'rights'
  | 'accessPackages'
  | 'requiredRights'
  | 'unwantedRights'
  | 'requiredAccessPackages'
  | 'unwantedAccessPackages'
>;

/** Everything that the request asks for, or asks to take away. @param answered it asked, and asks no more */
export function Wanted({ request, answered = false }: { readonly request: Lists; readonly answered?: boolean }) {
  const { t } = useTexts();
  const urns = (packages: Lists['accessPackages']) => (packages ?? []).map(({ urn }) => urn);
  const all = [
    request.rights,
    request.accessPackages,
    request.requiredRights,
    request.unwantedRights,
    request.requiredAccessPackages,
    request.unwantedAccessPackages,
  ];
  if (all.every((list) => (list ?? []).length === 0)) return <Paragraph>{t.request.nothing}</Paragraph>;
  return (
    <div className="stack prose">
      <PackageList
        title={answered ? t.request.askedPackages : t.request.packages}
        urns={urns(request.accessPackages)}
      />
      <RightList title={answered ? t.request.askedRights : t.request.rights} rights={request.rights ?? []} />
      <PackageList title={t.request.newPackages} urns={urns(request.requiredAccessPackages)} />
      <RightList title={t.request.newRights} rights={request.requiredRights ?? []} />
      <PackageList title={t.request.gonePackages} urns={urns(request.unwantedAccessPackages)} />
      <RightList title={t.request.goneRights} rights={request.unwantedRights ?? []} />
    </div>
  );
}
