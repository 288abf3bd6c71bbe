import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTexts } from '../texts/index.tsx';

/** Copies the text, and says that it did. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <Button variant="secondary" data-size="sm" onClick={() => void copy()} aria-label={`${t.common.copy} ${label}`}>
        {copied ? t.common.copied : t.common.copy}
      </Button>
      <span role="status" className="ds-sr-only">
        {copied && t.common.copied}
      </span>
    </>
  );
}
