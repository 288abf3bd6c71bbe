import { Alert, Button } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';

/** What was just done, and how it can be undone. */
export interface Done<Change> {
  readonly text: string;
  readonly change?: Change;
}

/** Says what was done, for as long as nothing else is done; its button has the focus, for what was pressed may be gone. */
export function Undo<Change>(props: {
  readonly of: Done<Change> | undefined;
  readonly label: string;
  readonly busy: boolean;
  readonly onUndo: (change: Change) => void;
}) {
  const { of: done } = props;
  const change = done?.change;
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (done) (button.current ?? box.current)?.focus();
  }, [done]);
  return (
    <div ref={box} role="status" tabIndex={-1} className={done ? undefined : 'ds-sr-only'}>
      {done && (
        <Alert data-color="success">
          <div className="row spread">
            <span className="long">{done.text}</span>
            {change !== undefined && (
              <Button
                ref={button}
                variant="secondary"
                data-size="sm"
                loading={props.busy}
                onClick={() => props.onUndo(change)}
              >
                {props.label}
              </Button>
            )}
          </div>
        </Alert>
      )}
    </div>
  );
}
