import type { AuditRow } from '../api/audit.ts';
import { Address } from '../components/address.tsx';
import { Name } from '../components/name.tsx';
import { Named } from './named.tsx';
import { type Changed, changedIn, concernedBy, headingOf, membersIn, nameIn } from './what.ts';
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
  const { added, removed, further } = membersIn(changes);
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
      <Those word={t.audit.concerns} ids={concerned} row={row} />
      <Those word={t.audit.added} ids={added} row={row} />
      <Those word={t.audit.removed} ids={removed} row={row} />
      {further > 0 && <div className="audit-subject">{t.audit.further(further)}</div>}
    </>
  );
}

/** Whom a change concerns in one way, each with the word for it. */
function Those(props: { readonly word: string; readonly ids: readonly string[]; readonly row: AuditRow }) {
  return props.ids.map((id) => (
    <div key={id} className="audit-subject">
      {props.word} <Named id={id} name={nameIn(props.row, id)} />
    </div>
  ));
}

const subjectsOf = (changes: Changed['of']): readonly string[] => [...new Set(changes.map(({ subject }) => subject))];
