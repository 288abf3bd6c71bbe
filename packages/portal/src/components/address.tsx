import { Fragment } from 'react';
import { legible } from '../texts/names.ts';

/** An address that a user or a program gave: it breaks where its parts begin, before it breaks elsewhere. */
export const Address = ({ of: address }: { readonly of: string }) => (
  <bdi className="long">
    {legible(address)
      .split(/(?<=\/)/)
      .map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part has no other name than its place
        <Fragment key={place}>
          {part}
          <wbr />
        </Fragment>
      ))}
  </bdi>
);
