import { type ComponentType, createElement, lazy, type ReactElement, useState } from 'react';

/** Whatever one of a script's exports is drawn with. */
export type PropsOf<C> = C extends ComponentType<infer P> ? P & object : never;

/**
 * A part of the portal whose script is fetched when it is drawn, or before: then it is drawn at once. To wait for it, if only for a moment,
 * costs React's pause between two states.
 * @param name what the script calls it
 */
export function fetched<M, const K extends keyof M>(load: () => Promise<M>, name: K) {
  type Props = PropsOf<M[K]>;
  const partOf = (script: M) => script[name] as ComponentType<Props>;
  let here: ComponentType<Props> | undefined;
  const fetch = async (): Promise<M> => {
    const script = await load();
    here = partOf(script);
    return script;
  };
  const Awaited = lazy(async () => ({ default: partOf(await fetch()) }));
  const draw = (props: Props, key?: string): ReactElement => (
    <Drawn key={key} choose={() => here ?? Awaited} props={props} />
  );
  return { fetch, draw };
}

/** Goes on with what it has begun with. */
function Drawn<P extends object>({ choose, props }: { readonly choose: () => ComponentType<P>; readonly props: P }) {
  const [One] = useState(choose);
  return createElement(One, props);
}
