import { useFoundParties } from '../api/authorization.ts';
import { type SituationInForce, useFoundClients } from '../api/situations.ts';
import { Name } from '../components/name.tsx';
import { grouped, isOrganizationNumber } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { useSystemNames } from './names.ts';
import { SCOPES } from './scopes.ts';
import { useTexts } from './words.ts';

/** For whom a situation is in force: by name where one is known, and by what it was started with. */
export function ForWhom({ one }: { readonly one: SituationInForce }) {
  const { t } = useTexts();
  const given = SCOPES.flatMap((scope) => {
    const value = one[scope];
    return value === undefined ? [] : [{ scope, value }];
  });
  return (
    <>
      {given.length === 0 && t.situations.everybody}
      {given.map(({ scope, value }) => (
        <div key={scope}>
          {t.situations.scopes[scope]}: <Value of={value} scope={scope} />
        </div>
      ))}
      {one.trouble !== undefined && <div className="long">{t.situations.trouble(one.trouble)}</div>}
    </>
  );
}

interface ValueProps {
  readonly of: string;
}

function Value({ scope, of }: ValueProps & { readonly scope: (typeof SCOPES)[number] }) {
  if (scope === 'customer' && isOrganizationNumber(of)) return <Customer of={of} />;
  if (scope === 'client') return <Client of={of} />;
  if (scope === 'system') return <System of={of} />;
  return <Id of={of} />;
}

function Customer({ of: number }: ValueProps) {
  const found = useFoundParties('organization', number).data ?? [];
  const name = found.find(({ organizationNumber }) => organizationNumber === number)?.name;
  return (
    <>
      {name !== undefined && `${isolated(name)} `}
      <span className="number">{grouped(number)}</span>
    </>
  );
}

function Client({ of: id }: ValueProps) {
  const found = useFoundClients(id).data ?? [];
  return <Id of={id} name={found.find(({ clientId }) => clientId === id)?.name} />;
}

const System = ({ of: id }: ValueProps) => <Id of={id} name={useSystemNames().get(id)} />;

/** An ID, behind the name that is known of what it names. */
function Id({ of, name }: ValueProps & { readonly name?: string | undefined }) {
  return (
    <>
      {name !== undefined && `${isolated(name)} `}
      <code>
        <Name of={of} />
      </code>
    </>
  );
}
