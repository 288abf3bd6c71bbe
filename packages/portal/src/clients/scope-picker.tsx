import { Button, Heading } from '@digdir/designsystemet-react';
import { useId, useMemo, useState } from 'react';
import { usePublicScopes, useUsableScopes } from '../api/selfservice.ts';
import { useAttempt } from '../components/attempt.ts';
import { Dialog } from '../components/dialog.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { type Kept, KeptNotice, useKept } from '../drafts.tsx';
import { ChosenScopes } from './chosen-scopes.tsx';
import { changeOf, scopeChoices } from './scope-choice.ts';
import { ScopeList } from './scope-list.tsx';
import { useTexts } from './words.ts';

interface PickerProps {
  readonly organization: string;
  /** Whose scopes they are, for what is kept of the choice. */
  readonly name: string;
  readonly label: string;
  /** It is what to do next. */
  readonly isNext?: boolean;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => Promise<unknown>;
}

/** A button that opens the dialog in which scopes are searched and ticked, with what is chosen beside it all the while. */
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
      <Button variant={props.isNext ? 'primary' : 'secondary'} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog
        open={open}
        onClose={close}
        closeButton={t.common.close}
        aria-labelledby={heading}
        className="picker-dialog"
      >
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
  const { kept, onClose } = props;
  const ticked = kept.value ?? props.chosen;
  const { busy, error, run } = useAttempt();
  const choices = useMemo(() => scopeChoices(usable.data ?? [], open.data ?? []), [usable.data, open.data]);
  const { added, removed } = changeOf(props.chosen, ticked);
  const tick = (name: string, on: boolean) => {
    const others = ticked.filter((other) => other !== name);
    // What was there keeps its place, so that nothing counts as changed that is as it was.
    const next = on ? [...others, name] : others;
    kept.set([
      ...props.chosen.filter((one) => next.includes(one)),
      ...next.filter((one) => !props.chosen.includes(one)),
    ]);
  };
  const use = async () => {
    await props.onChoose(ticked);
    onClose();
  };
  return (
    <>
      <KeptNotice of={kept} />
      {(usable.isPending || open.isPending) && <Loading as="table" />}
      {usable.isError && <NotLoaded what="scopes" error={usable.error} retry={usable.refetch} />}
      {open.isError && <NotLoaded what="openScopes" error={open.error} retry={open.refetch} />}
      {error !== undefined && <Failure error={error} />}
      <div className="panes">
        <ScopeList choices={choices} ticked={new Set(ticked)} onTick={tick} />
        <ChosenScopes
          organization={props.organization}
          chosen={ticked}
          known={
            usable.isSuccess && open.isSuccess ? new Map(choices.map((choice) => [choice.name, choice])) : undefined
          }
          change={{ added, removed }}
          onTick={tick}
        />
      </div>
      <div className="row">
        <Button loading={busy} onClick={() => void run(use)}>
          {t.scopePicker.confirm}
        </Button>
        <Button type="button" variant="secondary" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <span role="status">
          {t.scopePicker.chosen(ticked.length)}
          {added.length + removed.length > 0 && (
            <span className="subtle"> · {t.scopeDesk.change(added.length, removed.length)}</span>
          )}
        </span>
      </div>
    </>
  );
}
