import type { AuditRow } from '../api/audit.ts';
import { Address } from '../components/address.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Name } from '../components/name.tsx';
import { ShortId } from '../components/short-id.tsx';
import { State } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { UUID } from '../texts/uuid.ts';
import { useTexts } from './words.ts';

/** Entries as they come, newest first. */
export function AuditTable({ of }: { readonly of: readonly AuditRow[] }) {
  const { t } = useTexts();
  const words = t.audit;
  return (
    <DataTable
      caption={words.caption}
      rows={of}
      keyOf={({ position }) => String(position)}
      columns={[
        { name: words.place, kind: 'count', cell: ({ position }) => position },
        { name: words.time, cell: ({ time }) => <Time of={time} as="second" /> },
        { name: words.what, kind: 'row', cell: (row) => <What of={row} /> },
        { name: words.outcome, cell: (row) => <Outcome of={row} /> },
        { name: words.who, cell: (row) => <Who of={row} /> },
      ]}
    />
  );
}

/** The operation by its name in the reference, where it was sent, and what it was done to. */
function What({ of: { operation, method, path, changes, decision } }: { readonly of: AuditRow }) {
  return (
    <>
      <code>{operation}</code>
      {path !== undefined && (
        <div className="subtle">
          <Address of={`${method ?? ''} ${path}`} />
        </div>
      )}
      {changes?.map(({ kind, subject }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stand as they were written, and never change
        <div key={at}>
          <code>{kind}</code> <Named of={subject} />
        </div>
      ))}
      {decision !== undefined && (
        <div className="subtle">
          <Name of={JSON.stringify(decision)} />
        </div>
      )}
    </>
  );
}

/** An id that nobody reads to its end, or what somebody is called. */
const Named = ({ of: text }: { readonly of: string }) => (UUID.test(text) ? <ShortId id={text} /> : <Name of={text} />);

function Outcome({ of: { outcome, code } }: { readonly of: AuditRow }) {
  const { t } = useTexts();
  const words = t.audit;
  if (outcome === 'done') return <State kind="good">{words.done}</State>;
  if (outcome === 'lost') return <State kind="bad">{words.lost}</State>;
  const decision = Object.entries(words.decisions).find(([name]) => name === outcome)?.[1];
  if (decision !== undefined) return <State kind={outcome === 'Permit' ? 'good' : 'soon'}>{decision}</State>;
  return (
    <>
      <State kind="bad">{words.refused}</State>
      {code !== undefined && (
        <div>
          <code>{code}</code>
        </div>
      )}
    </>
  );
}

function Who({ of: { by, personName, organization } }: { readonly of: AuditRow }) {
  const { t } = useTexts();
  const words = t.audit;
  const name = personName ?? by.person ?? by.systemUser ?? by.clientId;
  return (
    <>
      {by.kind === 'program' && <div>{words.program}</div>}
      {by.kind === 'sandbox' && <div>{words.sandbox}</div>}
      {name !== undefined && (
        <div>
          <Named of={name} />
        </div>
      )}
      {by.organization !== undefined && <div className="number">{grouped(by.organization)}</div>}
      {organization !== undefined && organization !== by.organization && (
        <div className="subtle">{words.onBehalf(grouped(organization))}</div>
      )}
    </>
  );
}
