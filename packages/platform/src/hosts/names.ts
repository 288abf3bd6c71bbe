/** The real test environments' host names, and what of the platform each of them serves. */
import type { PlatformUrls } from '../foundation/index.ts';
import { metadataUrl } from '../http/index.ts';

const MASKINPORTEN = 'test.maskinporten.no';
const SELF_SERVICE = 'api.test.samarbeid.digdir.no';
/** Tokens for tests: written into the K6 and Bruno suites of Altinn's repositories. */
const TOKEN_GENERATOR = 'altinn-testtools-token-generator.azurewebsites.net';
const TT02 = 'tt02.altinn.no';
/** Altinn's test environments: each takes tokens of Maskinporten's TEST. */
const ALTINN = [TT02, ...['at21', 'at22', 'at23', 'at24', 'yt01'].map((name) => `${name}.altinn.cloud`)];

/** The host names that are served as they are. */
export const EXACT_NAMES: readonly string[] = [
  MASKINPORTEN,
  SELF_SERVICE,
  ...ALTINN.map((name) => `platform.${name}`),
  TOKEN_GENERATOR,
];
/** Below each of these, the code of a service owner is the host of its apps. */
export const APPS_DOMAINS: readonly string[] = ALTINN.map((name) => `apps.${name}`);

/** What Altinn's platform host serves. */
const PLATFORM_PATHS =
  /^\/(?:(?:authentication|authorization|register|resourceregistry|storage|profile|access)\/|accessmanagement\/api\/|\.well-known\/authzen-configuration(?:[?]|$))/i;
/** First parts of paths that are the platform's own, and so no service owner's. */
export const OWN_PARTS: ReadonlySet<string> = new Set(
  (
    'audit authentication authorization register resourceregistry storage profile access accessmanagement ' +
    'maskinporten selvbetjening idporten sandbox portal openapi docs guide reference metrics health policy-authoring token-generator api operator'
  ).split(' '),
);
const GENERATOR_PATH = /^\/api\/Get[A-Za-z]{1,40}Token(?:[?]|$)/i;
const APP_PATH = /^\/([a-z][a-z0-9-]{1,19})\/[a-z][a-z0-9-]{1,79}\/(?:instances|api)(?:[/?]|$)/i;

/** Where the platform's surfaces are to those who know the real names alone; what persons see stays where it was. */
export const realUrls = (urls: PlatformUrls): PlatformUrls => ({
  ...urls,
  maskinportenIssuer: `https://${MASKINPORTEN}/`,
  altinnIssuer: `https://platform.${TT02}/authentication/api/v1/openid/`,
  delegationSource: `https://${TT02}/`,
  altinn: `https://platform.${TT02}`,
  apps: (org) => `https://${org}.apps.${TT02}`,
});

/** The service owner whose apps are at this name. */
function ownerOf(name: string): string | undefined {
  const [org = '', ...rest] = name.split('.');
  return APPS_DOMAINS.includes(rest.join('.')) && !OWN_PARTS.has(org) ? org : undefined;
}

/** Whether a name is served. @param name in lower case, without a port */
export const isServed = (name: string): boolean => EXACT_NAMES.includes(name) || ownerOf(name) !== undefined;

/**
 * Where on the platform an address of a real host is. Told by the text as it came: what is encoded, or climbs up, is no such address.
 * @param name one that is served
 * @param url path and query
 * @returns undefined when there is nothing of this host
 */
export function pathOn(name: string, url: string): string | undefined {
  if (name === MASKINPORTEN) return `/maskinporten${url}`;
  if (name === SELF_SERVICE) return url.startsWith('/api/') ? `/selvbetjening${url}` : undefined;
  if (name === TOKEN_GENERATOR) return GENERATOR_PATH.test(url) ? `/token-generator${url}` : undefined;
  const owner = ownerOf(name);
  if (owner !== undefined) return APP_PATH.exec(url)?.[1] === owner ? url : undefined;
  // Metadata is also asked for between host and path, which would lead to another host's issuer.
  const path = metadataUrl(url);
  return PLATFORM_PATHS.test(path) ? path : undefined;
}
