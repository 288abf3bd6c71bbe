import type { AuditRow } from '../api/audit.ts';
import { Address } from '../components/address.tsx';
import { Name } from '../components/name.tsx';
import { Named } from './named.tsx';
import { type Changed, changedIn, concernedBy, headingOf, nameIn } from './what.ts';
import { useTexts } from './words.ts';

/** What was done and to whom, in words, and below it the operation by its name in the reference, and where it was sent. */
export function What({ of: row }: { readonly of: AuditRow }) {
  const { t } = useTexts();
  const { operation, method, path, decision } = row;
  const changed = changedIn(row, t.auditWhat);
  return (
    <>
      {changed.length === 0 && <div>{headingOf(row, t.auditWhat)}</div>}
      {changed.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stand as they were written, and never change
        <ChangedPart key={at} of={one} row={row} isFirst={at === 0} before={changed[at - 1]} />
      ))}
      {decision !== undefined && (
        <div className="subtle">
          <Name of={JSON.stringify(decision)} />
        </div>
      )}
      <div className="subtle audit-operation">
        <code>{operation}</code>
        {path !== undefined && (
          <>
            {' '}
            <Address of={`${method ?? ''} ${path}`} />
          </>
        )}
      </div>
    </>
  );
}

/** The first says what the entry is about; the others what has changed with it. */
function ChangedPart(props: {
  readonly of: Changed;
  readonly row: AuditRow;
  readonly isFirst: boolean;
  readonly before: Changed | undefined;
}) {
  const { row, isFirst, before } = props;
  const { what, of: changes } = props.of;
  const { t } = useTexts();
  const subjects = subjectsOf(changes);
  const behalf = row.organization === undefined ? undefined : nameIn(row, row.organization);
  const concerned = [...new Set(changes.flatMap((change) => concernedBy(change, row.names)))].filter(
    (id) => nameIn(row, id) !== behalf && !subjects.includes(id),
  );
  // What stands above is what it happened to as well.
  const isSame = before !== undefined && subjectsOf(before.of).join() === subjects.join();
  return (
    <>
      <div {...(!isFirst && { className: 'audit-subject' })}>{what}</div>
      {!isSame &&
        subjects.map((id) => (
          <div key={id} className="audit-subject">
            <Named id={id} name={nameIn(row, id)} />
          </div>
        ))}
      {concerned.map((id) => (
        <div key={id} className="audit-subject">
          {t.audit.concerns} <Named id={id} name={nameIn(row, id)} />
        </div>
      ))}
    </>
  );
}

const subjectsOf = (changes: Changed['of']): readonly string[] => [...new Set(changes.map(({ subject }) => subject))];
