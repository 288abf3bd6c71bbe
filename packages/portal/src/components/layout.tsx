import { Button, Link, Paragraph, SkipLink } from '@digdir/designsystemet-react';
import { type ReactNode, useId, useState } from 'react';
import { NavLink, Link as RouterLink, useLocation } from 'react-router';
import { LOGOUT_URL } from '../api/session.ts';
import type { Profile } from '../api/types.ts';
import { leave } from '../drafts.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { useTexts } from '../texts/index.tsx';
import { StatusProvider } from './status.tsx';

/** The frame round every page: notice of the sandbox, who is logged in and acts for whom, the menu, and the main content. */
export function Layout({ profile, children }: { readonly profile?: Profile; readonly children: ReactNode }) {
  const { t } = useTexts();
  return (
    <div className="frame">
      <SkipLink href="#main">{t.common.skip}</SkipLink>
      <header>
        <div className="notice">
          <div className="width">
            <Paragraph data-size="sm">
              <span className="wide">{t.common.sandbox}</span>
              <span className="narrow">{t.common.sandboxShort}</span>
            </Paragraph>
          </div>
        </div>
        <div className="bar">
          {/* Anew on each page: a menu that has led somewhere is closed. */}
          <Head key={useLocation().pathname} {...(profile ? { profile } : {})} />
        </div>
      </header>
      <main id="main" className="width" tabIndex={-1}>
        <StatusProvider>{children}</StatusProvider>
      </main>
      <footer className="width">
        <Paragraph data-size="sm">{t.common.footer}</Paragraph>
      </footer>
    </div>
  );
}

/** In a narrow window the menu is behind a button; what one acts for, the way out and the language stay. */
function Head({ profile }: { readonly profile?: Profile }) {
  const { t, switchLanguage } = useTexts();
  const [open, setOpen] = useState(false);
  const menu = useId();
  return (
    <div className="width head">
      <div className="row spread">
        <Link asChild>
          <RouterLink to="/">
            <strong>Portvakt</strong>
          </RouterLink>
        </Link>
        <div className="row tight">
          {profile && (
            <>
              <Button
                className="narrow"
                variant="secondary"
                data-size="sm"
                aria-expanded={open}
                aria-controls={menu}
                onClick={() => setOpen(!open)}
              >
                {t.header.open}
              </Button>
              <span className="wide">
                <span className="ds-sr-only">{t.header.loggedInAs} </span>
                {profile.party.name}
              </span>
              <Button asChild variant="secondary" data-size="sm">
                <a href={LOGOUT_URL} onClick={leave}>
                  {t.header.logOut}
                </a>
              </Button>
            </>
          )}
          <Button variant="tertiary" data-size="sm" lang={t.language.otherCode} onClick={switchLanguage}>
            {t.language.other}
          </Button>
        </div>
      </div>
      {profile && (
        <div className="row spread">
          <div id={menu} className={open ? undefined : 'wide'}>
            <Menu />
            <Paragraph data-size="sm" className="narrow">
              {t.header.loggedInAs} {profile.party.name}
            </Paragraph>
          </div>
          <ActingFor />
        </div>
      )}
    </div>
  );
}

function Menu() {
  const { t } = useTexts();
  const items = [
    ['/', t.header.home],
    ['/clients', t.header.clients],
    ['/scopes', t.header.scopes],
    ['/accessmanagement/ui/systemuser/overview', t.header.systemUsers],
    ['/resources', t.header.resources],
    ['/playground', t.header.playground],
  ] as const;
  return (
    <nav aria-label={t.header.menu}>
      <ul className="row">
        {items.map(([to, name]) => (
          <li key={to}>
            <Link asChild>
              <NavLink to={to} end={to === '/'}>
                {name}
              </NavLink>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ActingFor() {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  if (!organization) return null;
  return (
    <div className="row acting">
      <span className="one-line" title={organization.name}>
        <span className="wide">{t.header.actingFor} </span>
        <strong>{organization.name}</strong>
        <span className="wide"> ({organization.number})</span>
      </span>
      <Link asChild>
        <RouterLink to="/organizations">{t.header.change}</RouterLink>
      </Link>
    </div>
  );
}
