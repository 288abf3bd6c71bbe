import { Link } from '@digdir/designsystemet-react';
import { Link as RouterLink, useLocation } from 'react-router';
import { useTexts } from '../texts/index.tsx';
import { HOME, placeOf } from './places.ts';

/**
 * The way from the front page to this one; the front page has none. Designsystemet's own component takes the last link for the current page,
 * which here is none: so its style alone is used.
 */
export function Breadcrumbs({ title }: { readonly title: string }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  if (pathname === HOME.to) return null;
  const place = placeOf(pathname);
  const above = place === undefined || place.to === pathname ? [HOME] : [HOME, place];
  return (
    <nav aria-label={t.header.here} className="ds-breadcrumbs crumbs" data-size="sm" data-color="neutral">
      <ol>
        {above.map(({ to, name }) => (
          <li key={to}>
            <Link asChild>
              <RouterLink to={to}>{name(t)}</RouterLink>
            </Link>
          </li>
        ))}
        <li>
          <span aria-current="page" className="one-line">
            {title}
          </span>
        </li>
      </ol>
    </nav>
  );
}
