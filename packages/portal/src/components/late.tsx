import { Alert, Button } from '@digdir/designsystemet-react';

/** Somebody else was first: what is written stays until one takes theirs. */
export function Late(props: { readonly text: string; readonly label: string; readonly onTake: () => void }) {
  return (
    <Alert data-color="warning" role="alert">
      <div className="stack tight">
        {props.text}
        <div className="row">
          <Button type="button" variant="secondary" data-size="sm" onClick={props.onTake}>
            {props.label}
          </Button>
        </div>
      </div>
    </Alert>
  );
}
