import { Button } from '@digdir/designsystemet-react';
import { CheckmarkIcon, FilesIcon } from '@navikt/aksel-icons';
import { useState } from 'react';

/**
 * Copies a text, and says that it did. It looks the same everywhere, whoever's words it has.
 * @param shown stands on the button
 * @param label all of it, for those who do not see what stands beside; it begins with what is shown
 * @param done stands there when it is copied
 */
export function Copy(props: {
  readonly text: string;
  readonly shown: string;
  readonly label: string;
  readonly done: string;
}) {
  const { text } = props;
  // What is copied is that text: where another stands here later, it is not.
  const [copied, setCopied] = useState<string>();
  const isCopied = copied === text;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(undefined),
    );
  const Icon = isCopied ? CheckmarkIcon : FilesIcon;
  return (
    <>
      <Button
        type="button"
        variant="secondary"
        data-size="sm"
        onClick={() => void copy()}
        aria-label={isCopied ? `${props.done}: ${props.label}` : props.label}
      >
        <Icon aria-hidden className="icon small" />
        {isCopied ? props.done : props.shown}
      </Button>
      <span role="status" className="ds-sr-only">
        {isCopied && props.done}
      </span>
    </>
  );
}
