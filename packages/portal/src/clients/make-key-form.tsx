import { Alert, Button, Field, Label, Paragraph, Select, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useEnvironment } from '../api/portal.ts';
import type { ClientKey } from '../api/types.ts';
import { now, useMinute } from '../clock.ts';
import { RequiredNote } from '../components/required-note.tsx';
import { useKept } from '../drafts.tsx';
import { MAX_KEYS } from './add-keys.ts';
import { hold } from './held-keys.ts';
import { freeKid, isSetName } from './key-kid.ts';
import { ALGORITHMS, canMakeKeys, makeKey, SIZES } from './make-key.ts';
import { useTexts } from './words.ts';

interface Wish {
  readonly name: string;
  readonly algorithm: string;
  readonly size: string;
}

/** Makes a key pair in the browser. Only how it is to be is kept, never the key. */
export function MakeKeyForm(props: {
  readonly clientId: string;
  readonly existing: readonly ClientKey[];
  /** What the key set is called until somebody writes otherwise. */
  readonly name: string;
}) {
  const { t } = useTexts();
  useMinute();
  const start: Wish = { name: props.name, algorithm: 'RS256', size: '2048' };
  const { value: wish, ...kept } = useKept<Wish>(`make key ${props.clientId}`, start);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const environment = useEnvironment().data?.mode === 'production' ? 'PROD' : 'TEST';
  const set = `${wish.name.trim()}-${environment}`;
  const kid = freeKid(set, now(), new Set(props.existing.map((key) => key.kid)));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const invalid = isSetName(wish.name.trim()) ? undefined : t.keyTools.setNameInvalid;
    setFault(invalid);
    if (invalid !== undefined) return document.getElementById('key-set')?.focus();
    setBusy(true);
    try {
      const [algorithm = 'RS256'] = ALGORITHMS.filter((one) => one === wish.algorithm);
      const [size = 2048] = SIZES.filter((one) => String(one) === wish.size);
      const made = await makeKey({ kid, algorithm, size });
      kept.clear();
      hold(props.clientId, { made, set, downloaded: false });
    } catch {
      setFault(t.keyTools.failed);
      setBusy(false);
    }
  };
  if (!canMakeKeys()) return <Alert data-color="warning">{t.keyTools.cannotMake}</Alert>;
  if (props.existing.length >= MAX_KEYS) return <Alert data-color="warning">{t.keyTools.full}</Alert>;
  return (
    <form className="stack prose" noValidate onSubmit={(event) => void submit(event)}>
      <Paragraph>{t.keyTools.makeLead}</Paragraph>
      <RequiredNote />
      <WishFields wish={wish} fault={fault} onChange={kept.set} />
      <Paragraph data-size="sm" className="long">
        {t.keyTools.kid}: <code data-testid="kid">{kid}</code>
      </Paragraph>
      <div className="row">
        <Button type="submit" loading={busy}>
          {t.keyTools.makeNow}
        </Button>
      </div>
    </form>
  );
}

function WishFields(props: {
  readonly wish: Wish;
  readonly fault: string | undefined;
  readonly onChange: (wish: Wish) => void;
}) {
  const { t } = useTexts();
  const { wish, onChange } = props;
  return (
    <>
      <Textfield
        id="key-set"
        label={`${t.keyTools.setName} *`}
        aria-required="true"
        description={t.keyTools.setNameHelp}
        value={wish.name}
        error={props.fault}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...wish, name: event.target.value })}
      />
      <div className="row">
        <Field>
          <Label>{t.keyTools.algorithm}</Label>
          <Select value={wish.algorithm} onChange={(event) => onChange({ ...wish, algorithm: event.target.value })}>
            {ALGORITHMS.map((one) => (
              <Select.Option key={one}>{one}</Select.Option>
            ))}
          </Select>
        </Field>
        <Field>
          <Label>{t.keyTools.size}</Label>
          <Select value={wish.size} onChange={(event) => onChange({ ...wish, size: event.target.value })}>
            {SIZES.map((one) => (
              <Select.Option key={one} value={String(one)}>
                {t.keyTools.bits(one)}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </div>
    </>
  );
}
