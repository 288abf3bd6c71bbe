import { Button, Link, Paragraph, SkipLink } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { NavLink, Link as RouterLink } from 'react-router';
import { LOGOUT_URL } from '../api/session.ts';
import type { Profile } from '../api/types.ts';
import { leave } from '../drafts.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { useTexts } from '../texts/index.tsx';
import { StatusProvider } from './status.tsx';

/** The frame round every page: notice of the sandbox, who is logged in and acts for whom, the menu, and the main content. */
export function Layout({ profile, children }: { readonly profile?: Profile; readonly children: ReactNode }) {
  const { t, switchLanguage } = useTexts();
  return (
    <div className="frame">
      <SkipLink href="#main">{t.common.skip}</SkipLink>
      <header>
        <div className="notice">
          <div className="width">
            <Paragraph data-size="sm">{t.common.sandbox}</Paragraph>
          </div>
        </div>
        <div className="bar">
          <div className="width stack tight" style={{ paddingBlock: 'var(--ds-size-3)' }}>
            <div className="row spread">
              <Link asChild>
                <RouterLink to="/">
                  <strong>Portvakt</strong>
                </RouterLink>
              </Link>
              <div className="row">
                {profile && <Person profile={profile} />}
                <Button variant="tertiary" data-size="sm" lang={t.language.otherCode} onClick={switchLanguage}>
                  {t.language.other}
                </Button>
              </div>
            </div>
            {profile && <Menu />}
          </div>
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

function Person({ profile }: { readonly profile: Profile }) {
  const { t } = useTexts();
  return (
    <>
      <span>
        <span className="ds-sr-only">{t.header.loggedInAs} </span>
        {profile.party.name}
      </span>
      <Button asChild variant="secondary" data-size="sm">
        <a href={LOGOUT_URL} onClick={leave}>
          {t.header.logOut}
        </a>
      </Button>
    </>
  );
}

function Menu() {
  const { t } = useTexts();
  const { organization } = useOrganizations();
  const items = [
    ['/', t.header.home],
    ['/clients', t.header.clients],
    ['/scopes', t.header.scopes],
    ['/accessmanagement/ui/systemuser/overview', t.header.systemUsers],
    ['/resources', t.header.resources],
    ['/playground', t.header.playground],
  ] as const;
  return (
    <div className="row spread">
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
      {organization && (
        <div className="row">
          <span>
            {t.header.actingFor} <strong>{organization.name}</strong> ({organization.number})
          </span>
          <Link asChild>
            <RouterLink to="/organizations">{t.header.change}</RouterLink>
          </Link>
        </div>
      )}
    </div>
  );
}
