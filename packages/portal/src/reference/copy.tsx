import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useWords } from './words.tsx';

/** Copies the text, and says that it did. @param label what the button says; `what` is said to those who do not see what stands beside it */
export function Copy(props: { readonly text: string; readonly what?: string; readonly label?: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState<string>();
  const label = props.label ?? t.copy;
  const isCopied = copied === props.text;
  const copy = () =>
    navigator.clipboard.writeText(props.text).then(
      () => setCopied(props.text),
      () => setCopied(undefined),
    );
  return (
    <>
      <Button variant="tertiary" data-size="sm" onClick={() => void copy()}>
        {isCopied ? t.copied : label}
        {props.what !== undefined && <span className="ds-sr-only"> {props.what}</span>}
      </Button>
      <span role="status" className="ds-sr-only">
        {isCopied && t.copied}
      </span>
    </>
  );
}
