import {
  Alert,
  Button,
  Details,
  Field,
  Heading,
  Input,
  Label,
  Link,
  Paragraph,
  Select,
  Textfield,
} from '@digdir/designsystemet-react';
import { useMutation } from '@tanstack/react-query';
import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from 'react';
import { attempt, type Outcome } from './attempt.ts';
import { CodeBlock } from './code-block.tsx';
import type { Operation, Parameter } from './document.ts';
import { useIdentity } from './identity.tsx';
import { exampleBody, type Filled, isBinary, isMultipart, keyOf, missingIn, partsOf, sentOf } from './request.ts';
import { useWords } from './words.tsx';

type Fill = Dispatch<SetStateAction<Filled>>;

/** A form of the request, and what the platform answers. */
export function AttemptView(props: { readonly operation: Operation; readonly filled: Filled; readonly onFill: Fill }) {
  const { t } = useWords();
  const { operation, filled, onFill } = props;
  const { identity } = useIdentity();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const sending = useMutation({ mutationFn: () => attempt(operation, filled, identity) });
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    const lacking = missingIn(operation, filled);
    setMissing(lacking);
    if (lacking.length === 0) sending.mutate();
  };
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.attempt.title}
      </Heading>
      <form className="stack tight attempt" onSubmit={send} noValidate>
        {operation.parameters.map((one) => (
          <ParameterField key={keyOf(one)} parameter={one} filled={filled} onFill={onFill} />
        ))}
        <BodyFields operation={operation} filled={filled} onFill={onFill} />
        {missing.length > 0 && (
          <Alert data-color="danger" data-size="sm" role="alert">
            {t.attempt.missing(missing.join(', '))}
          </Alert>
        )}
        <div className="row">
          <Button type="submit" loading={sending.isPending}>
            {sending.isPending ? t.attempt.sending : `${t.attempt.send} ${operation.method}`}
          </Button>
          <span className="small">{identity ? t.token.as(identity.name) : t.token.none}</span>
        </div>
      </form>
      <div aria-live="polite" className="stack tight">
        {sending.isError && (
          <Alert data-color="danger" data-size="sm">
            {t.attempt.unreachable}
          </Alert>
        )}
        {sending.data && (
          <OutcomeView key={sending.submittedAt} outcome={sending.data} operation={operation} filled={filled} />
        )}
      </div>
    </section>
  );
}

function ParameterField(props: { readonly parameter: Parameter; readonly filled: Filled; readonly onFill: Fill }) {
  const { t } = useWords();
  const { parameter, filled, onFill } = props;
  const { schema } = parameter;
  const key = keyOf(parameter);
  const value = filled.parameters[key] ?? '';
  const change = (next: string) =>
    onFill((before) => ({ ...before, parameters: { ...before.parameters, [key]: next } }));
  const options = optionsOf(parameter);
  return (
    <Field data-size="sm">
      <Label>
        <span lang="en">{parameter.name}</span> <span className="type">{parameter.in}</span>
        {parameter.required && <span className="required"> {t.operation.required}</span>}
      </Label>
      {options ? (
        <Select value={value} onChange={({ target }) => change(target.value)}>
          {!parameter.required && <Select.Option value="">{t.attempt.unset}</Select.Option>}
          {options.map((one) => (
            <Select.Option key={one} value={one}>
              {one}
            </Select.Option>
          ))}
        </Select>
      ) : (
        <Input
          value={value}
          autoComplete="off"
          spellCheck={false}
          aria-required={parameter.required}
          onChange={({ target }) => change(target.value)}
        />
      )}
      {schema.type === 'array' && <Field.Description>{t.attempt.several}</Field.Description>}
    </Field>
  );
}

/** The values that a parameter may have, where they are few. */
function optionsOf({ schema }: Parameter): readonly string[] | undefined {
  if (schema.type === 'boolean') return ['true', 'false'];
  const values = schema.enum ?? (schema.anyOf ?? []).map((one) => one.const);
  return values.length > 0 && values.every((one) => typeof one === 'string') ? values : undefined;
}

function BodyFields(props: { readonly operation: Operation; readonly filled: Filled; readonly onFill: Fill }) {
  const { t } = useWords();
  const { operation, filled, onFill } = props;
  const { type } = filled;
  const types = Object.keys(operation.body?.content ?? {});
  if (type === undefined) return null;
  const parts = isMultipart(type) ? partsOf(operation) : isBinary(type) ? [{ name: 'file' }] : [];
  const hasText = parts.length === 0 || parts.some(({ text }) => text !== undefined);
  const change = (next: string) =>
    onFill((before) => ({ ...before, type: next, text: exampleBody(operation, next), files: {} }));
  return (
    <>
      {types.length > 1 && (
        <Field data-size="sm">
          <Label>{t.attempt.contentType}</Label>
          <Select value={type} onChange={({ target }) => change(target.value)}>
            {types.map((one) => (
              <Select.Option key={one} value={one}>
                {one}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      {hasText && (
        <Textfield
          multiline
          className="body-text"
          data-size="sm"
          rows={Math.min(16, filled.text.split('\n').length + 1)}
          label={`${t.attempt.body} (${type})`}
          value={filled.text}
          spellCheck={false}
          onChange={({ target }) => onFill((before) => ({ ...before, text: target.value }))}
        />
      )}
      {parts
        .filter(({ text }) => text === undefined)
        .map(({ name }) => (
          <FileField key={name} name={name} onFill={onFill} />
        ))}
    </>
  );
}

function FileField({ name, onFill }: { readonly name: string; readonly onFill: Fill }) {
  const { t } = useWords();
  const change = (file: File | undefined) =>
    onFill((before) => {
      const { [name]: _, ...others } = before.files;
      return { ...before, files: file ? { ...others, [name]: file } : others };
    });
  return (
    <Field data-size="sm">
      <Label>
        {t.attempt.file} <span lang="en">({name})</span>
      </Label>
      <Input type="file" onChange={({ target }) => change(target.files?.[0])} />
    </Field>
  );
}

function OutcomeView(props: { readonly outcome: Outcome; readonly operation: Operation; readonly filled: Filled }) {
  const { t } = useWords();
  const { outcome, operation, filled } = props;
  const { status, ms, headers, text, bytes, isCut } = outcome;
  const all = useRef<HTMLDivElement>(null);
  useEffect(() => {
    all.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  if (status === 0)
    return (
      <Paragraph data-size="sm">
        {t.attempt.redirect}{' '}
        {operation.method === 'GET' && (
          <Link href={sentOf(operation, filled).target} target="_blank" rel="noreferrer">
            {t.attempt.openIt}
          </Link>
        )}
      </Paragraph>
    );
  return (
    <div className="stack tight" ref={all}>
      <p className="outcome">
        <span className="ds-sr-only">{t.attempt.answer}: </span>
        <strong className="status" data-kind={String(status).charAt(0)}>
          {status}
        </strong>
        <span className="small">{t.attempt.took(ms)}</span>
      </p>
      {text === undefined && <Paragraph data-size="sm">{t.attempt.bytes(bytes)}</Paragraph>}
      {text === '' && <Paragraph data-size="sm">{t.attempt.empty}</Paragraph>}
      {text !== undefined && text !== '' && <CodeBlock label={t.attempt.answer} text={text} />}
      {isCut && <Paragraph data-size="sm">{t.attempt.cut}</Paragraph>}
      <Details data-size="sm" data-color="neutral">
        <Details.Summary>{t.attempt.headers}</Details.Summary>
        <Details.Content>
          <dl className="facts small" lang="en">
            {headers.map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
          </dl>
        </Details.Content>
      </Details>
    </div>
  );
}
