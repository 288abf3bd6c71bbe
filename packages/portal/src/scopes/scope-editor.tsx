import { Button } from '@digdir/designsystemet-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiFailure } from '../api/http.ts';
import { useDelegationSource } from '../api/selfservice.ts';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { ScopeFieldset } from './scope-fields.tsx';
import { type ScopeFaults, type ScopeFields, scopeBody, scopeFaults, serverScopeFaults } from './scope-form.ts';

/** The form of a scope, for a new one and for a change. */
export function ScopeEditor(props: {
  readonly organization: string;
  /** What it is about, for what is kept of it. */
  readonly name: string;
  readonly start: ScopeFields;
  readonly prefixes?: readonly string[];
  readonly label: string;
  readonly onSave: (body: ReturnType<typeof scopeBody>) => Promise<unknown>;
  /** Beside the button; told how to forget what is kept. */
  readonly actions?: (forget: () => void) => ReactNode;
}) {
  const { t } = useTexts();
  const source = useDelegationSource(props.organization).data ?? '';
  const kept = useKept(`scope ${props.organization} ${props.name}`, props.start);
  const fields = kept.value;
  const [faults, setFaults] = useState<ScopeFaults>({});
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = scopeFaults(fields, t);
    setFaults(found);
    setAttempt(attempt + 1);
    setError(undefined);
    if (Object.keys(found).length > 0 || busy) return;
    setBusy(true);
    try {
      await props.onSave(scopeBody(fields, source));
      kept.clear();
    } catch (failure) {
      const named = failure instanceof ApiFailure ? serverScopeFaults(failure.fields, t) : {};
      setFaults(named);
      if (Object.keys(named).length === 0) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const listed = Object.entries(faults).map(([field, message]) => ({ field, message }));
  return (
    <>
      <KeptNotice of={kept} />
      <FaultSummary faults={listed} attempt={attempt} />
      {error !== undefined && <Failure error={error} />}
      <form className="stack prose" noValidate onSubmit={(event) => void submit(event)}>
        <ScopeFieldset
          fields={fields}
          faults={faults}
          source={source}
          onChange={kept.set}
          {...(props.prefixes ? { prefixes: props.prefixes } : {})}
        />
        <div className="row">
          <Button type="submit" loading={busy}>
            {props.label}
          </Button>
          {props.actions?.(kept.clear)}
        </div>
      </form>
    </>
  );
}
