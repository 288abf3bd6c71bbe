import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

/**
 * What a program sends or gets, or the program itself, to read and to copy.
 * @param label what it is, for those who do not see what stands beside
 * @param note what stands before the button that copies
 * @param children the same as drawn; default the text as it is
 */
export function Sample(props: {
  readonly of: string;
  readonly label: string;
  readonly note?: ReactNode;
  readonly testId?: string;
  readonly children?: ReactNode;
}) {
  const { of: text, label, note, testId, children = text } = props;
  return (
    <div className="stack tight">
      <div className="row spread">
        {note ?? <span />}
        <CopyButton text={text} label={label} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="sample" tabIndex={0} lang="en" data-testid={testId}>
        {children}
      </pre>
    </div>
  );
}
