import { BooksIcon, CodeIcon, ExternalLinkIcon } from '@navikt/aksel-icons';
import { Link, useLocation } from 'react-router';
import { NewsDot } from '../live-log/news-dot.tsx';
import { useTexts } from '../texts/index.tsx';
import { LOG, PLACES, placeOf, useIsHere } from './places.ts';

/** The pages; where there is less room the names are told by the icons' tips, and to screen readers. */
export function Navigation() {
  const { t, language } = useTexts();
  const isHere = useIsHere();
  const here = placeOf(useLocation().pathname);
  return (
    <nav aria-label={t.header.menu}>
      <ul>
        {PLACES.filter(({ to }) => isHere(to)).map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link to={to} title={name(t)} {...(here?.to === to && { 'aria-current': 'page' as const })}>
              <Icon aria-hidden className="icon" />
              <span className="side-name">{name(t)}</span>
              {to === LOG.to && <NewsDot />}
            </Link>
          </li>
        ))}
        {(
          [
            [language === 'en' ? '/guide/en' : '/guide', t.header.guide, BooksIcon],
            ['/docs', t.header.docs, CodeIcon],
          ] as const
        ).map(([to, name, Icon], place) => (
          <li key={to} className={place === 0 ? 'side-break' : undefined}>
            <a href={to} title={name}>
              <Icon aria-hidden className="icon" />
              <span className="side-name">{name}</span>
              <ExternalLinkIcon aria-hidden className="icon small side-name" />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
