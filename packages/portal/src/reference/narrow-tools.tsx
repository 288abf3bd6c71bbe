import { Button, Dropdown } from '@digdir/designsystemet-react';
import { MenuHamburgerIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { LanguageChoice } from './language.tsx';
import { ThemeChoice } from './theme.tsx';
import { TokenBar } from './token-bar.tsx';
import { useWords } from './words.tsx';

/** The header's tools where there is room for one line alone: logging in, and the rest under a button. */
export function NarrowTools({ onLogIn }: { readonly onLogIn: (() => void) | undefined }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <div className="tools narrow">
      {onLogIn && (
        <Button data-size="sm" onClick={onLogIn}>
          {t.token.logIn}
        </Button>
      )}
      <Dropdown.TriggerContext>
        <Dropdown.Trigger variant="tertiary" data-size="sm" icon aria-label={t.menu} aria-expanded={open}>
          <MenuHamburgerIcon aria-hidden />
        </Dropdown.Trigger>
        <Dropdown
          data-size="sm"
          placement="bottom-end"
          open={open}
          onOpen={() => setOpen(true)}
          onClose={close}
          className="narrow-menu"
        >
          {onLogIn && <TokenBar onLogIn={onLogIn} inMenu />}
          <ThemeChoice />
          <LanguageChoice />
          <Dropdown.List>
            <Dropdown.Item>
              <Dropdown.Button asChild>
                <a href={t.guide.href}>{t.guide.name}</a>
              </Dropdown.Button>
            </Dropdown.Item>
            <Dropdown.Item>
              <Dropdown.Button asChild>
                <a href="/">{t.portal}</a>
              </Dropdown.Button>
            </Dropdown.Item>
          </Dropdown.List>
        </Dropdown>
      </Dropdown.TriggerContext>
    </div>
  );
}
