/** The pages that the navigation, the breadcrumbs and the command palette lead to. */
import {
  ArrowForwardIcon,
  BulletListIcon,
  ClipboardCheckmarkIcon,
  ComponentIcon,
  FileCheckmarkIcon,
  HandshakeIcon,
  HouseIcon,
  KeyHorizontalIcon,
  LayersIcon,
  PuzzlePieceIcon,
  RobotIcon,
  ShieldLockIcon,
  TestFlaskIcon,
} from '@navikt/aksel-icons';
import type { Texts } from '../texts/index.tsx';

export const SYSTEM_USERS = '/accessmanagement/ui/systemuser';
/** Where Altinn's own pages have it. */
export const ACCESS = '/accessmanagement/ui/users';
export const CONSENT = '/accessmanagement/ui/consent/request';
export const CONSENTS = '/accessmanagement/ui/consent/active';
export const SUPPLIERS = '/accessmanagement/ui/maskinporten';

export interface Place {
  readonly to: string;
  /** The addresses that belong to it. */
  readonly under: string;
  readonly name: (t: Texts) => string;
  readonly icon: typeof HouseIcon;
}

export const HOME: Place = { to: '/', under: '/', name: (t) => t.header.home, icon: HouseIcon };

/** In the sandbox alone. */
export const LOG: Place = { to: '/log', under: '/log', name: (t) => t.header.log, icon: BulletListIcon };

/** In the sandbox alone. */
export const SITUATIONS: Place = {
  to: '/situations',
  under: '/situations',
  name: (t) => t.header.situations,
  icon: ClipboardCheckmarkIcon,
};

/** In the sandbox alone. */
export const WEBHOOKS: Place = {
  to: '/webhooks',
  under: '/webhooks',
  name: (t) => t.header.webhooks,
  icon: ArrowForwardIcon,
};

export const PLACES: readonly Place[] = [
  HOME,
  { to: '/clients', under: '/clients', name: (t) => t.header.clients, icon: KeyHorizontalIcon },
  { to: '/scopes', under: '/scopes', name: (t) => t.header.scopes, icon: PuzzlePieceIcon },
  { to: '/systems', under: '/systems', name: (t) => t.header.systems, icon: LayersIcon },
  { to: `${SYSTEM_USERS}/overview`, under: SYSTEM_USERS, name: (t) => t.header.systemUsers, icon: RobotIcon },
  { to: ACCESS, under: ACCESS, name: (t) => t.header.access, icon: ShieldLockIcon },
  { to: SUPPLIERS, under: SUPPLIERS, name: (t) => t.header.suppliers, icon: HandshakeIcon },
  { to: CONSENTS, under: '/accessmanagement/ui/consent', name: (t) => t.header.consents, icon: FileCheckmarkIcon },
  { to: '/resources', under: '/resources', name: (t) => t.header.resources, icon: ComponentIcon },
  { to: '/playground', under: '/playground', name: (t) => t.header.playground, icon: TestFlaskIcon },
  LOG,
  SITUATIONS,
  WEBHOOKS,
];

/** The place that an address belongs to; undefined for those of none, such as the choice of organisation. */
export const placeOf = (pathname: string): Place | undefined =>
  PLACES.find(({ under }) => pathname === under || (under !== '/' && pathname.startsWith(`${under}/`)));
