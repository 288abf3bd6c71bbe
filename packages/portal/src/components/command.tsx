import { CodeText } from './code-text.tsx';
import { CopyButton } from './copy-button.tsx';

/** What is to be typed or told elsewhere, to copy. @param label what it is, for those who do not see what stands beside */
export const Command = ({ of: text, label }: { readonly of: string; readonly label: string }) => (
  <div className="command">
    <code>
      <CodeText of={text} />
    </code>
    <CopyButton text={text} label={label} />
  </div>
);
