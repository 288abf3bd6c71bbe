import { BooksIcon, CodeIcon, ExternalLinkIcon } from '@navikt/aksel-icons';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { useOperator } from '../api/operator.ts';
import { NewsDot } from '../live-log/news-dot.tsx';
import { useTexts } from '../texts/index.tsx';
import { GROUPS, LOG, OPERATION, operationOf, PLACES, type Place, placeOf, useIsHere } from './places.ts';

/** The pages; where there is less room the names are told by the icons' tips, and to screen readers. */
export function Navigation() {
  const { t, language } = useTexts();
  const isHere = useIsHere();
  const { pathname } = useLocation();
  const here = placeOf(pathname) ?? operationOf(pathname);
  const isOperator = useOperator().data?.operator === true;
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
        <Group key={group} id={group} title={t.header.groups[group]}>
          {places.filter((place) => place.group === group).map(entry)}
        </Group>
      ))}
      {isOperator && (
        <Group id="operation" title={t.header.groups.operation}>
          {OPERATION.map(entry)}
        </Group>
      )}
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

function Group(props: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  const id = `side-${props.id}`;
  return (
    <div className="side-group">
      <span id={id} className="side-title side-name">
        {props.title}
      </span>
      <ul aria-labelledby={id}>{props.children}</ul>
    </div>
  );
}
