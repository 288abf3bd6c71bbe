import { Fragment, type ReactNode } from 'react';

/** Names and values side by side. */
export function Facts({ of }: { readonly of: readonly (readonly [name: ReactNode, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {of.map(([name, value], place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fact keeps its place
        <Fragment key={place}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
