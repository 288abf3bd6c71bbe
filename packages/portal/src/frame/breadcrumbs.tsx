import { Link } from '@digdir/designsystemet-react';
import { Link as RouterLink, useLocation } from 'react-router';
import { useSession } from '../api/session.ts';
import { Name } from '../components/name.tsx';
import { useTexts } from '../texts/index.tsx';
import { HOME, placeOf } from './places.ts';

/** A page on the way to this one that is not in the navigation. */
export interface Above {
  readonly to: string;
  readonly name: string;
}

/**
 * The way from the front page to this one; the front page has none, and before log-in no way leads anywhere. Designsystemet's own component takes
 * the last link for the current page, which here is none: so its style alone is used.
 */
export function Breadcrumbs(props: { readonly title: string; readonly unnamed: boolean; readonly above?: Above }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const session = useSession();
  if (pathname === HOME.to || session.data === null) return null;
  const place = placeOf(pathname);
  const places = place === undefined || place.to === pathname ? [HOME] : [HOME, place];
  const above = [...places.map(({ to, name }) => ({ to, name: name(t) })), ...(props.above ? [props.above] : [])];
  return (
    <nav aria-label={t.header.here} className="ds-breadcrumbs crumbs" data-size="sm" data-color="neutral">
      <ol>
        {above.map(({ to, name }) => (
          <li key={to}>
            <Link asChild>
              <RouterLink to={to}>
                <span className="one-line">
                  <Name of={name} />
                </span>
              </RouterLink>
            </Link>
          </li>
        ))}
        <li>
          <span aria-current="page" className={props.unnamed ? 'one-line unnamed' : 'one-line'}>
            <Name of={props.title} />
          </span>
        </li>
      </ol>
    </nav>
  );
}
