import { type RateLimitSettings, readRateLimits } from '@portvakt/platform';
import { InvalidArgumentError, Option } from 'commander';
import { dataOption } from '../data-folder.ts';
import { parsePort } from '../input.ts';

/** What the command line says. */
export interface UpOptions {
  port: number;
  host: string;
  data: string;
  stopGrace: number;
  stopNotice?: number;
  snapshot?: string;
  enterpriseUsers: 'on' | 'gone';
  policyReading: 'xacml' | 'altinn';
  baseUrl?: string;
  log?: string;
  json?: boolean;
  mode: 'sandbox' | 'production';
  environment?: string;
  operator?: string;
  registrationDelay?: readonly [from: number, to: number];
  missingAccess: 'forbidden' | 'invalid_scope';
  kidUniqueness: 'client' | 'global';
  grantTimes: 'documented' | 'live';
  tokenAudience?: 'own' | 'any';
  nullClaims: 'refused' | 'absent';
  acceptAudience?: readonly string[];
  certificateAuthorities?: string;
  revocationList?: readonly string[];
  authzen?: readonly string[];
  apps?: readonly string[];
  hosts?: boolean;
  tlsPort: number;
  stopWithStdin?: boolean;
  auditDays?: number;
  auditDecisions?: boolean;
  signingKeyDays?: number;
  limits?: RateLimitSettings | 'off';
  trustedProxies?: readonly string[];
}

/** `0-120`, or one number for always so long. */
const parseDelay = (text: string): readonly [number, number] => {
  const found = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text);
  const [from, to] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
  if (!found || from > to || to > 3600)
    throw new InvalidArgumentError('It must be seconds, 0 to 3600: one number, or from-to as in 0-120.');
  return [from, to];
};

/** An address as an issuer or a token endpoint has it: compared to the letter. */
const collectAudience = (text: string, before: readonly string[] = []): readonly string[] => {
  if (!URL.canParse(text) || !/^https?:\/\/\S+$/.test(text) || text.length > 500)
    throw new InvalidArgumentError('It must be a URL as the grant has it in aud, e.g. https://test.maskinporten.no/.');
  return [...before, text];
};

const parseGrace = (text: string): number => {
  if (!/^\d{1,4}$/.test(text) || Number(text) > 3600) throw new InvalidArgumentError('It must be seconds, 0 to 3600.');
  return Number(text);
};

const parseDays = (text: string): number => {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be days, 1 to 99999.');
};

const parseLimits = (text: string): RateLimitSettings | 'off' => {
  try {
    return readRateLimits(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
};

const parseList = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** Where the platform is, and what it keeps. */
const placeOptions = (): readonly Option[] => [
  new Option('--port <port>', 'port; 0 = any free one').argParser(parsePort).default(7070),
  new Option('--host <address>', 'address to listen on').default('localhost'),
  dataOption('where the database is kept; a postgres:// URL uses that server'),
  new Option(
    '--snapshot <file>',
    'begin in the state that "portvakt snapshot save" has kept; --data must be empty; sandbox only',
  ),
  new Option('--base-url <url>', 'public base URL, when it is not http://localhost:<port>'),
  new Option(
    '--hosts',
    'serve Maskinporten, Altinn’s platform and the apps under the real test environments’ host names too, on TLS: see "portvakt hosts"; sandbox only',
  ),
  new Option('--tls-port <port>', 'port for --hosts; 0 = any free one').argParser(parsePort).default(443),
  new Option(
    '--stop-notice <seconds>',
    'how long SIGTERM or Ctrl-C lets requests come in while /health/ready says that it stops (default: 0, in production 5)',
  ).argParser(parseGrace),
  new Option('--stop-grace <seconds>', 'how long SIGTERM or Ctrl-C waits for requests under way; a second one does not')
    .argParser(parseGrace)
    .default(30),
  new Option(
    '--log <level>',
    'log requests that fail and more, to standard output: trace, debug, info, warn, error (default: faults alone, to standard error)',
  ),
  new Option(
    '--audit-days <days>',
    'how long the audit log is kept, in production (default: 3650); a sandbox keeps its newest 100,000 entries',
  ).argParser(parseDays),
  new Option(
    '--audit-decisions',
    'write each decision to the audit log, too: docs/audit.md says what it costs (default: changes and refusals alone)',
  ),
  new Option('--json', 'print the addresses as one line of JSON'),
  new Option('--stop-with-stdin', 'stop when standard input ends: when the program that started this one is gone'),
];

/** What keeps floods away. */
const guardOptions = (): readonly Option[] => [
  new Option(
    '--limits <limits>',
    'how often something may be asked for in a minute, all nodes together: "off", or numbers such as client=600,address=0, where 0 is any number: docs/production/limits.md (default: off; in production those of that page)',
  )
    .argParser(parseLimits)
    .env('PORTVAKT_LIMITS'),
  new Option(
    '--trusted-proxies <addresses>',
    'proxies whose X-Forwarded-For tells who asks, e.g. 10.0.0.5,10.1.0.0/16 or loopback (default: nobody’s)',
  )
    .argParser(parseList)
    .env('PORTVAKT_TRUSTED_PROXIES'),
];

/** What it is, and what it is told to trust and to answer from. */
const kindOptions = (): readonly Option[] => [
  new Option('--mode <mode>', 'production has no synthetic world and no sandbox doors')
    .choices(['sandbox', 'production'])
    .default('sandbox'),
  new Option('--environment <name>', 'what the portal calls this environment (default: TEST, in production PROD)'),
  new Option(
    '--operator <organization>',
    'number of the organisation that operates the platform: its administrators may set it up, and its clients with the scope portvakt:operator',
  ).env('PORTVAKT_OPERATOR'),
  new Option('--certificate-authorities <file>', 'PEM of who issues business certificates; production only'),
  new Option(
    '--revocation-list <file...>',
    'their revocation lists, DER or PEM, files or http addresses, read again every five minutes; production only',
  ),
  new Option(
    '--signing-key-days <days>',
    'how long a key signs tokens before the next takes over, 5 to 3650; it is published up to two days before (default: 90)',
  )
    .argParser(parseDays)
    .env('PORTVAKT_SIGNING_KEY_DAYS'),
  new Option(
    '--apps <folder...>',
    'folders of real Altinn apps that are brought in at the start, as "portvakt apps add" does: docs/apps.md; sandbox only',
  ),
  new Option(
    '--authzen <path...>',
    'XACML policies that AuthZEN answers from besides Altinn’s own: folders with a domain.json, e.g. examples/authzen-certification',
  ),
];

/** How it imitates the real ones where they differ among themselves, or from their documentation. */
const likenessOptions = (): readonly Option[] => [
  new Option('--enterprise-users <state>', 'on = the former contract, gone = 410 as today')
    .choices(['on', 'gone'])
    .default('on'),
  new Option(
    '--policy-reading <reading>',
    "how policies are read where Altinn's engine and XACML differ: several AnyOf of one category must all match (xacml) or are alternatives (altinn)",
  )
    .choices(['xacml', 'altinn'])
    .default('xacml'),
  new Option(
    '--registration-delay <seconds>',
    'let new clients, keys, scopes and accesses wait so long, e.g. 0-120 as at Digdir; sandbox only (default: at once)',
  ).argParser(parseDelay),
  new Option(
    '--missing-access <error>',
    'how MP-250 is answered: forbidden = 403, invalid_scope = 400 as once seen in TEST',
  )
    .choices(['forbidden', 'invalid_scope'])
    .default('forbidden'),
  new Option('--kid-uniqueness <where>', 'where the kid of a client’s key must be unique')
    .choices(['client', 'global'])
    .default('client'),
  new Option(
    '--grant-times <rule>',
    'how long a grant may live: documented = 120 s; live = 180 s and 10 s beyond exp, as seen at the real one',
  )
    .choices(['documented', 'live'])
    .default('documented'),
  new Option(
    '--accept-audience <aud>',
    'take this as aud of a grant besides the issuer, for a client in which it is written, e.g. https://test.maskinporten.no/; repeatable, sandbox only',
  ).argParser(collectAudience),
  new Option(
    '--token-audience <rule>',
    'Maskinporten’s tokens with an aud that are taken: own = those for this platform’s address; any = aud is not looked at, as at Altinn (default: any, in production own)',
  ).choices(['own', 'any']),
  new Option('--null-claims <rule>', 'optional claims of a grant that are null: refused, or as if absent')
    .choices(['refused', 'absent'])
    .default('refused'),
];

/** Every option of `portvakt up`. */
export const upOptions = (): readonly Option[] => [
  ...placeOptions(),
  ...guardOptions(),
  ...kindOptions(),
  ...likenessOptions(),
];
