import { Alert, Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTexts } from '../texts/index.tsx';
import { Failure } from './failure.tsx';

/** Tells that a thing is out of use, and takes it into use again. */
export function Deactivated(props: {
  readonly text: string;
  readonly label: string;
  readonly onActivate: () => Promise<unknown>;
}) {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const activate = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await props.onActivate();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack tight">
      <Alert data-color="warning">
        <div className="row spread">
          <span>
            <strong>{t.client.inactive}.</strong> {props.text}
          </span>
          <Button data-size="sm" loading={busy} onClick={() => void activate()}>
            {props.label}
          </Button>
        </div>
      </Alert>
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}
