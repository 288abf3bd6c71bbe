import { Field, Input, Label, ValidationMessage } from '@digdir/designsystemet-react';
import { type ChangeEvent, useState } from 'react';
import { type KeyFault, MAX_KEY_FILE, type OwnKey, readOwnKeys } from './key-file.ts';
import { useTexts } from './words.ts';

/** Opens a key file. The text of it is gone once it has been read. */
export function KeyField({ onKeys }: { readonly onKeys: (keys: readonly OwnKey[]) => void }) {
  const { t } = useTexts();
  const [fault, setFault] = useState<KeyFault>();
  const open = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (!file) return;
    const found = file.size > MAX_KEY_FILE ? 'large' : await readOwnKeys(await file.text());
    const isFault = typeof found === 'string';
    setFault(isFault ? found : undefined);
    onKeys(isFault ? [] : found);
  };
  return (
    <Field>
      <Label>{t.tryIt.keyFile}</Label>
      <Field.Description>{t.tryIt.keyHelp}</Field.Description>
      <Input
        type="file"
        accept=".json,.jwk,.jwks,.pem,.key,.txt,application/json"
        aria-invalid={fault !== undefined}
        onChange={(event) => void open(event)}
      />
      {fault !== undefined && <ValidationMessage>{t.tryIt.faults[fault]}</ValidationMessage>}
    </Field>
  );
}
