import { checkMembers, checkOptional } from './check.ts';
import { ConfigurationError } from './errors.ts';

/** Maskinporten’s environments, and the platform on this machine. */
export type EnvironmentName = 'prod' | 'test' | 'local';
/** Altinn’s environments, and the platform on this machine. */
export type AltinnEnvironmentName = 'prod' | 'tt02' | 'at21' | 'at22' | 'at23' | 'at24' | 'yt01' | 'local';

/** Where Maskinporten and Altinn are. */
export interface Environment {
  readonly name: string;
  /** Used verbatim as `aud`. */
  readonly issuer: string;
  /** Left out: taken from the issuer's metadata (RFC 8414). */
  readonly tokenEndpoint?: string;
  readonly jwksUri?: string;
  readonly altinnPlatform?: string;
  readonly appsBase?: (org: string) => string;
  /** Allows plain http on hosts other than this machine. */
  readonly allowHttp?: boolean;
}

/** The platform on this machine: where `PORTVAKT_URL` says, as the command has it, in runtimes with environment variables. */
const localBase = (): string => localUrl() ?? 'http://localhost:7070';

function localUrl(): string | undefined {
  try {
    return (
      (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.['PORTVAKT_URL'] ||
      undefined
    );
  } catch {
    // Deno lets nobody look who has not been allowed to.
    return undefined;
  }
}

const ORG = /^[a-z][a-z0-9-]{1,19}$/;

const orgHost = (org: string): string => {
  if (!ORG.test(org)) throw new ConfigurationError(`${shown(org)} is no service owner code`);
  return org;
};

const ALTINN: Readonly<Record<Exclude<AltinnEnvironmentName, 'local'>, string>> = {
  prod: 'altinn.no',
  tt02: 'tt02.altinn.no',
  at21: 'at21.altinn.cloud',
  at22: 'at22.altinn.cloud',
  at23: 'at23.altinn.cloud',
  at24: 'at24.altinn.cloud',
  yt01: 'yt01.altinn.cloud',
};

const domainOf = (name: unknown): string | undefined => Object.entries(ALTINN).find(([known]) => known === name)?.[1];

/** A Portvakt platform, by default the one at `PORTVAKT_URL`, else the one at http://localhost:7070. @throws ConfigurationError */
export function localEnvironment(base: string = localBase()): Environment {
  if (typeof base !== 'string' || !/^https?:\/\/[^/]/.test(base) || !URL.canParse(base))
    throw new ConfigurationError('the base URL of the local platform is no http URL', {
      reason: 'address-invalid',
      hint: 'It looks like http://localhost:7070, in localEnvironment(…) and in PORTVAKT_URL',
    });
  const root = base.replace(/\/+$/, '');
  const issuer = `${root}/maskinporten/`;
  return {
    name: 'local',
    issuer,
    tokenEndpoint: `${issuer}token`,
    jwksUri: `${issuer}jwk`,
    altinnPlatform: root,
    appsBase: () => root,
  };
}

const maskinporten = (name: string, host: string, domain: string): Environment => ({
  name,
  issuer: `https://${host}/`,
  tokenEndpoint: `https://${host}/token`,
  jwksUri: `https://${host}/jwk`,
  altinnPlatform: `https://platform.${domain}`,
  appsBase: (org) => `https://${orgHost(org)}.apps.${domain}`,
});

/**
 * The environment of a name, or the one given, checked. None given means the platform at `PORTVAKT_URL`, and never one of the real
 * environments: these are reached by their names only. @throws ConfigurationError
 */
export function resolveEnvironment(environment: EnvironmentName | Environment | undefined): Environment {
  if (environment === undefined || environment === null) {
    if (localUrl() !== undefined) return checked(localEnvironment());
    throw new ConfigurationError('environment is missing', {
      reason: 'environment-missing',
      hint: 'Give "local", "test" or "prod" (with fromEnv: MASKINPORTEN_ENVIRONMENT), or set PORTVAKT_URL to the base URL of a Portvakt platform',
    });
  }
  if (typeof environment === 'object') return checked(environment);
  switch (environment) {
    case 'prod':
      return maskinporten('prod', 'maskinporten.no', ALTINN.prod);
    case 'test':
      return maskinporten('test', 'test.maskinporten.no', ALTINN.tt02);
    case 'local':
      return checked(localEnvironment());
    default:
      throw new ConfigurationError(`environment ${shown(environment)} is unknown`, {
        reason: 'environment-unknown',
        hint: /^ver[12]$/.test(typeof environment === 'string' ? environment : '')
          ? 'ver1 and ver2 are gone: use "test"'
          : 'Use "prod", "test", "local" or an Environment object',
      });
  }
}

function checked(environment: Environment): Environment {
  checkMembers(environment, 'environment', { name: 'a text', issuer: 'a text' });
  checkOptional(environment, 'environment', { appsBase: 'a function', allowHttp: 'true or false' });
  const { issuer, tokenEndpoint, jwksUri, altinnPlatform, allowHttp } = environment;
  for (const url of [issuer, tokenEndpoint, jwksUri, altinnPlatform]) {
    if (url === undefined) continue;
    if (typeof url !== 'string' || !URL.canParse(url))
      throw new ConfigurationError(`${shown(url)} is not an absolute URL`, {
        reason: 'address-invalid',
        hint: 'It looks like https://…/',
      });
    const { protocol, hostname } = new URL(url);
    const loopback =
      hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname) || hostname.endsWith('.localhost');
    if (protocol === 'https:' || (protocol === 'http:' && (loopback || allowHttp))) continue;
    throw new ConfigurationError(`${url} is not https`, {
      reason: 'address-invalid',
      hint: 'Tokens would travel in clear text. Set allowHttp only inside a network of your own',
    });
  }
  return Object.freeze({ ...environment });
}

/** Base URL of the Altinn platform. */
export function altinnPlatform(environment: AltinnEnvironmentName | { readonly platform: string }): string {
  if (typeof environment === 'object' && environment !== null) {
    checkMembers(environment, 'altinn.environment', { platform: 'an http URL' });
    return checked({ name: 'altinn', issuer: environment.platform }).issuer.replace(/\/+$/, '');
  }
  if (environment === 'local') return checked(localEnvironment()).altinnPlatform ?? '';
  const domain = domainOf(environment);
  if (!domain)
    throw new ConfigurationError(`Altinn environment ${shown(environment)} is unknown`, {
      reason: 'environment-unknown',
      hint: `Use one of ${Object.keys(ALTINN).join(', ')}, local`,
    });
  return `https://platform.${domain}`;
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : `of the type ${typeof value}`;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The platform's and the apps' origins, for `createFetch`.
 * @param environment left out: the platform at `PORTVAKT_URL`; `test` is TT02
 * @returns one expression for the platform and one for the apps, or what a local platform has of them; each matches a whole origin
 * @throws ConfigurationError
 */
export function altinnOrigins(
  environment?: EnvironmentName | AltinnEnvironmentName | Environment | undefined,
): RegExp[] {
  const domain = domainOf(environment === 'test' ? 'tt02' : environment);
  if (!domain) {
    const { altinnPlatform: platform, appsBase } = resolveEnvironment(environment as EnvironmentName | Environment);
    const bases = [platform, appsBase?.('ttd')].flatMap((url) => {
      if (url === undefined) return [];
      if (typeof url === 'string' && URL.canParse(url)) return [new URL(url).origin];
      throw new ConfigurationError('appsBase gives no URL', {
        reason: 'address-invalid',
        hint: 'It must give the base URL of an organisation’s apps',
      });
    });
    return [...new Set(bases)].map((origin) => new RegExp(`^${escaped(origin)}$`));
  }
  return [
    new RegExp(`^https://platform\\.${escaped(domain)}$`),
    new RegExp(`^https://[a-z0-9-]+\\.apps\\.${escaped(domain)}$`),
  ];
}
