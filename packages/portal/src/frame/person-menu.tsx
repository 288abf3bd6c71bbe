import { Dropdown, Paragraph } from '@digdir/designsystemet-react';
import { ChevronDownIcon, CogIcon, LaptopIcon, LeaveIcon } from '@navikt/aksel-icons';
import { Link as RouterLink } from 'react-router';
import { LOGOUT_URL } from '../api/session.ts';
import type { Profile } from '../api/types.ts';
import { Name } from '../components/name.tsx';
import { leave } from '../drafts.tsx';
import { OPERATOR } from '../operator/places.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { HeaderMenu } from './menu.tsx';

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .filter((_, place, all) => place === 0 || place === all.length - 1)
    .join('')
    .toUpperCase();

/** Who is logged in, and the way out. */
export function PersonMenu({ profile }: { readonly profile: Profile }) {
  const { t } = useTexts();
  const { name } = profile.party;
  return (
    <HeaderMenu
      label={`${t.header.loggedInAs} ${isolated(name)}`}
      trigger={
        <>
          <span className="initials" aria-hidden>
            {initialsOf(name)}
          </span>
          <ChevronDownIcon aria-hidden className="icon small wide" />
        </>
      }
      heading={
        <div className="menu-heading">
          <Paragraph data-size="xs">{t.header.loggedInAs}</Paragraph>
          <Paragraph data-size="sm">
            <strong>
              <Name of={name} />
            </strong>
          </Paragraph>
        </div>
      }
    >
      <li>
        <Dropdown.Button asChild>
          <RouterLink to="/sessions">
            <LaptopIcon aria-hidden className="icon" />
            <span className="grow">{t.header.sessions}</span>
          </RouterLink>
        </Dropdown.Button>
      </li>
      <li>
        <Dropdown.Button asChild>
          <RouterLink to={OPERATOR}>
            <CogIcon aria-hidden className="icon" />
            <span className="grow">{t.header.operator}</span>
          </RouterLink>
        </Dropdown.Button>
      </li>
      <li>
        <Dropdown.Button asChild>
          <a href={LOGOUT_URL} onClick={leave}>
            <LeaveIcon aria-hidden className="icon" />
            <span className="grow">{t.header.logOut}</span>
          </a>
        </Dropdown.Button>
      </li>
    </HeaderMenu>
  );
}
