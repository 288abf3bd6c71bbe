import { Alert, Button, Textfield } from '@digdir/designsystemet-react';
import { type DragEvent, type FormEvent, type RefObject, useRef, useState } from 'react';
import type { ClientKey } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { type Kept, KeptNotice, useKept } from '../drafts.tsx';
import { countAfter, MAX_KEYS } from './add-keys.ts';
import { type KeyText, readKeyText } from './key-text.ts';
import { type KeyFile, readKeyFile } from './store-file.ts';
import { useAddKeys } from './use-add-keys.ts';
import { WhatIsAltinnJwks } from './what-is-altinn-jwks.tsx';
import { type Texts, useTexts } from './words.ts';

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

interface Props {
  readonly organization: string;
  readonly clientId: string;
  readonly existing: readonly ClientKey[];
  /** Who cannot paste one may have it made. */
  readonly onMake: () => void;
}

/** One box for a JWK, a list of them, a key set, a PEM key or a certificate, pasted or from a file. A private key never leaves the page. */
export function AddKeyForm(props: Props) {
  const { t } = useTexts();
  const box = useRef<HTMLTextAreaElement>(null);
  // What is not surely public may be, or hold, a private key.
  const kept = useKept(`key ${props.clientId}`, '', (written) => ['jwks', 'pem'].includes(readKeyText(written).kind));
  const { value: text, set: setText } = kept;
  const [fault, setFault] = useState<string>();
  const adding = useAddKeys(props);
  const take = useFile(props.existing, kept, setFault, box);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (adding.busy) return;
    const pasted = readKeyText(text);
    const found = faultOf(pasted, props.existing, t);
    setFault(found);
    // A secret should not stay on the screen either.
    if (pasted.kind === 'private') setText('');
    if (found !== undefined || (pasted.kind !== 'jwks' && pasted.kind !== 'pem')) return box.current?.focus();
    const partly = await adding.add(pasted, () => {
      kept.clear();
      setText('');
      take.forget();
    });
    if (partly !== undefined) setFault(partly);
  };
  return (
    <form className="stack prose" noValidate onSubmit={(event) => void submit(event)} {...take.drop}>
      <KeptNotice of={kept} />
      {take.told !== undefined && (
        <Alert data-color="info" role="status" className="long">
          {take.told}
        </Alert>
      )}
      <Textfield
        ref={box}
        multiline
        rows={8}
        label={t.keys.box}
        description={t.keys.boxHelp}
        value={text}
        error={fault}
        placeholder={t.keyTools.example}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => setText(event.target.value)}
      />
      {fault !== undefined && (
        <div className="row">
          <Button type="button" variant="tertiary" data-size="sm" onClick={props.onMake}>
            {t.keyTools.makeInstead}
          </Button>
        </div>
      )}
      <FileChooser onTake={take.file} />
      <WhatIsAltinnJwks />
      {adding.error !== undefined && <Failure error={adding.error} />}
      <div className="row">
        <Button type="submit" loading={adding.busy}>
          {t.keys.add}
        </Button>
      </div>
    </form>
  );
}

function FileChooser({ onTake }: { readonly onTake: (file: File | undefined) => Promise<void> }) {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="row">
      <Button type="button" variant="secondary" data-size="sm" onClick={() => input.current?.click()}>
        {t.keyTools.choose}
      </Button>
      <span className="subtle">{t.keyTools.drop}</span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t.keyTools.choose}
        onChange={(event) => {
          void onTake(event.target.files?.[0]);
          // The same file may be chosen again when it has been mended.
          event.target.value = '';
        }}
      />
    </div>
  );
}

/** A file that is chosen or dropped: what of it may be sent is put in the box, for the person to see. */
function useFile(
  existing: readonly ClientKey[],
  kept: Kept<string>,
  setFault: (fault: string | undefined) => void,
  box: RefObject<HTMLTextAreaElement | null>,
) {
  const { t } = useTexts();
  const [told, setTold] = useState<string>();
  const file = async (taken: File | undefined) => {
    if (!taken) return;
    const read = await readKeyFile(taken);
    const { text, fault, words } = offerOf(read, taken.name, existing, t);
    kept.set(text);
    setFault(fault);
    setTold(words);
    box.current?.focus();
  };
  const drop = {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      void file(event.dataTransfer.files[0]);
    },
  };
  return { told, file, drop, forget: () => setTold(undefined) };
}

interface Offer {
  readonly text: string;
  readonly fault?: string;
  readonly words?: string;
}

function offerOf(read: KeyFile, name: string, existing: readonly ClientKey[], t: Texts): Offer {
  if (read.kind === 'too-large') return { text: '', fault: t.keyTools.tooLarge };
  if (read.kind === 'pem') return { text: read.text, words: t.keyTools.fromFile(name) };
  if (read.kind === 'jwks') return { text: JSON.stringify(read.keys, null, 2), words: t.keyTools.fromFile(name) };
  if (read.kind !== 'store') return { text: '', fault: faultOf(read, existing, t) ?? t.keys.invalid };
  // A key that is there would be renewed by being sent again.
  const fresh = read.keys.filter(({ kid }) => !existing.some((one) => one.kid === kid));
  if (fresh.length === 0) return { text: '', fault: t.keyTools.allThere };
  return { text: JSON.stringify(fresh, null, 2), words: t.keyTools.fromStore(name, fresh.length) };
}
