import { Button, Textfield } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { readAnew } from '../api/anew.ts';
import { postKey, postKeySet } from '../api/selfservice.ts';
import type { ClientKey } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { type Texts, useTexts } from '../texts/index.tsx';
import { addKeys, countAfter, MAX_KEYS } from './add-keys.ts';
import { type KeyText, readKeyText } from './key-text.ts';

/** Why the pasted text is not sent, in words; undefined when it may be. */
function faultOf(pasted: KeyText, existing: readonly ClientKey[], t: Texts): string | undefined {
  const after = countAfter(existing, pasted);
  switch (pasted.kind) {
    case 'empty':
      return t.keys.empties;
    case 'private':
      return t.keys.private;
    case 'invalid':
      return t.keys.invalid;
    case 'no-keys':
      return t.keys.noKeys;
    case 'no-kid':
      return t.keys.kidMissing;
    case 'kid-twice':
      return t.keys.kidTwice(pasted.kid);
    default:
      return after > MAX_KEYS ? t.keys.tooMany(after) : undefined;
  }
}

/** One box for a JWK, a list of them, a key set, a PEM key or a certificate. A private key never leaves the page. */
export function AddKeyForm(props: {
  readonly organization: string;
  readonly clientId: string;
  readonly existing: readonly ClientKey[];
}) {
  const { t } = useTexts();
  const say = useSay();
  const queries = useQueryClient();
  const box = useRef<HTMLTextAreaElement>(null);
  // What is not surely public may be, or hold, a private key.
  const kept = useKept(`key ${props.clientId}`, '', (written) => ['jwks', 'pem'].includes(readKeyText(written).kind));
  const { value: text, set: setText } = kept;
  const [fault, setFault] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const pasted = readKeyText(text);
    const found = faultOf(pasted, props.existing, t);
    setFault(found);
    setError(undefined);
    // A secret should not stay on the screen either.
    if (pasted.kind === 'private') setText('');
    if (found !== undefined || (pasted.kind !== 'jwks' && pasted.kind !== 'pem')) return box.current?.focus();
    setBusy(true);
    try {
      const { done, of, failed } = await addKeys(pasted, props.existing, {
        set: (keys) => postKeySet(props.organization, props.clientId, keys),
        one: (key) => postKey(props.organization, props.clientId, key),
      });
      if (failed) {
        setFault(t.keys.partly(done, of, failed.kid));
        setError(failed.error);
      } else {
        kept.clear();
        setText('');
        say(t.keys.added(done));
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      await readAnew(queries, ['keys', props.organization, props.clientId]);
    }
  };
  return (
    <form className="stack prose" noValidate onSubmit={(event) => void submit(event)}>
      <KeptNotice of={kept} />
      <Textfield
        ref={box}
        multiline
        rows={8}
        label={t.keys.box}
        description={t.keys.boxHelp}
        value={text}
        error={fault}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => setText(event.target.value)}
      />
      {error !== undefined && <Failure error={error} />}
      <div className="row">
        <Button type="submit" loading={busy}>
          {t.keys.add}
        </Button>
      </div>
    </form>
  );
}
