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
import { type FormEvent, useRef, useState } from 'react';
import type { ClientKey } from '../api/types.ts';
import { RequiredNote } from '../components/required-note.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { OrganizationField } from '../organizations/organization-field.tsx';
import { digitsOf } from '../organizations/organization-number.ts';
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
  /** Those of them that give no token. */
  readonly lacking: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (scopes: readonly string[]) => void;
  /** Those registered on the client. */
  readonly keys: readonly ClientKey[];
  readonly running: boolean;
  readonly onRun: (wish: TryWish) => Promise<void>;
}

/** What is wrong, and with which part of the form. */
interface Fault {
  readonly at: 'key' | 'scopes' | 'customer' | 'question';
  readonly words: string;
}

const START = { systemUser: '', exchange: true, asks: false, resource: '', action: 'read' };
const ASK = 'altinn:authorization/authorize';
const NUMBER = /^\d{9}$/;
const PERSON = /^\d{11}$/;

/** Chooses what is asked for. It is kept until it is sent, but for the key and the person, which belong nowhere but here. */
export function TryForm(props: TryFormProps) {
  const { organization, scopes, chosen, keys, running, onRun } = props;
  const { t } = useTexts();
  const [own, setOwn] = useState<readonly OwnKey[]>([]);
  const [at, setAt] = useState(0);
  const kept = useKept(`try ${organization}`, { ...START, party: organization });
  const { systemUser, exchange, asks, ...about } = kept.value;
  const [person, setPerson] = useState('');
  const question: Question = { person, ...about };
  const change = (part: Partial<typeof kept.value>) => kept.set((before) => ({ ...before, ...part }));
  const [fault, setFault] = useState<Fault>();
  const keyButton = useRef<HTMLButtonElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const refuse = (at: Fault['at'], words: string) => {
    setFault({ at, words });
    if (at === 'key') keyButton.current?.focus();
    else form.current?.querySelector<HTMLInputElement>(`[data-part=${at}] input`)?.focus();
  };
  const faultAt = (at: Fault['at']) => (fault?.at === at ? fault.words : undefined);
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
    if (!key) return refuse('key', t.tryIt.chooseKey);
    if (chosen.length === 0) return refuse('scopes', t.tryIt.chooseScope);
    const customer = digitsOf(systemUser);
    if (customer !== '' && !NUMBER.test(customer)) return refuse('customer', t.tryIt.badNumber);
    const wanted = exchange && asks ? { ...question, party: digitsOf(question.party) } : undefined;
    if (wanted && !isAskable(wanted)) return refuse('question', t.tryIt.badQuestion);
    setFault(undefined);
    kept.clear();
    void onRun({ key, kid: kidOf(key), systemUser: customer, exchange, question: wanted });
  };
  return (
    <form ref={form} className="stack" noValidate onSubmit={submit}>
      <RequiredNote />
      <KeptNotice of={kept} />
      <KeyField required onKeys={choose} error={faultAt('key')} button={keyButton} />
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
      <Scopes of={props} error={faultAt('scopes')} />
      <div data-part="customer">
        <OrganizationField
          id="try-customer"
          error={faultAt('customer')}
          label={t.tryIt.systemUser}
          help={t.tryIt.systemUserHelp}
          optional
          value={systemUser}
          onChange={(value) => change({ systemUser: value })}
        />
      </div>
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
          error={faultAt('question')}
          onChange={({ person: who, ...rest }) => {
            setPerson(who);
            change(rest);
          }}
        />
      )}
      <div>
        <Button type="submit" loading={running}>
          {t.tryIt.go}
        </Button>
      </div>
    </form>
  );
}

/** Which scopes to ask for; beside those that give no token stands why. */
function Scopes({ of, error }: { readonly of: TryFormProps; readonly error: string | undefined }) {
  const { t } = useTexts();
  const { scopes, lacking, chosen, onChoose } = of;
  return (
    <Fieldset data-part="scopes">
      <Fieldset.Legend>{`${t.tryIt.scopes} *`}</Fieldset.Legend>
      {scopes.length === 0 && <Fieldset.Description>{t.tryIt.noScopes}</Fieldset.Description>}
      {scopes.map((scope) => (
        <Checkbox
          key={scope}
          data-size="sm"
          label={scope}
          {...(lacking.includes(scope) && { description: t.tryIt.lacksAccess })}
          value={scope}
          checked={chosen.includes(scope)}
          onChange={(event) =>
            onChoose(scopes.filter((one) => (one === scope ? event.target.checked : chosen.includes(one))))
          }
        />
      ))}
      {error !== undefined && <ValidationMessage>{error}</ValidationMessage>}
    </Fieldset>
  );
}

const isAskable = ({ person, party, resource, action }: Question): boolean =>
  PERSON.test(person) && NUMBER.test(party) && resource !== '' && action !== '';

const MAX_FIELD = 200;

function QuestionFields(props: {
  readonly question: Question;
  readonly error: string | undefined;
  readonly onChange: (question: Question) => void;
}) {
  const { question, error, onChange } = props;
  const { t } = useTexts();
  const field = (name: 'person' | 'resource' | 'action') => (
    <Textfield
      label={`${t.tryIt[name]} *`}
      aria-required="true"
      maxLength={MAX_FIELD}
      autoComplete="off"
      value={question[name]}
      onChange={(event) => onChange({ ...question, [name]: event.target.value.trim() })}
    />
  );
  return (
    <div className="try-question" data-part="question">
      {field('person')}
      <OrganizationField
        id="try-party"
        label={t.tryIt.party}
        error={undefined}
        value={question.party}
        onChange={(party) => onChange({ ...question, party })}
      />
      {field('resource')}
      {field('action')}
      {error !== undefined && <ValidationMessage>{error}</ValidationMessage>}
    </div>
  );
}
