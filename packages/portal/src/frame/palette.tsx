import { Dialog } from '@digdir/designsystemet-react';
import {
  ArrowRightIcon,
  Buildings3Icon,
  CogIcon,
  LanguageIcon,
  LeaveIcon,
  MonitorIcon,
  MoonIcon,
  PlusIcon,
  SunIcon,
} from '@navikt/aksel-icons';
import { useNavigate } from 'react-router';
import { useSystemUsers } from '../api/altinn.ts';
import { useResources } from '../api/authorization.ts';
import { pageSegment } from '../api/path.ts';
import { useClients, useOwnScopes, usePrefixes } from '../api/selfservice.ts';
import { LOGOUT_URL } from '../api/session.ts';
import { Name } from '../components/name.tsx';
import { PickList } from '../components/pick-list.tsx';
import type { Pick } from '../components/picks.ts';
import { leave } from '../drafts.tsx';
import { OPERATOR } from '../operator/places.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { grouped } from '../organizations/organization-number.ts';
import type { Organization } from '../organizations/organizations.ts';
import { wordsOf } from '../system-users/words.ts';
import { LANGUAGES, useTexts } from '../texts/index.tsx';
import { HOME, PLACES, SYSTEM_USERS, useIsHere } from './places.ts';
import { chooseTheme, THEMES } from './theme.ts';

interface Way extends Pick {
  readonly icon: typeof HOME.icon;
  /** An address of the portal, or something that is done. */
  readonly go: string | (() => void);
}

const THEME_ICONS = { light: SunIcon, dark: MoonIcon, auto: MonitorIcon } as const;

/** Everything that one can go to or do, found by a part of its name, by keyboard alone. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { organization } = useOrganizations();
  const things = useThings(organization);
  const ways = [...usePages(), ...things, ...useActions()];
  return (
    <Dialog
      open
      onClose={onClose}
      closedby="any"
      closeButton={t.common.close}
      aria-label={t.palette.title}
      className="palette"
      data-color="neutral"
    >
      <PickList
        label={t.palette.title}
        placeholder={t.palette.placeholder}
        none={t.palette.none}
        picks={ways}
        draw={({ icon: Icon, label, detail }) => (
          <>
            <Icon aria-hidden className="icon" />
            <span className="pick-words">
              <Name of={label} />
              {detail !== undefined && (
                <span className="pick-detail">
                  <Name of={detail} />
                </span>
              )}
            </span>
            <ArrowRightIcon aria-hidden className="icon small pick-go" />
          </>
        )}
        onPick={({ go }) => {
          onClose();
          if (typeof go === 'string') navigate(go);
          else go();
        }}
      />
      <p className="pick-help">{t.palette.help}</p>
    </Dialog>
  );
}

function usePages(): readonly Way[] {
  const { t } = useTexts();
  const isHere = useIsHere();
  const group = t.palette.pages;
  return [
    ...PLACES.filter(({ to }) => isHere(to)).map(({ to, name, icon }) => ({
      id: to,
      label: name(t),
      group,
      icon,
      go: to,
    })),
    { id: OPERATOR, label: t.header.operator, group, icon: CogIcon, go: OPERATOR },
  ];
}

/** What the organisation has; nothing until one is chosen. */
function useThings(organization: Organization | undefined): readonly Way[] {
  const { t, language } = useTexts();
  const number = organization?.number ?? '';
  const clients = useClients(number).data ?? [];
  const scopes = useOwnScopes(number).data ?? [];
  const standard = useSystemUsers(organization?.partyId ?? 0, 'standard').data ?? [];
  const agents = useSystemUsers(organization?.partyId ?? 0, 'agent').data ?? [];
  const resources = useResources().data ?? [];
  const [client, scope, user, resource] = ['/clients', '/scopes', `${SYSTEM_USERS}/overview`, '/resources'].map(
    (to) => PLACES.find((place) => place.to === to) ?? HOME,
  ) as [typeof HOME, typeof HOME, typeof HOME, typeof HOME];
  return [
    ...clients.map((one) => ({
      id: `client-${one.client_id}`,
      label: one.client_name,
      detail: one.client_id,
      group: t.header.clients,
      icon: client.icon,
      go: `/clients/${pageSegment(one.client_id)}`,
    })),
    ...scopes.map((one) => ({
      id: `scope-${one.name}`,
      label: one.name,
      detail: one.description,
      group: t.header.scopes,
      icon: scope.icon,
      go: `/scopes/details?scope=${encodeURIComponent(one.name)}`,
    })),
    ...[...standard, ...agents].map((one) => ({
      id: `user-${one.id}`,
      label: one.integrationTitle,
      detail: one.systemId,
      group: t.header.systemUsers,
      icon: user.icon,
      go: `${SYSTEM_USERS}/overview/${pageSegment(one.id)}`,
    })),
    ...resources
      .filter((one) => one.hasCompetentAuthority?.organization === number)
      .map((one) => ({
        id: `resource-${one.identifier}`,
        label: wordsOf(one.title, language) ?? one.identifier,
        detail: one.identifier,
        group: t.header.resources,
        icon: resource.icon,
        go: `/resources/policy?resource=${encodeURIComponent(one.identifier)}`,
      })),
  ];
}

function useActions(): readonly Way[] {
  const { t, language, speak } = useTexts();
  const { organization, organizations, choose } = useOrganizations();
  const ownsPrefix = (usePrefixes(organization?.number ?? '').data ?? []).length > 0;
  const group = t.palette.actions;
  return [
    { id: 'new-client', label: t.clients.new, icon: PlusIcon, go: '/clients/new', group },
    ...(ownsPrefix ? [{ id: 'new-scope', label: t.scopes.new, icon: PlusIcon, go: '/scopes/new', group }] : []),
    ...organizations
      .filter((one) => one !== organization)
      .map((one) => ({
        id: `organization-${one.number}`,
        label: t.palette.switchTo(one.name),
        detail: grouped(one.number),
        icon: Buildings3Icon,
        go: () => choose(one),
        group,
      })),
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: `${t.theme.label}: ${t.theme[theme]}`,
      icon: THEME_ICONS[theme],
      go: () => chooseTheme(theme),
      group,
    })),
    ...LANGUAGES.filter((one) => one !== language).map((one) => ({
      id: `language-${one}`,
      label: `${t.language.label}: ${t.language[one]}`,
      icon: LanguageIcon,
      go: () => void speak(one),
      group,
    })),
    {
      id: 'log-out',
      label: t.header.logOut,
      icon: LeaveIcon,
      go: () => {
        leave();
        location.assign(LOGOUT_URL);
      },
      group,
    },
  ];
}
