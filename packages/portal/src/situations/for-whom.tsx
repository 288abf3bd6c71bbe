import { useClients, useOrganizationName } from '../api/selfservice.ts';
import type { SituationInForce } from '../api/situations.ts';
import { Name } from '../components/name.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { grouped, isOrganizationNumber } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { SCOPES } from './scopes.ts';
import { useTexts } from './words.ts';

/** For whom a situation is in force: by name where one is known, and by what it was started with. */
export function ForWhom({ one }: { readonly one: SituationInForce }) {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  const given = SCOPES.flatMap((scope) => {
    const value = one[scope];
    return value === undefined ? [] : [{ scope, value }];
  });
  return (
    <>
      {given.length === 0 && t.situations.everybody}
      {given.map(({ scope, value }) => (
        <div key={scope}>
          {t.situations.scopes[scope]}: <Value of={value} scope={scope} organization={organization?.number} />
        </div>
      ))}
      {one.trouble !== undefined && <div className="long">{t.situations.trouble(one.trouble)}</div>}
    </>
  );
}

interface ValueProps {
  readonly of: string;
  readonly organization: string | undefined;
}

function Value({ scope, ...props }: ValueProps & { readonly scope: (typeof SCOPES)[number] }) {
  if (scope === 'customer' && isOrganizationNumber(props.of)) return <Customer {...props} />;
  if (scope === 'client' && props.organization !== undefined)
    return <Client of={props.of} organization={props.organization} />;
  return (
    <code>
      <Name of={props.of} />
    </code>
  );
}

function Customer({ of: number, organization }: ValueProps) {
  const name = useOrganizationName(organization === undefined ? '' : number, organization ?? '').data;
  return (
    <>
      {name && `${isolated(name)} `}
      <span className="number">{grouped(number)}</span>
    </>
  );
}

function Client({ of: id, organization }: { readonly of: string; readonly organization: string }) {
  const name = useClients(organization).data?.find(({ client_id }) => client_id === id)?.client_name;
  return (
    <>
      {name !== undefined && `${isolated(name)} `}
      <code>
        <Name of={id} />
      </code>
    </>
  );
}
