import {
  Button,
  Checkbox,
  Dialog,
  Field,
  Fieldset,
  Heading,
  Label,
  Paragraph,
  Select,
  Tag,
} from '@digdir/designsystemet-react';
import { useId, useMemo, useState } from 'react';
import { usePublicScopes, useUsableScopes } from '../api/selfservice.ts';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { type Kept, KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { filtered, type ScopeChoice, type ScopeFilter, scopeChoices } from './scope-choice.ts';

const FILTERS = ['granted', 'open', 'delegated', 'all'] as const;

interface PickerProps {
  readonly organization: string;
  /** Whose scopes they are, for what is kept of the choice. */
  readonly name: string;
  readonly label: string;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => Promise<unknown>;
}

/** A button that opens the dialog in which scopes are searched and ticked. */
export function ScopePicker(props: PickerProps) {
  const { t } = useTexts();
  const heading = useId();
  const [open, setOpen] = useState(false);
  /** Undefined as long as nothing is ticked otherwise than it stands. */
  const kept = useKept<readonly string[] | undefined>(`picker ${props.name}`, undefined);
  const close = () => {
    kept.reset();
    setOpen(false);
  };
  return (
    <>
      <Button variant="secondary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog open={open} onClose={close} closeButton={t.common.close} aria-labelledby={heading}>
        {open && (
          <div className="stack">
            <Heading level={2} data-size="sm" id={heading}>
              {t.scopePicker.title}
            </Heading>
            <Picker {...props} kept={kept} onClose={close} />
          </div>
        )}
      </Dialog>
    </>
  );
}

function Picker(
  props: PickerProps & { readonly kept: Kept<readonly string[] | undefined>; readonly onClose: () => void },
) {
  const { t } = useTexts();
  const usable = useUsableScopes(props.organization);
  const open = usePublicScopes();
  const [filter, setFilter] = useState<ScopeFilter>('granted');
  const [words, setWords] = useState('');
  const { kept, onClose } = props;
  const ticked: ReadonlySet<string> = new Set(kept.value ?? props.chosen);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const choices = useMemo(() => scopeChoices(usable.data ?? [], open.data ?? []), [usable.data, open.data]);
  const shown = filtered(choices, filter, words);
  const tick = (name: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(name);
    else next.delete(name);
    kept.set([...next]);
  };
  const use = async () => {
    setBusy(true);
    try {
      await props.onChoose([...ticked]);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const names: Readonly<Record<ScopeFilter, string>> = {
    granted: t.scopePicker.granted,
    open: t.scopePicker.openToAll,
    delegated: t.scopePicker.delegated,
    all: t.scopePicker.everything,
  };
  return (
    <>
      <KeptNotice of={kept} />
      <SearchBox label={t.scopePicker.search} value={words} hits={shown.length} onChange={setWords} />
      <Field>
        <Label>{t.scopePicker.filter}</Label>
        <Select
          value={filter}
          onChange={(event) => setFilter(FILTERS.find((name) => name === event.target.value) ?? 'all')}
        >
          {FILTERS.map((name) => (
            <Select.Option key={name} value={name}>
              {names[name]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {(usable.isPending || open.isPending) && <Loading />}
      {usable.isError && <Failure error={usable.error} retry={usable.refetch} />}
      {open.isError && <Failure error={open.error} retry={open.refetch} />}
      {error !== undefined && <Failure error={error} />}
      <Fieldset>
        <Fieldset.Legend>{t.scopePicker.list}</Fieldset.Legend>
        {shown.length === 0 && <Paragraph>{t.scopePicker.noHits}</Paragraph>}
        {shown.map((choice) => (
          <Choice
            key={choice.name}
            choice={choice}
            ticked={ticked.has(choice.name)}
            onTick={(on) => tick(choice.name, on)}
          />
        ))}
      </Fieldset>
      {choices.some(({ access }) => !access) && <Paragraph data-size="sm">{t.scopePicker.noAccessHelp}</Paragraph>}
      <div className="row">
        <Button loading={busy} onClick={() => void use()}>
          {t.scopePicker.confirm}
        </Button>
        <Button type="button" variant="secondary" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <span role="status">{t.scopePicker.chosen(ticked.size)}</span>
      </div>
    </>
  );
}

function Choice(props: {
  readonly choice: ScopeChoice;
  readonly ticked: boolean;
  readonly onTick: (on: boolean) => void;
}) {
  const { t } = useTexts();
  const { name, description, access } = props.choice;
  return (
    <Checkbox
      label={
        <span className="long">
          {name}{' '}
          {!access && (
            <Tag data-color="warning" data-size="sm">
              {t.scopePicker.noAccess}
            </Tag>
          )}
        </span>
      }
      description={description}
      value={name}
      checked={props.ticked}
      onChange={(event) => props.onTick(event.target.checked)}
    />
  );
}
