import {
  Button,
  Checkbox,
  Field,
  Fieldset,
  Label,
  Select,
  Textfield,
  ValidationMessage,
} from '@digdir/designsystemet-react';
import { type FormEvent, useId, useState } from 'react';
import type { ClientKey } from '../api/types.ts';
import { KeptNotice, useKept } from '../drafts.tsx';
import type { Question, Wish } from './attempt.ts';
import { KeyField } from './key-field.tsx';
import type { OwnKey } from './key-file.ts';
import { useTexts } from './words.ts';

/** What the form knows of a wish. */
export type TryWish = Pick<Wish, 'key' | 'kid' | 'systemUser' | 'exchange' | 'question'>;

export interface TryFormProps {
  readonly organization: string;
  /** The client's. */
  readonly scopes: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (scopes: readonly string[]) => void;
  /** Those registered on the client. */
  readonly keys: readonly ClientKey[];
  readonly running: boolean;
  readonly onRun: (wish: TryWish) => Promise<void>;
}

const START = { systemUser: '', exchange: true, asks: false, resource: '', action: 'read' };
const ASK = 'altinn:authorization/authorize';
const NUMBER = /^\d{9}$/;
const PERSON = /^\d{11}$/;

/** Chooses what is asked for. It is kept until it is sent, but for the key and the person, which belong nowhere but here. */
export function TryForm(props: TryFormProps) {
  const { organization, scopes, chosen, onChoose, keys, running, onRun } = props;
  const { t } = useTexts();
  const [own, setOwn] = useState<readonly OwnKey[]>([]);
  const [at, setAt] = useState(0);
  const kept = useKept(`try ${organization}`, { ...START, party: organization });
  const { systemUser, exchange, asks, ...about } = kept.value;
  const [person, setPerson] = useState('');
  const question: Question = { person, ...about };
  const change = (part: Partial<typeof kept.value>) => kept.set({ ...kept.value, ...part });
  const [fault, setFault] = useState<string>();
  const key = own[at];
  const registered = (one: OwnKey) => keys.find((known) => known.n === one.modulus)?.kid;
  const kidOf = (one: OwnKey) => registered(one) ?? one.kid ?? keys.at(-1)?.kid ?? 'kid';
  const choose = (found: readonly OwnKey[]) => {
    setOwn(found);
    const known = found.findLastIndex((one) => registered(one) !== undefined);
    setAt(known < 0 ? Math.max(0, found.length - 1) : known);
    setFault(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!key) return setFault(t.tryIt.chooseKey);
    if (chosen.length === 0) return setFault(t.tryIt.chooseScope);
    const customer = systemUser.replace(/\s/g, '');
    if (customer !== '' && !NUMBER.test(customer)) return setFault(t.tryIt.badNumber);
    const wanted = exchange && asks ? question : undefined;
    if (wanted && !isAskable(wanted)) return setFault(t.tryIt.badQuestion);
    setFault(undefined);
    kept.clear();
    void onRun({ key, kid: kidOf(key), systemUser: customer, exchange, question: wanted });
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <KeptNotice of={kept} />
      <KeyField onKeys={choose} />
      {own.length > 1 && (
        <Field>
          <Label>{t.tryIt.kid}</Label>
          <Field.Description>{t.tryIt.kidHelp}</Field.Description>
          <Select value={String(at)} onChange={(event) => setAt(Number(event.target.value))}>
            {own.map((one, index) => (
              <Select.Option key={one.modulus} value={String(index)}>
                {kidOf(one)}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      <div role="status">
        {key && (registered(key) === undefined ? t.tryIt.unregistered : t.tryIt.ready(kidOf(key)))}
        {keys.length === 0 && ` ${t.tryIt.noKeys}`}
      </div>
      <Fieldset>
        <Fieldset.Legend>{t.tryIt.scopes}</Fieldset.Legend>
        {scopes.length === 0 && <Fieldset.Description>{t.tryIt.noScopes}</Fieldset.Description>}
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            data-size="sm"
            label={scope}
            value={scope}
            checked={chosen.includes(scope)}
            onChange={(event) =>
              onChoose(scopes.filter((one) => (one === scope ? event.target.checked : chosen.includes(one))))
            }
          />
        ))}
      </Fieldset>
      <Textfield
        label={t.tryIt.systemUser}
        description={t.tryIt.systemUserHelp}
        inputMode="numeric"
        maxLength={15}
        value={systemUser}
        onChange={(event) => change({ systemUser: event.target.value })}
      />
      <Checkbox
        label={t.tryIt.exchange}
        checked={exchange}
        onChange={(event) => change({ exchange: event.target.checked })}
      />
      {exchange && (
        <Checkbox
          label={t.tryIt.ask}
          {...(scopes.includes(ASK) ? {} : { description: t.tryIt.askHelp })}
          checked={asks}
          onChange={(event) => change({ asks: event.target.checked })}
        />
      )}
      {exchange && asks && (
        <QuestionFields
          question={question}
          onChange={({ person: who, ...rest }) => {
            setPerson(who);
            change(rest);
          }}
        />
      )}
      <Go fault={fault} running={running} />
    </form>
  );
}

function Go({ fault, running }: { readonly fault: string | undefined; readonly running: boolean }) {
  const { t } = useTexts();
  const id = useId();
  return (
    <div className="stack tight">
      <div role="alert" id={id}>
        {fault !== undefined && <ValidationMessage>{fault}</ValidationMessage>}
      </div>
      <div>
        <Button type="submit" loading={running} {...(fault === undefined ? {} : { 'aria-describedby': id })}>
          {t.tryIt.go}
        </Button>
      </div>
    </div>
  );
}

const isAskable = ({ person, party, resource, action }: Question): boolean =>
  PERSON.test(person) && NUMBER.test(party) && resource !== '' && action !== '';

const FIELDS = ['person', 'party', 'resource', 'action'] as const;
const MAX_FIELD = 200;

function QuestionFields(props: { readonly question: Question; readonly onChange: (question: Question) => void }) {
  const { question, onChange } = props;
  const { t } = useTexts();
  return (
    <div className="try-question">
      {FIELDS.map((field) => (
        <Textfield
          key={field}
          label={t.tryIt[field]}
          maxLength={MAX_FIELD}
          autoComplete="off"
          value={question[field]}
          onChange={(event) => onChange({ ...question, [field]: event.target.value.trim() })}
        />
      ))}
    </div>
  );
}
