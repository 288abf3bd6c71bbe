import { ConfigurationError } from './errors.ts';

export type EnvironmentName = 'prod' | 'test' | 'local';
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

const LOCAL_BASE = 'http://localhost:7070';
const ORG = /^[a-z][a-z0-9-]{1,19}$/;

const orgHost = (org: string): string => {
  if (!ORG.test(org)) throw new ConfigurationError(`${JSON.stringify(org.slice(0, 40))} is no service owner code`);
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

/** A Portvakt platform, by default the one on this machine. */
export function localEnvironment(base: string = LOCAL_BASE): Environment {
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

/** The environment of a name, or the one given, checked. @throws ConfigurationError */
export function resolveEnvironment(environment: EnvironmentName | Environment): Environment {
  if (typeof environment === 'object') return checked(environment);
  switch (environment) {
    case 'prod':
      return maskinporten('prod', 'maskinporten.no', ALTINN.prod);
    case 'test':
      return maskinporten('test', 'test.maskinporten.no', ALTINN.tt02);
    case 'local':
      return localEnvironment();
    default:
      throw new ConfigurationError(`environment ${JSON.stringify(environment)} is unknown`, {
        hint: /^ver[12]$/.test(String(environment))
          ? 'ver1 and ver2 are gone: use "test"'
          : 'Use "prod", "test", "local" or an Environment object',
      });
  }
}

function checked(environment: Environment): Environment {
  const { issuer, tokenEndpoint, jwksUri, altinnPlatform, allowHttp } = environment;
  for (const url of [issuer, tokenEndpoint, jwksUri, altinnPlatform]) {
    if (url === undefined) continue;
    if (!URL.canParse(url)) throw new ConfigurationError(`${JSON.stringify(url)} is not an absolute URL`);
    const { protocol, hostname } = new URL(url);
    const loopback =
      hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname) || hostname.endsWith('.localhost');
    if (protocol === 'https:' || (protocol === 'http:' && (loopback || allowHttp))) continue;
    throw new ConfigurationError(`${url} is not https`, {
      hint: 'Tokens would travel in clear text. Set allowHttp only inside a network of your own',
    });
  }
  return Object.freeze({ ...environment });
}

/** Base URL of the Altinn platform. */
export function altinnPlatform(environment: AltinnEnvironmentName | { readonly platform: string }): string {
  if (typeof environment === 'object')
    return checked({ name: 'altinn', issuer: environment.platform }).issuer.replace(/\/+$/, '');
  if (environment === 'local') return LOCAL_BASE;
  const domain = ALTINN[environment];
  if (!domain)
    throw new ConfigurationError(`Altinn environment ${JSON.stringify(environment)} is unknown`, {
      hint: `Use one of ${Object.keys(ALTINN).join(', ')}, local`,
    });
  return `https://platform.${domain}`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The platform's and the apps' origins, for `createFetch`. */
export function altinnOrigins(environment: EnvironmentName | AltinnEnvironmentName | Environment): RegExp[] {
  if (typeof environment === 'object') {
    const bases = [environment.altinnPlatform, environment.appsBase?.('ttd')].flatMap((url) =>
      url === undefined ? [] : [new URL(url).origin],
    );
    return [...new Set(bases)].map((origin) => new RegExp(`^${escaped(origin)}$`));
  }
  if (environment === 'local') return [new RegExp(`^${escaped(LOCAL_BASE)}$`)];
  const domain = ALTINN[environment === 'test' ? 'tt02' : environment];
  if (!domain) throw new ConfigurationError(`environment ${JSON.stringify(environment)} is unknown`);
  return [
    new RegExp(`^https://platform\\.${escaped(domain)}$`),
    new RegExp(`^https://[a-z0-9-]+\\.apps\\.${escaped(domain)}$`),
  ];
}
