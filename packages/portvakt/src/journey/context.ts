import { createMaskinportenClient, jwk, localEnvironment, type MaskinportenClient } from '@portvakt/client';
import type { PlatformUrls } from '@portvakt/platform';
import type { Narrator } from './narrator.ts';
import { PortalSession } from './portal.ts';

/** Numbers of the synthetic world that the journey uses (docs/world.md). */
export const WORLD = {
  customer: {
    organization: '310044423',
    name: 'FJORDVIK BAKERI AS',
    partyId: 50020008,
    director: '01816010027',
    directorName: 'RASK RØYSKATT',
  },
  stranger: { organization: '310075272', name: 'UKJENT STI AS', director: '11918010779', directorName: 'FREMMED FALK' },
  vendor: { organization: '310019747', name: 'FJORDLØNN SYSTEM AS', director: '07846610027' },
  serviceOwner: { organization: '310001236', name: 'TESTDEPARTEMENTET', director: '24928210002' },
  otherCustomer: { organization: '310056766', partyId: 50020010 },
  enterpriseUser: { name: 'fjordvik-bedrift', password: 'Rugbrod-Kanel-42' },
} as const;

/** A key pair as the key tool exports it. */
export interface JourneyKey {
  readonly publicKeys: readonly object[];
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly kid: string;
}

/** What the steps share. */
export interface Journey {
  readonly urls: PlatformUrls;
  readonly tell: Narrator;
  readonly key: JourneyKey;
}

/** A client of an organisation: made in the portal by its director, used through @portvakt/client. */
export async function clientFor(
  journey: Journey,
  owner: { organization: string; director: string },
  name: string,
  scopes: readonly string[],
  altinn: boolean = true,
): Promise<{ client: MaskinportenClient; clientId: string }> {
  const portal = await PortalSession.open(journey.urls.base, owner.director, owner.organization);
  const { clientId } = await portal.createClient(name, scopes, journey.key.publicKeys);
  return { client: makeClient(journey, clientId, scopes, altinn), clientId };
}

export const makeClient = (
  journey: Journey,
  clientId: string,
  scopes: readonly string[],
  altinn: boolean = true,
): MaskinportenClient =>
  createMaskinportenClient({
    environment: localEnvironment(journey.urls.base),
    clientId,
    key: jwk(journey.key.privateJwk),
    scopes,
    altinn,
  });
