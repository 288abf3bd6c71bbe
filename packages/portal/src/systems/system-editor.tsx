import { Button, Paragraph } from '@digdir/designsystemet-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiFailure } from '../api/http.ts';
import type { Right } from '../api/types.ts';
import type { NewSystem } from '../api/vendor.ts';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { usePackageChoices } from './choices.ts';
import { SystemFieldset } from './system-fields.tsx';
import { type SystemFaults, type SystemFields, serverSystemFaults, systemBody, systemFaults } from './system-form.ts';
import { useTexts } from './words.ts';

/** The form of a system, for a new one and for a change. What is written stays when it is refused. */
export function SystemEditor(props: {
  readonly vendor: string;
  /** What it is about, for what is kept of it; empty for a new one. */
  readonly systemId: string;
  readonly start: SystemFields;
  readonly rights?: readonly Right[];
  readonly label: string;
  readonly onSave: (body: NewSystem) => Promise<unknown>;
  /** Beside the button; told how to forget what is kept. */
  readonly actions?: (forget: () => void) => ReactNode;
}) {
  const { t } = useTexts();
  const { vendor } = props;
  const kept = useKept(`system ${vendor} ${props.systemId}`, props.start);
  const forClients = new Set(usePackageChoices().flatMap((one) => (one.forClients ? [one.value] : [])));
  const [faults, setFaults] = useState<SystemFaults>({});
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = systemFaults(kept.value, forClients, t);
    setFaults(found);
    setAttempt(attempt + 1);
    setError(undefined);
    if (Object.keys(found).length > 0 || busy) return;
    setBusy(true);
    try {
      await props.onSave(systemBody(vendor, kept.value, props.rights));
      kept.clear();
    } catch (failure) {
      const named = failure instanceof ApiFailure ? serverSystemFaults(failure.fields, t) : {};
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
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <Paragraph>{t.systems.form.required}</Paragraph>
        <SystemFieldset
          vendor={vendor}
          fields={kept.value}
          faults={faults}
          onChange={kept.set}
          isNew={props.systemId === ''}
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
