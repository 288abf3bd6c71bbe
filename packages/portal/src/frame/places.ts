/** The pages that the navigation, the breadcrumbs and the command palette lead to. */
import {
  ArrowForwardIcon,
  BulletListIcon,
  ClipboardCheckmarkIcon,
  CogIcon,
  ComponentIcon,
  FileCheckmarkIcon,
  FileTextIcon,
  HandshakeIcon,
  HouseIcon,
  KeyHorizontalIcon,
  LaptopIcon,
  LayersIcon,
  PackageIcon,
  PuzzlePieceIcon,
  RobotIcon,
  ShieldLockIcon,
  TestFlaskIcon,
} from '@navikt/aksel-icons';
import { useEnvironment } from '../api/portal.ts';
import { AUDIT, LOG_INS, OPERATOR } from '../operator/places.ts';
import type { Texts } from '../texts/index.tsx';

export const SYSTEM_USERS = '/accessmanagement/ui/systemuser';
/** Where Altinn's own pages have it. */
export const ACCESS = '/accessmanagement/ui/users';
export const ACCESS_REQUEST = '/accessmanagement/ui/requests/resource';
export const CONSENT = '/accessmanagement/ui/consent/request';
export const CONSENTS = '/accessmanagement/ui/consent/active';
export const SUPPLIERS = '/accessmanagement/ui/maskinporten';

export interface Place {
  readonly to: string;
  /** The addresses that belong to it. */
  readonly under: string;
  readonly name: (t: Texts) => string;
  readonly icon: typeof HouseIcon;
  /** Of what a platform in production does not have. */
  readonly ofSandbox?: true;
  /** What it stands under in the navigation; the front page stands above all. */
  readonly group?: (typeof GROUPS)[number];
}

export const GROUPS = ['integration', 'organization', 'owner', 'test'] as const;

export const HOME: Place = { to: '/', under: '/', name: (t) => t.header.home, icon: HouseIcon };

export const LOG: Place = {
  to: '/log',
  under: '/log',
  name: (t) => t.header.log,
  icon: BulletListIcon,
  ofSandbox: true,
  group: 'integration',
};

/** By what one is about: who makes an integration, who runs an organisation, who owns resources, and who tries things out. */
export const PLACES: readonly Place[] = [
  HOME,
  {
    to: '/clients',
    under: '/clients',
    name: (t) => t.header.clients,
    icon: KeyHorizontalIcon,
    group: 'integration',
  },
  { to: '/scopes', under: '/scopes', name: (t) => t.header.scopes, icon: PuzzlePieceIcon, group: 'integration' },
  { to: '/systems', under: '/systems', name: (t) => t.header.systems, icon: LayersIcon, group: 'integration' },
  LOG,
  {
    to: `${SYSTEM_USERS}/overview`,
    under: SYSTEM_USERS,
    name: (t) => t.header.systemUsers,
    icon: RobotIcon,
    group: 'organization',
  },
  { to: ACCESS, under: ACCESS, name: (t) => t.header.access, icon: ShieldLockIcon, group: 'organization' },
  { to: SUPPLIERS, under: SUPPLIERS, name: (t) => t.header.suppliers, icon: HandshakeIcon, group: 'organization' },
  {
    to: CONSENTS,
    under: '/accessmanagement/ui/consent',
    name: (t) => t.header.consents,
    icon: FileCheckmarkIcon,
    group: 'organization',
  },
  { to: '/resources', under: '/resources', name: (t) => t.header.resources, icon: ComponentIcon, group: 'owner' },
  { to: '/apps', under: '/apps', name: (t) => t.header.apps, icon: PackageIcon, ofSandbox: true, group: 'owner' },
  { to: '/playground', under: '/playground', name: (t) => t.header.playground, icon: TestFlaskIcon, group: 'test' },
  {
    to: '/situations',
    under: '/situations',
    name: (t) => t.header.situations,
    icon: ClipboardCheckmarkIcon,
    ofSandbox: true,
    group: 'test',
  },
  {
    to: '/webhooks',
    under: '/webhooks',
    name: (t) => t.header.webhooks,
    icon: ArrowForwardIcon,
    ofSandbox: true,
    group: 'test',
  },
];

/** For those alone who operate the platform. */
export const OPERATION: readonly Place[] = [
  { to: OPERATOR, under: OPERATOR, name: (t) => t.header.operator, icon: CogIcon },
  { to: AUDIT, under: AUDIT, name: (t) => t.header.audit, icon: FileTextIcon },
  { to: LOG_INS, under: LOG_INS, name: (t) => t.header.logIns, icon: LaptopIcon },
];

/** Whether the page at an address is there: which environment it is is mostly known before anybody asks, and until then all are. */
export function useIsHere(): (pathname: string) => boolean {
  const isProduction = useEnvironment().data?.mode === 'production';
  return (pathname) => !isProduction || placeOf(pathname)?.ofSandbox !== true;
}

/** The place that an address belongs to; undefined for those of none, such as the choice of organisation. */
export const placeOf = (pathname: string): Place | undefined => PLACES.find(({ under }) => isUnder(pathname, under));

/** The same of the pages for those who operate the platform: of two the one that says more. */
export const operationOf = (pathname: string): Place | undefined =>
  OPERATION.findLast(({ under }) => isUnder(pathname, under));

const isUnder = (pathname: string, under: string): boolean =>
  pathname === under || (under !== '/' && pathname.startsWith(`${under}/`));
