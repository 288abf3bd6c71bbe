import { BooksIcon, CodeIcon, ExternalLinkIcon } from '@navikt/aksel-icons';
import { Link, useLocation } from 'react-router';
import { NewsDot } from '../live-log/news-dot.tsx';
import { useTexts } from '../texts/index.tsx';
import { GROUPS, LOG, PLACES, type Place, placeOf, useIsHere } from './places.ts';

/** The pages; where there is less room the names are told by the icons' tips, and to screen readers. */
export function Navigation() {
  const { t, language } = useTexts();
  const isHere = useIsHere();
  const here = placeOf(useLocation().pathname);
  const places = PLACES.filter(({ to }) => isHere(to));
  const entry = ({ to, name, icon: Icon }: Place) => (
    <li key={to}>
      <Link to={to} title={name(t)} {...(here?.to === to && { 'aria-current': 'page' as const })}>
        <Icon aria-hidden className="icon" />
        <span className="side-name">{name(t)}</span>
        {to === LOG.to && <NewsDot />}
      </Link>
    </li>
  );
  return (
    <nav aria-label={t.header.menu}>
      <ul>{places.filter(({ group }) => group === undefined).map(entry)}</ul>
      {GROUPS.map((group) => (
        <div key={group} className="side-group">
          <span id={`side-${group}`} className="side-title side-name">
            {t.header.groups[group]}
          </span>
          <ul aria-labelledby={`side-${group}`}>{places.filter((place) => place.group === group).map(entry)}</ul>
        </div>
      ))}
      <ul className="side-group">
        {(
          [
            [language === 'en' ? '/guide/en' : '/guide', t.header.guide, BooksIcon],
            ['/docs', t.header.docs, CodeIcon],
          ] as const
        ).map(([to, name, Icon]) => (
          <li key={to}>
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
