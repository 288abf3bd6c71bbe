import { type FormEvent, useState } from 'react';
import { ApiFailure, type FieldFault } from '../api/http.ts';
import { Failure } from './failure.tsx';
import { FaultSummary } from './fault-summary.tsx';

/** What is wrong with a form, by field. */
type Faults = Readonly<Partial<Record<string, string>>>;

/**
 * What becomes of a form when it is sent: first it is checked here, then sent once, and what the service refuses is told at its field where
 * that is known, else above the form.
 * @param way.none how nothing wrong is written
 * @param way.check what is wrong before anything is sent
 * @param way.send throws what the service refuses; gives faults that only showed on the way
 * @param way.named the service's complaints as faults of the form's own fields
 */
export function useSubmission<F extends Faults>(way: {
  readonly none: F;
  readonly check: () => F;
  readonly send: () => Promise<F | undefined>;
  readonly named: (fields: readonly FieldFault[]) => F;
}) {
  const [faults, setFaults] = useState(way.none);
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    const found = way.check();
    setFaults(found);
    setAttempt(attempt + 1);
    setError(undefined);
    if (Object.keys(found).length > 0 || busy) return;
    setBusy(true);
    try {
      const late = await way.send();
      if (late) setFaults(late);
    } catch (failure) {
      const named = failure instanceof ApiFailure ? way.named(failure.fields) : way.none;
      setFaults(named);
      if (Object.keys(named).length === 0) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  return { faults, error, attempt, busy, submit };
}

/** What was wrong when the form was last sent: a list that leads to the fields, or what failed. */
export function SubmissionFaults({
  of: { faults, error, attempt },
}: {
  readonly of: { readonly faults: Faults; readonly error: unknown; readonly attempt: number };
}) {
  const listed = Object.entries(faults).map(([field, message = '']) => ({ field, message }));
  return (
    <>
      <FaultSummary faults={listed} attempt={attempt} />
      {error !== undefined && <Failure error={error} />}
    </>
  );
}
