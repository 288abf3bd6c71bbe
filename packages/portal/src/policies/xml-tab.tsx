import { Alert, Button, Field, Label, List, Paragraph } from '@digdir/designsystemet-react';
import { useId, useRef } from 'react';
import { ApiFailure } from '../api/http.ts';
import type { Tried } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { LineNumbers } from '../components/line-numbers.tsx';
import { useTexts } from '../texts/index.tsx';

/** The policy as text, and what the engine says of it. */
export function XmlTab(props: {
  readonly xml: string;
  readonly onChange: (xml: string) => void;
  readonly check: () => void;
  readonly checked: Tried | undefined;
  readonly error: unknown;
  readonly busy: boolean;
}) {
  const { t } = useTexts();
  const id = useId();
  const help = useId();
  const lines = useRef<HTMLDivElement>(null);
  const { checked, error } = props;
  const warning: Readonly<Record<string, string>> = t.policy.warnings;
  return (
    <div className="stack">
      <Field>
        <Label htmlFor={id}>{t.policy.xmlLabel}</Label>
        <Paragraph id={help} data-size="sm">
          {t.policy.xmlHelp}
        </Paragraph>
        <div className="xml-box">
          <div className="xml-lines" ref={lines}>
            <LineNumbers of={props.xml} />
          </div>
          <textarea
            id={id}
            className="xml"
            rows={24}
            spellCheck={false}
            wrap="off"
            aria-describedby={help}
            value={props.xml}
            onScroll={({ currentTarget }) => {
              if (lines.current) lines.current.scrollTop = currentTarget.scrollTop;
            }}
            onChange={(event) => props.onChange(event.target.value)}
          />
        </div>
      </Field>
      <div className="row">
        <Button variant="secondary" loading={props.busy} onClick={props.check}>
          {t.policy.check}
        </Button>
      </div>
      <PolicyFailure error={error} />
      <div role="status">
        {checked && error === undefined && (
          <Alert data-color={checked.warnings.length > 0 ? 'warning' : 'success'}>
            {t.policy.usable}
            {checked.warnings.length > 0 && (
              <List.Unordered>
                {checked.warnings.map(({ line, code }) => (
                  <List.Item key={`${line} ${code}`}>
                    {t.policy.warning(line, warning[code] ?? t.policy.warned)}
                  </List.Item>
                ))}
              </List.Unordered>
            )}
          </Alert>
        )}
      </div>
    </div>
  );
}

/** Why a policy was refused: with its place when it cannot be used, and what to do when somebody else was first. */
export function PolicyFailure({ error }: { readonly error: unknown }) {
  const { t } = useTexts();
  if (error === undefined || error === null) return null;
  if (error instanceof ApiFailure && error.status === 412)
    return (
      <Alert data-color="warning" role="alert">
        {t.policy.conflict}
      </Alert>
    );
  const place = error instanceof ApiFailure ? error.place : undefined;
  return (
    <div className="stack tight">
      <Failure error={error} />
      {place && <Paragraph>{t.policy.place(place.line, place.column)}</Paragraph>}
    </div>
  );
}
