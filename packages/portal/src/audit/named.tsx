import { Name } from '../components/name.tsx';
import { ShortId } from '../components/short-id.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { UUID } from '../texts/uuid.ts';

/** Whom or what an id or number names: by name, with the number or the shortened id beside it; a person by name alone. */
export function Named(props: { readonly id: string; readonly name: string | undefined; readonly isPerson?: boolean }) {
  const { id, name, isPerson = false } = props;
  if (name === undefined) return <Id of={id} />;
  return (
    <>
      <Name of={name} />
      {!isPerson && (
        <span className="subtle">
          {' '}
          <Id of={id} />
        </span>
      )}
    </>
  );
}

function Id({ of: id }: { readonly of: string }) {
  if (UUID.test(id)) return <ShortId id={id} />;
  return /^\d{9}$/.test(id) ? <span className="number">{grouped(id)}</span> : <Name of={id} />;
}
