import { Button, SkipLink } from '@digdir/designsystemet-react';
import { MenuHamburgerIcon, XMarkIcon } from '@navikt/aksel-icons';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { Profile } from '../api/types.ts';
import { Broken } from '../components/page-boundary.tsx';
import { StatusProvider } from '../components/status.tsx';
import { useTexts } from '../texts/index.tsx';
import { EnvironmentBadge } from './environment-badge.tsx';
import { Footer } from './footer.tsx';
import { Mark } from './mark.tsx';
import { MovedClock } from './moved-clock.tsx';
import { Navigation } from './navigation.tsx';
import { OrganizationSwitcher } from './organization-switcher.tsx';
import { PaletteOpener } from './palette-opener.tsx';
import { PersonMenu } from './person-menu.tsx';
import { LanguageMenu, ThemeMenu } from './preferences.tsx';
import { TopEdge } from './top-edge.tsx';

/** The frame round every page: one line of header, the navigation beside, and the main content. Before log-in there is nothing to navigate. */
export function Layout({ profile, children }: { readonly profile?: Profile; readonly children: ReactNode }) {
  const { t, isSpeechless } = useTexts();
  const { pathname } = useLocation();
  const menu = useId();
  const [openOn, setOpenOn] = useState<string>();
  // A menu that has led somewhere is closed.
  const open = openOn === pathname;
  useEffect(() => {
    if (!open) return;
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') setOpenOn(undefined);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [open]);
  return (
    <div className={profile ? 'frame' : 'frame bare'}>
      <SkipLink href="#main">{t.common.skip}</SkipLink>
      <header className="top">
        <TopEdge />
        <div className="top-line">
          {profile && (
            <Button
              icon
              className="menu-button"
              variant="tertiary"
              data-color="neutral"
              aria-label={t.header.open}
              aria-expanded={open}
              aria-controls={menu}
              onClick={() => setOpenOn(open ? undefined : pathname)}
            >
              {open ? <XMarkIcon aria-hidden className="icon" /> : <MenuHamburgerIcon aria-hidden className="icon" />}
            </Button>
          )}
          <Link to="/" className="brand" aria-label="Portvakt">
            <Mark />
            <span className={profile ? 'brand-name wide' : 'brand-name'}>Portvakt</span>
          </Link>
          <EnvironmentBadge />
          {profile && <OrganizationSwitcher />}
          <div className="top-tools">
            {profile && <PaletteOpener />}
            <ThemeMenu {...(profile ? { className: 'wide' } : {})} />
            <LanguageMenu {...(profile ? { className: 'wide' } : {})} />
            {profile && <PersonMenu profile={profile} />}
          </div>
        </div>
        <MovedClock />
      </header>
      <div className="body">
        {profile && (
          <div className="side" id={menu} data-open={open}>
            <Navigation />
            <div className="side-tools narrow">
              <ThemeMenu wordy />
              <LanguageMenu wordy />
            </div>
          </div>
        )}
        <div className="content">
          <main id="main" tabIndex={-1}>
            {isSpeechless && <Broken level={2} />}
            <StatusProvider>{children}</StatusProvider>
          </main>
          <Footer />
        </div>
      </div>
    </div>
  );
}
