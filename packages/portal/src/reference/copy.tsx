import { Copy as AnyCopy } from '../components/copy.tsx';
import { useWords } from './words.tsx';

/** Copies the text, and says that it did. @param label what the button says; `what` is said to those who do not see what stands beside it */
export function Copy(props: { readonly text: string; readonly what?: string; readonly label?: string }) {
  const { t } = useWords();
  const shown = props.label ?? t.copy;
  return (
    <AnyCopy
      text={props.text}
      shown={shown}
      label={props.what === undefined ? shown : `${shown} ${props.what}`}
      done={t.copied}
    />
  );
}
