import { Details } from '@digdir/designsystemet-react';
import { boundsOf, membersOf, type Schema, typeOf } from './schema.ts';
import { useWords } from './words.tsx';

/** Deeper members open on demand. */
const OPEN_DEPTH = 1;
const DEEPEST = 8;

/** The members of a value, with type, bounds and meaning; members of members inside. */
export function SchemaView(props: {
  readonly schema: Schema;
  readonly depth?: number;
  /** What must be there is told to who sends it alone. */
  readonly isAnswer: boolean;
}) {
  const { t } = useWords();
  const { schema, depth = 0, isAnswer } = props;
  const members = membersOf(schema);
  if (members.length === 0) return <Value schema={schema} />;
  return (
    <ul className="members" lang="en">
      {members.map(({ name, schema: member, required }) => (
        <li key={name}>
          <div className="member">
            <code className="member-name">{name}</code>
            <Value schema={member} />
            {required && !isAnswer && (
              <span className="required" lang={document.documentElement.lang}>
                {t.operation.required}
              </span>
            )}
          </div>
          {member.description !== undefined && <p className="small">{member.description}</p>}
          {membersOf(member).length > 0 && depth < DEEPEST && (
            <Inner name={name} schema={member} depth={depth + 1} isAnswer={isAnswer} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Inner(props: {
  readonly name: string;
  readonly schema: Schema;
  readonly depth: number;
  readonly isAnswer: boolean;
}) {
  const { t } = useWords();
  const { name, schema, depth, isAnswer } = props;
  if (depth <= OPEN_DEPTH) return <SchemaView schema={schema} depth={depth} isAnswer={isAnswer} />;
  return (
    <Details data-size="sm" data-color="neutral">
      <Details.Summary>
        {t.operation.members}
        <span className="ds-sr-only"> {name}</span>
      </Details.Summary>
      <Details.Content>
        <SchemaView schema={schema} depth={depth} isAnswer={isAnswer} />
      </Details.Content>
    </Details>
  );
}

export function Value({ schema }: { readonly schema: Schema }) {
  const { t, language } = useWords();
  return (
    <span className="type" lang={language}>
      {typeOf(schema, t.schema)}
      {boundsOf(schema, t.schema).map((bound) => (
        <span key={bound}> · {bound}</span>
      ))}
    </span>
  );
}
