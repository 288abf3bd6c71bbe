import { Button, Field, Label, ValidationMessage } from '@digdir/designsystemet-react';
import { type ChangeEvent, type RefObject, useId, useRef, useState } from 'react';
import { WhatIsAltinnJwks } from '../clients/what-is-altinn-jwks.tsx';
import { type KeyFault, MAX_KEY_FILE, type OwnKey, readOwnKeys } from './key-file.ts';
import { useTexts } from './words.ts';

/** Opens a key file. The text of it is gone once it has been read. */
export function KeyField(props: {
  readonly onKeys: (keys: readonly OwnKey[]) => void;
  /** What else is wrong with it, and the button that has the focus then. */
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly button?: RefObject<HTMLButtonElement | null>;
}) {
  const { onKeys } = props;
  const { t } = useTexts();
  const [fault, setFault] = useState<KeyFault>();
  const [name, setName] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const label = useId();
  const told = useId();
  const words = fault === undefined ? props.error : t.tryIt.faults[fault];
  const open = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (!file) return;
    setName(file.name);
    const found = file.size > MAX_KEY_FILE ? 'large' : await readOwnKeys(await file.text());
    const isFault = typeof found === 'string';
    setFault(isFault ? found : undefined);
    onKeys(isFault ? [] : found);
  };
  return (
    <div className="stack tight">
      <Field>
        <Label id={label}>{props.required ? `${t.tryIt.keyFile} *` : t.tryIt.keyFile}</Label>
        <Field.Description>{t.tryIt.keyHelp}</Field.Description>
        {/* A browser's own field speaks the browser's language. */}
        <input
          ref={input}
          className="ds-sr-only"
          tabIndex={-1}
          type="file"
          accept=".json,.jwk,.jwks,.pem,.key,.txt,application/json"
          aria-invalid={words !== undefined}
          onChange={(event) => void open(event)}
        />
        <div className="row">
          <Button
            type="button"
            ref={props.button}
            variant="secondary"
            {...(words !== undefined && { 'data-color': 'danger' })}
            aria-describedby={words === undefined ? label : `${label} ${told}`}
            onClick={() => input.current?.click()}
          >
            {t.tryIt.choose}
          </Button>
          <span className="subtle long">{name ?? t.tryIt.noFile}</span>
        </div>
        {words !== undefined && <ValidationMessage id={told}>{words}</ValidationMessage>}
      </Field>
      <WhatIsAltinnJwks />
    </div>
  );
}
