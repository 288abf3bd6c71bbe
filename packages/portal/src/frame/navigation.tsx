import { BooksIcon, ExternalLinkIcon } from '@navikt/aksel-icons';
import { NavLink } from 'react-router';
import { useTexts } from '../texts/index.tsx';
import { PLACES } from './places.ts';

/** The pages; where there is less room the names are told by the icons' tips, and to screen readers. */
export function Navigation() {
  const { t } = useTexts();
  return (
    <nav aria-label={t.header.menu}>
      <ul>
        {PLACES.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'} title={name(t)}>
              <Icon aria-hidden className="icon" />
              <span className="side-name">{name(t)}</span>
            </NavLink>
          </li>
        ))}
        <li className="side-break">
          <a href="/docs" title={t.header.docs}>
            <BooksIcon aria-hidden className="icon" />
            <span className="side-name">{t.header.docs}</span>
            <ExternalLinkIcon aria-hidden className="icon small side-name" />
          </a>
        </li>
      </ul>
    </nav>
  );
}
