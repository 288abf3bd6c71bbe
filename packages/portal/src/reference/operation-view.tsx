import { Details, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { AttemptView } from './attempt-view.tsx';
import { CallersView } from './callers-view.tsx';
import { CodeBlock } from './code-block.tsx';
import { Copy } from './copy.tsx';
import type { Answer, Content, Operation, Parameter, Reference } from './document.ts';
import { MethodTag } from './method.tsx';
import { PathParts } from './path-parts.tsx';
import { firstFilled, isBinary, isMultipart, keyOf } from './request.ts';
import { SamplesView } from './samples-view.tsx';
import { exampleOf } from './schema.ts';
import { SchemaView, Value } from './schema-view.tsx';
import { useWords } from './words.tsx';

/** Everything about one operation, and the means to try it. */
export function OperationView(props: {
  readonly reference: Reference;
  readonly operation: Operation;
  readonly onLogIn: () => void;
}) {
  const { reference, operation } = props;
  const { method, path, summary, parameters, body, answers } = operation;
  const [filled, setFilled] = useState(() => firstFilled(operation, reference.makesTokens));
  return (
    <div className="operation">
      <div className="stack about">
        <div className="stack tight">
          <Heading level={1} data-size="md" lang="en">
            {summary}
          </Heading>
          <p className="address">
            <MethodTag method={method} />
            <PathParts of={path} />
            <Copy text={path} what={path} />
          </p>
        </div>
        <CallersView operation={operation} makesTokens={reference.makesTokens} onLogIn={props.onLogIn} />
        {parameters.length > 0 && <Parameters parameters={parameters} />}
        {body && <Body body={body} />}
      </div>
      <div className="stack work">
        <SamplesView operation={operation} filled={filled} base={reference.base} />
        <AttemptView operation={operation} filled={filled} onFill={setFilled} />
      </div>
      <Answers answers={answers} />
    </div>
  );
}

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  const { t } = useWords();
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.operation.parameters}
      </Heading>
      <ul className="members">
        {parameters.map((one) => (
          <li key={keyOf(one)}>
            <div className="member">
              <code className="member-name">{one.name}</code>
              <span className="type">{one.in}</span>
              <Value schema={one.schema} />
              {one.required && <span className="required">{t.operation.required}</span>}
            </div>
            {one.schema.description !== undefined && (
              <p className="small" lang="en">
                {one.schema.description}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Body({ body }: { readonly body: NonNullable<Operation['body']> }) {
  const { t } = useWords();
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.operation.body}
      </Heading>
      {!body.required && <p className="small">{t.operation.optional}</p>}
      {Object.entries(body.content).map(([type, content]) => (
        <ContentView key={type} type={type} content={content} of={t.operation.body} />
      ))}
    </section>
  );
}

function Answers({ answers }: { readonly answers: Operation['answers'] }) {
  const { t } = useWords();
  const [first] = Object.keys(answers);
  return (
    <section className="stack tight answers">
      <Heading level={2} data-size="xs">
        {t.operation.answers}
      </Heading>
      <div>
        {Object.entries(answers).map(([status, answer]) => (
          <Details key={status} data-size="sm" data-color="neutral" defaultOpen={status === first}>
            <Details.Summary>
              <span className="status" data-kind={status.charAt(0)}>
                {status}
              </span>{' '}
              <span className="long" lang="en">
                {answer.description}
              </span>
            </Details.Summary>
            <Details.Content>
              <AnswerView answer={answer} status={status} />
            </Details.Content>
          </Details>
        ))}
      </div>
    </section>
  );
}

function AnswerView({ answer, status }: { readonly answer: Answer; readonly status: string }) {
  const { t } = useWords();
  const contents = Object.entries(answer.content ?? {});
  return (
    <div className="stack tight">
      {contents.length === 0 && <Paragraph data-size="sm">{t.operation.noBody}</Paragraph>}
      {contents.map(([type, content]) => (
        <ContentView key={type} type={type} content={content} of={status} isAnswer />
      ))}
    </div>
  );
}

/** @param of what it is the content of: examples are told apart by that */
function ContentView(props: {
  readonly type: string;
  readonly content: Content;
  readonly of: string;
  readonly isAnswer?: boolean;
}) {
  const { t } = useWords();
  const { type, content, of, isAnswer = false } = props;
  const { schema, example } = content;
  const shown =
    example ?? (schema && !isBinary(type) && !isMultipart(type) && /json/.test(type) ? exampleOf(schema) : undefined);
  return (
    <div className="stack tight">
      <p className="small">
        <code>{type}</code>
      </p>
      {schema?.description !== undefined && (
        <p className="small" lang="en">
          {schema.description}
        </p>
      )}
      {schema && <SchemaView schema={schema} isAnswer={isAnswer} />}
      {shown !== undefined && (
        <CodeBlock
          label={`${t.operation.example}: ${of}, ${type}`}
          text={typeof shown === 'string' ? shown : JSON.stringify(shown, undefined, 2)}
        />
      )}
    </div>
  );
}
