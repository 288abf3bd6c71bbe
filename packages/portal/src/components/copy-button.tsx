import { Button } from '@digdir/designsystemet-react';
import { FilesIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { useTexts } from '../texts/index.tsx';

/**
 * Copies the text, and says that it did.
 * @param shown stands on the button where it does not go without saying what is copied; the label begins with it
 */
export function CopyButton(props: { readonly text: string; readonly label: string; readonly shown?: string }) {
  const { text, shown } = props;
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <Button
        variant="secondary"
        data-size="sm"
        onClick={() => void copy()}
        aria-label={shown === undefined ? `${t.common.copy} ${props.label}` : props.label}
      >
        {shown !== undefined && <FilesIcon aria-hidden className="icon small" />}
        {copied ? t.common.copied : (shown ?? t.common.copy)}
      </Button>
      <span role="status" className="ds-sr-only">
        {copied && t.common.copied}
      </span>
    </>
  );
}
