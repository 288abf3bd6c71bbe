import { Alert, Button } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';
import { useAttempt } from './attempt.ts';
import { Failure } from './failure.tsx';

/** Tells that a thing is out of use, and takes it into use again. */
export function Deactivated(props: {
  readonly text: string;
  readonly label: string;
  readonly onActivate: () => Promise<unknown>;
}) {
  const { t } = useTexts();
  const { busy, error, run } = useAttempt();
  return (
    <div className="stack tight">
      <Alert data-color="warning">
        <div className="row spread">
          <span>
            <strong>{t.client.inactive}.</strong> {props.text}
          </span>
          <Button data-size="sm" loading={busy} onClick={() => void run(props.onActivate)}>
            {props.label}
          </Button>
        </div>
      </Alert>
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}
