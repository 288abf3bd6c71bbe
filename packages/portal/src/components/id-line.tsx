import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

/** Under the heading of a page about one thing: what it is told by, to copy. @param children what stands beside it */
export const IdLine = (props: { readonly name: string; readonly value: string; readonly children?: ReactNode }) => (
  <div className="row id-line">
    <span>{props.name}</span>
    <code className="long" data-testid="shown-id">
      {props.value}
    </code>
    <CopyButton text={props.value} label={props.name} />
    {props.children}
  </div>
);
