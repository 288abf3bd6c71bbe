import type { ReactNode } from 'react';
import { ApiFailure } from '../api/http.ts';
import type { Above } from '../frame/breadcrumbs.tsx';
import { type Texts, useTexts } from '../texts/index.tsx';
import { AddressTabs } from './address-tabs.tsx';
import { NotLoaded } from './failure.tsx';
import { IdLine } from './id-line.tsx';
import { Loading, type Shape } from './loading.tsx';
import { isNotThere, NotThere } from './not-there.tsx';
import { Page } from './page.tsx';

/** What is asked for, as a query tells of it. */
interface Asked<T> {
  readonly data: T | undefined;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** A query that answers null for what is not there, as one that fails because of it. */
export const orMissing = <T,>({ data, isPending, error, refetch }: Asked<T | null>): Asked<T> => ({
  data: data ?? undefined,
  isPending,
  error: data === null ? new ApiFailure(404, '') : error,
  refetch,
});

/**
 * A page about one thing: while it is fetched, and where it cannot be had, it is the same page, at the same place and with the same tabs, so
 * that one sees what it is that does not come.
 * @param what it is
 * @param kind names the page as long as the thing has no name
 * @param known its name, where that is known before it is here
 * @param id what it is told by, with the name of that
 * @param sought the same, where the page shows none when it is here: told of what is not there
 * @param shape what is to come below its heading, under each tab
 * @param tabs those of the page when it is here; what is not there has none
 * @param children the page when it is here, with its own heading
 */
export function Detail<T, Tab extends string>(props: {
  readonly of: Asked<T>;
  readonly what: keyof Texts['things'];
  readonly kind: string;
  readonly known?: string | undefined;
  readonly id?: readonly [name: string, value: string];
  readonly sought?: readonly [name: string, value: string];
  readonly above?: Above;
  readonly tabs?: Omit<Parameters<typeof AddressTabs<Tab>>[0], 'panel'>;
  readonly shape: Shape | ((tab: Tab | undefined) => Shape);
  readonly narrow?: boolean;
  readonly children: (data: T) => ReactNode;
}) {
  const { of, kind, known, id, tabs, above, shape } = props;
  const { t } = useTexts();
  const instead = (tab?: Tab) =>
    of.isPending ? (
      <Loading as={typeof shape === 'function' ? shape(tab) : shape} />
    ) : (
      <NotLoaded what={props.what} error={of.error} retry={of.refetch} />
    );
  if (of.data !== undefined) return props.children(of.data);
  if (!of.isPending && isNotThere(of.error)) {
    const isClosed = of.error instanceof ApiFailure && of.error.status === 403;
    const name = t.things[props.what];
    const title = isClosed ? t.common.closed(name) : t.common.gone(name);
    return <NotThere title={title} id={id ?? props.sought} error={of.error} {...(above && { above })} />;
  }
  return (
    <Page
      title={known ?? kind}
      {...(of.isPending && { waits: known === undefined ? 'unnamed' : 'named' })}
      {...(above && { above })}
      {...(props.narrow && { narrow: true })}
    >
      {id && id[1] !== '' && <IdLine name={id[0]} value={id[1]} />}
      {tabs ? <AddressTabs {...tabs} panel={instead} /> : instead()}
    </Page>
  );
}
