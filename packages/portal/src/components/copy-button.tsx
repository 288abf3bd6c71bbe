import { useTexts } from '../texts/index.tsx';
import { Copy } from './copy.tsx';

/**
 * Copies the text, and says that it did.
 * @param shown stands on the button where it does not go without saying what is copied; the label begins with it
 * @param done stands there afterwards, where that is more than that it is copied
 */
export function CopyButton(props: {
  readonly text: string;
  readonly label: string;
  readonly shown?: string;
  readonly done?: string;
}) {
  const { text, shown, label, done } = props;
  const { t } = useTexts();
  return (
    <Copy
      text={text}
      shown={shown ?? t.common.copy}
      label={shown === undefined ? `${t.common.copy} ${label}` : label}
      done={done ?? t.common.copied}
    />
  );
}
