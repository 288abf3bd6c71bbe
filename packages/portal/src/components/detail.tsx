import { Link, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { Link as RouterLink, useLocation } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import type { Above } from '../frame/breadcrumbs.tsx';
import { placeOf } from '../frame/places.ts';
import { useTexts } from '../texts/index.tsx';
import { AddressTabs } from './address-tabs.tsx';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';
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

const isGone = (error: unknown): boolean => error instanceof ApiFailure && [403, 404, 410].includes(error.status);

/**
 * A page about one thing: while it is fetched, and where it cannot be had, it is the same page, at the same place and with the same tabs, so
 * that one sees what it is that does not come.
 * @param kind names the page as long as the thing has no name
 * @param known its name, where that is known before it is here
 * @param gone names the page of what is not there; default as one that fails
 * @param id what it is told by, with the name of that
 * @param tabs those of the page when it is here; what is not there has none
 * @param children the page when it is here, with its own heading
 */
export function Detail<T, Tab extends string>(props: {
  readonly of: Asked<T>;
  readonly kind: string;
  readonly known?: string | undefined;
  readonly gone?: string;
  readonly id?: readonly [name: string, value: string];
  readonly above?: Above;
  readonly tabs?: Omit<Parameters<typeof AddressTabs<Tab>>[0], 'panel'>;
  readonly narrow?: boolean;
  readonly children: (data: T) => ReactNode;
}) {
  const { of, kind, known, gone, id, tabs, above } = props;
  if (of.data !== undefined) return props.children(of.data);
  const isMissing = !of.isPending && isGone(of.error);
  const what = of.isPending ? <Loading /> : <Failure error={of.error} retry={of.refetch} />;
  return (
    <Page
      title={known ?? (isMissing ? gone : undefined) ?? kind}
      {...(of.isPending && { waits: known === undefined ? 'unnamed' : 'named' })}
      {...(above && { above })}
      {...(props.narrow && { narrow: true })}
    >
      {id && id[1] !== '' && (
        <div className="row id-line">
          <span>{id[0]}</span>
          <code className="long">{id[1]}</code>
        </div>
      )}
      {tabs && !isMissing ? <AddressTabs {...tabs} panel={() => what} /> : what}
      {isMissing && <ToList {...(above && { above })} />}
    </Page>
  );
}

/** From what is not there to where those are that are. */
function ToList({ above }: { readonly above?: Above }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const place = placeOf(pathname);
  const list = above ?? (place && { to: place.to, name: place.name(t) });
  if (list === undefined) return null;
  return (
    <Paragraph>
      <Link asChild>
        <RouterLink to={list.to}>{t.common.goTo(list.name)}</RouterLink>
      </Link>
    </Paragraph>
  );
}
