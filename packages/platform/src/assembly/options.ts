import type { LoginProvider } from '../authentication/index.ts';
import type { Domain } from '../authorization/index.ts';
import type { RevocationList } from '../business-certificates/index.ts';
import { isPostgres } from '../database/index.ts';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { AuthoritySource } from '../hosts/index.ts';
import type { GrantRules } from '../maskinporten/index.ts';
import type { RateLimitSettings } from '../rate-limits/index.ts';
import type { PolicyReading } from '../resources/index.ts';
import type { DelayRange } from '../selfservice/index.ts';
import type { SituationName, SituationWish } from '../situations/index.ts';
import type { TracingSettings } from '../tracing/index.ts';

/** How a platform is started; what is left out makes a sandbox in memory. */
export interface PlatformOptions {
  /** Default 7070; 0 = any free port. */
  readonly port?: number;
  /** Address to listen on; default this machine only. */
  readonly host?: string;
  /** An SQLite file, or a `postgres://` URL, of several servers too (docs/production/database.md); default in memory. */
  readonly database?: string;
  /** The PostgreSQL servers themselves, where `database` leads to poolers such as PgBouncer: one for each, in the same order. */
  readonly databaseDirect?: string;
  /** Replicas of the PostgreSQL server, the servers themselves, which decisions may be read from (docs/production/database.md). */
  readonly databaseRead?: string;
  /**
   * Begins in the state of a snapshot, a file's path or its content, instead of the synthetic world as it was at first; the database must be empty.
   * Not in production.
   */
  readonly snapshot?: string | Uint8Array;
  /**
   * Situations that are in force from the start, until they are stopped or the world is reset: `'request-declined'`, or with whom it is for. Not in production.
   */
  readonly situation?: SituationName | SituationWish | readonly (SituationName | SituationWish)[];
  /**
   * Folders of apps, as they lie in their repositories: brought in at the start, in the place of those of the same name (docs/apps.md). A reset keeps them.
   */
  readonly apps?: readonly string[];
  /** A file to which `stop` adds which situations have been met, for a report of a whole test run (docs/testing.md). */
  readonly situationReport?: string;
  /** Public base URL; default `http://localhost:{port}`, or with the address that it listens on where that is not this machine's usual one. */
  readonly baseUrl?: string;
  /** `on`: the former contract; `gone`: 410 as today's Altinn. Default `on`. */
  readonly enterpriseUsers?: 'on' | 'gone';
  /** Largest data element in bytes; default 25 MiB. */
  readonly dataElementLimit?: number;
  /**
   * For so many seconds `stop` still takes requests while `/health/ready` says that it is not ready, so that a load balancer can turn away.
   * Default 0, in production 5.
   */
  readonly stopNotice?: number;
  /** Longest time, in seconds, for which `stop` waits for requests that are under way; then they are cut. Default 30. */
  readonly stopGrace?: number;
  /** pino level, to standard output; default: faults alone, to standard error; `false`: silence. */
  readonly logLevel?: string | false;
  /**
   * `sandbox` (default): the synthetic world, the test ID-porten, a clock that moves. `production`: none of these; it does not start without a
   * PostgreSQL database, an https base URL, a master key and a login provider.
   */
  readonly mode?: 'sandbox' | 'production';
  /** What the portal calls this environment; default TEST, in production PROD. */
  readonly environment?: string;
  /**
   * 32 random bytes in base64: encrypts private keys, ID tokens and other secrets in the database. Several, with spaces between, let the key be
   * changed while nodes run: the first seals, all open, and what an older one has sealed is sealed anew in the background.
   */
  readonly masterKey?: string;
  /**
   * Number of the organisation that operates the platform: its administrators are operators, and its clients with the scope `portvakt:operator`
   * may do what an operator does. Default none; in the sandbox DIREKTORATET FOR SYNTETISK DIGITALISERING.
   */
  readonly operator?: string;
  /** The OpenID Connect provider where persons log in; default the test ID-porten. */
  readonly loginProvider?: LoginProvider;
  /** PEM: who issues business certificates (Buypass, Commfides), in production; the sandbox trusts its own authority alone. */
  readonly certificateAuthorities?: string;
  /** Their revocation lists, DER or PEM; a function is asked again every five minutes. */
  readonly revocationLists?: readonly RevocationList[];
  /** Days for which a key signs tokens before the next one takes over, 5 to 3,650; default 90. The next is published up to two days before. */
  readonly signingKeyDays?: number;
  /**
   * Imitates the time that a change at Samarbeidsportalen takes to reach the token endpoint: from and to, whole seconds; at Digdir 0 to 120.
   * Each client, scope and access has a delay of its own in that range, the same each time. Default at once; not in production.
   */
  readonly registrationDelay?: DelayRange;
  /** How a scope that the consumer was never granted is answered: 403 `forbidden` (default), or 400 `invalid_scope` as once seen in TEST. */
  readonly missingAccess?: 'forbidden' | 'invalid_scope';
  /**
   * How long a grant may live: `documented` (default) = 120 s from `iat` to `exp`; `live` = what the real Maskinporten was seen to take, 180 s, and
   * 10 s beyond `exp`.
   */
  readonly grantTimes?: GrantRules['times'];
  /**
   * Serves Maskinporten, the self-service API, Altinn's platform and the apps under the real test environments' host names too, on TLS with a
   * certificate of this authority; tokens carry the real issuers. Not in production.
   */
  readonly hosts?: {
    /** A function is asked again every hour, so that another authority is taken while the platform runs. */
    readonly authority: AuthoritySource;
    /** Default 443; 0 = any free port. */
    readonly port?: number;
  };
  /** Taken as `aud` of a grant besides the issuer, for clients in which it is written; not in production. */
  readonly acceptedAudiences?: readonly string[];
  /**
   * Whose tokens of Maskinporten are taken: `own` = those with an `aud` must be for this platform's address, `any` = `aud` is not looked at, as
   * the real Altinn does. Default `any`, in production `own`.
   */
  readonly tokenAudience?: 'own' | 'any';
  /** Whether optional claims of a grant that are `null` are refused (default), or are as if they had been left out. */
  readonly nullClaims?: GrantRules['nullClaims'];
  /** Where the kid of a client's key must be unique: on its client (default), or among all clients as older documentation has it. */
  readonly kidUniqueness?: 'client' | 'global';
  /** Who signs its own platform access tokens: the PEM of a service owner's apps, by its code (altinn-authentication.md 10). */
  readonly trustedKeys?: Readonly<Record<string, readonly string[]>>;
  /**
   * How the targets of policies in the resource registry are read where the two differ: `xacml` (default) as the standard says, or `altinn` as
   * Altinn's own engine does, to which several AnyOf of one category are alternatives (docs/contracts/xacml-engine.md 13).
   */
  readonly policyReading?: PolicyReading;
  /** XACML policies that AuthZEN answers from, besides Altinn's own: see `readXacmlDomains` and `xacmlDomain`. */
  readonly authzen?: readonly Domain[];
  /**
   * Which access packages a service owner may give on behalf of others, by organisation number: `{ '974761076': ['innbygger-skatteforhold-privatpersoner'] }`,
   * as Altinn has set it, is the default.
   */
  readonly serviceOwnerPackages?: Readonly<Record<string, readonly string[]>>;
  /** Folder of the built portal; default the one beside this package. */
  readonly portal?: string;
  /** How much is held in memory to decide from. */
  readonly memory?: MemoryLimits;
  /** Sends a span for each answer to a collector of OpenTelemetry: see `readTracing`. Default none. */
  readonly tracing?: TracingSettings;
  /** Days for which the audit log is kept, in production; default 3,650. The sandbox keeps its newest 100,000 entries. */
  readonly auditDays?: number;
  /** Whether each decision is an entry of the audit log (docs/audit.md says what it costs). Default false. */
  readonly auditDecisions?: boolean;
  /** How often something may be asked for in a minute, all nodes together (docs/production/limits.md). Default `off`; in production `PRODUCTION_LIMITS`. */
  readonly rateLimits?: RateLimitSettings | 'off';
  /** Proxies whose `X-Forwarded-For` is believed: addresses, networks as `10.0.0.0/8`, `loopback`. Default none. */
  readonly trustedProxies?: readonly string[];
}

/** Most entries held in memory, by kind; what is not held is looked up in the database. */
export interface MemoryLimits {
  /** Parties, by each way to name one, and relations. Default 50,000. */
  readonly parties?: number;
  /** What a subject has for a party: roles, packages, delegations. Default 50,000. */
  readonly pairs?: number;
  /** Compiled policies, and resources. Default 10,000. */
  readonly policies?: number;
  /** Decisions made before, while nothing has changed; 0 = none. Default 50,000. */
  readonly decisions?: number;
  /** Answers to requests that come again word for word; 0 = none. Default 20,000. */
  readonly answers?: number;
}

/** @throws Error when the operator is no organisation number */
export function checkOperator({ operator }: PlatformOptions): void {
  if (operator !== undefined && !isOrganizationNumber(operator))
    throw new Error('the operator must be an organisation number: nine digits, of which the last is a check digit');
}

const FEWEST_KEY_DAYS = 5;
const MOST_KEY_DAYS = 3_650;

/** A key is published for two days before it signs, and its tokens live for two after. @throws Error when there are fewer days, or too many */
export function checkSigningKeys({ signingKeyDays: days }: PlatformOptions): void {
  if (days !== undefined && !(Number.isInteger(days) && days >= FEWEST_KEY_DAYS && days <= MOST_KEY_DAYS))
    throw new Error(`a signing key signs for ${FEWEST_KEY_DAYS} to ${MOST_KEY_DAYS} days, and not ${days}`);
}

/** What would be left out without a word. @throws Error that says what to do instead */
export function checkTrust({ mode, certificateAuthorities, revocationLists = [] }: PlatformOptions): void {
  if (mode !== 'production' && (certificateAuthorities !== undefined || revocationLists.length > 0))
    throw new Error(
      'certificate authorities and revocation lists are for production mode: the sandbox trusts its own authority alone, so leave them out; "portvakt certificate" issues and revokes',
    );
  if (certificateAuthorities === undefined && revocationLists.length > 0)
    throw new Error('revocation lists need the certificate authorities whose they are: give these too');
}

/** What production cannot be without. @throws naming everything that is missing */
export function checkProduction({
  database,
  baseUrl,
  masterKey,
  loginProvider,
  registrationDelay,
  acceptedAudiences = [],
  hosts,
  snapshot,
  situation,
  apps = [],
}: PlatformOptions): void {
  if (registrationDelay?.some((seconds) => seconds > 0))
    throw new Error('a registration delay is the sandbox’s: in production every change is active at once');
  if (acceptedAudiences.length > 0)
    throw new Error('further audiences are the sandbox’s: in production aud is the issuer, and nothing else');
  if (hosts) throw new Error('the real environments’ host names are the sandbox’s to play: production has its own');
  if (snapshot !== undefined) throw new Error('snapshots are the sandbox’s: in production restore a backup');
  if (apps.length > 0) throw new Error('apps are brought in to a sandbox: in production Altinn Studio publishes them');
  if (situation !== undefined)
    throw new Error('situations are the sandbox’s: in production things happen by themselves');
  const missing = [
    ...(database && isPostgres(database) ? [] : ['a PostgreSQL database (DATABASE_URL)']),
    ...(baseUrl?.startsWith('https://') ? [] : ['an https base URL']),
    ...(masterKey ? [] : ['a master key (PORTVAKT_MASTER_KEY, 32 bytes in base64)']),
    ...(loginProvider?.issuer.startsWith('https://')
      ? []
      : ['an external OpenID Connect provider with an https issuer']),
  ];
  if (missing.length > 0) throw new Error(`production mode needs ${missing.join('; ')}`);
}
