import { Dropdown } from '@digdir/designsystemet-react';
import { MenuHamburgerIcon } from '@navikt/aksel-icons';
import { HeaderMenu } from '../frame/menu.tsx';
import { TokenBar } from './token-bar.tsx';
import { useWords } from './words.tsx';

/** What the header has no room for where it is narrow: whose token is put on, and the ways to the guide and the portal. */
export function NarrowMenu({ hasToken }: { readonly hasToken: boolean }) {
  const { t } = useWords();
  return (
    <HeaderMenu
      className="narrow"
      label={t.menu}
      trigger={<MenuHamburgerIcon aria-hidden className="icon" />}
      heading={
        hasToken && (
          <div className="menu-heading">
            <TokenBar />
          </div>
        )
      }
    >
      <li>
        <Dropdown.Button asChild>
          <a href={t.guide.href}>{t.guide.name}</a>
        </Dropdown.Button>
      </li>
      <li>
        <Dropdown.Button asChild>
          <a href="/">{t.portal}</a>
        </Dropdown.Button>
      </li>
    </HeaderMenu>
  );
}
