import type { AuditRow } from '../api/audit.ts';
import { DataTable } from '../components/data-table.tsx';
import { State } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { Named } from './named.tsx';
import { nameIn } from './what.ts';
import { What } from './what-part.tsx';
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
        { name: words.when, cell: (row) => <When of={row} /> },
        { name: words.what, kind: 'row', cell: (row) => <What of={row} /> },
        { name: words.outcome, cell: (row) => <Outcome of={row} /> },
        { name: words.who, cell: (row) => <Who of={row} /> },
      ]}
    />
  );
}

const When = ({ of: { position, time } }: { readonly of: AuditRow }) => (
  <>
    <span className="number">{position}</span>
    <span className="narrow"> · </span>
    <br className="wide" />
    <Time of={time} as="second" />
  </>
);

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

function Who({ of: row }: { readonly of: AuditRow }) {
  const { t } = useTexts();
  const words = t.audit;
  const { by, organization } = row;
  const who = by.person ?? by.systemUser ?? by.clientId;
  const named = (number: string) => {
    const name = nameIn(row, number);
    return name === undefined ? grouped(number) : `${isolated(name)} ${grouped(number)}`;
  };
  return (
    <>
      {by.kind === 'program' && <div>{words.program}</div>}
      {by.kind === 'sandbox' && <div>{words.sandbox}</div>}
      {who !== undefined && (
        <div>
          <Named id={who} name={row.personName ?? nameIn(row, who)} isPerson={who === by.person} />
        </div>
      )}
      {by.organization !== undefined && (
        <div>
          <Named id={by.organization} name={nameIn(row, by.organization)} />
        </div>
      )}
      {organization !== undefined && organization !== by.organization && (
        <div className="subtle">{words.onBehalf(named(organization))}</div>
      )}
    </>
  );
}
