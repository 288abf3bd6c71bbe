import { Fragment } from 'react';

/** A scope, or another ID that has parts: it breaks where they end, before it breaks elsewhere. */
export const ScopeName = ({ of: scope }: { readonly of: string }) => (
  <span className="parts">
    {scope.split(/(?<=[:/._])/).map((part, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part has no other name than its place
      <Fragment key={place}>
        {part}
        <wbr />
      </Fragment>
    ))}
  </span>
);
