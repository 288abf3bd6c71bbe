import { Fragment } from 'react';

/** A path that breaks where its parts begin, and not within a word. */
export const PathParts = ({ of: path }: { readonly of: string }) => (
  <code>
    {path.split(/(?<=\/)|(?=\{)/).map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one path, in its order
      <Fragment key={index}>
        {part}
        <wbr />
      </Fragment>
    ))}
  </code>
);
