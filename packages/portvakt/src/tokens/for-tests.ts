/** `portvakt token --as …`: tokens for tests from a sandbox, without a client, a key or a log-in (docs/tokens-for-tests.md). */
import { decodeToken } from '@portvakt/client';
import { laterAdvice, strangeAnswer } from 'altinn-jwks/command';
import { type Command, Option } from 'commander';
import { doorAt, knock } from '../sandbox-doors.ts';
import { plain } from '../table.ts';
import type { ClientOptions } from './settings.ts';

/** Whom a token may be for, with the function of the generator that makes it. */
const FUNCTIONS = {
  person: 'PersonalToken',
  organisation: 'EnterpriseToken',
  'enterprise-user': 'EnterpriseUserToken',
  'system-user': 'SystemUserToken',
  platform: 'PlatformToken',
  'platform-access': 'PlatformAccessToken',
  'self-identified': 'SelfIdentifiedUserToken',
  'email-user': 'SelfRegisteredEmailUserToken',
} as const;
type Who = keyof typeof FUNCTIONS;
/** Where the command writes; tests give their own. */
export type Out = (text: string) => unknown;
const WHO = Object.keys(FUNCTIONS) as readonly Who[];

const LOCAL = 'http://localhost:7070';

export interface TestTokenOptions extends Pick<ClientOptions, 'environment' | 'url' | 'scope' | 'json'> {
  readonly as: Who;
  readonly pid?: string;
  readonly org?: string;
  readonly serviceOwner?: string;
  readonly supplierOrg?: string;
  readonly userId?: string;
  readonly partyId?: string;
  readonly userName?: string;
  readonly systemUserId?: string;
  readonly app?: string;
  readonly email?: string;
  readonly level?: string;
  readonly scopes?: string;
  readonly ttl?: string;
  readonly printHeader?: boolean;
}

/** Adds the options to the command that gets tokens otherwise from Maskinporten. */
export const withTestTokenOptions = (command: Command): Command =>
  command
    .addOption(new Option('--as <who>', 'a token for tests, from a local sandbox: needs no client').choices(WHO))
    .option('--pid <number>', 'with --as: which person (default: anybody in the world)')
    .option('--org <number or code>', 'with --as: which organisation; the code of a service owner is taken too')
    .option('--service-owner <code>', 'with --as: code of the service owner that the organisation is')
    .option('--supplier-org <number>', 'with --as: the supplier')
    .option('--user-id <id>', 'with --as: the user')
    .option('--party-id <id>', 'with --as: the party')
    .option('--user-name <name>', 'with --as: what the user is called')
    .option('--system-user-id <uuid>', 'with --as system-user: which')
    .option('--app <name>', 'with --as platform and platform-access: which app or component')
    .option('--email <address>', 'with --as email-user: whose')
    .option('--level <1-4>', 'with --as person: level of authentication (default: 3)')
    .option('--scopes <list>', 'with --as: scopes, with spaces or commas between')
    .option('--ttl <seconds>', 'with --as: how long it lives (default: 1800)')
    .option('--print-header', 'with --as: print the whole header, for curl -H');

/** The member of the query that each option becomes. */
function queryOf(options: TestTokenOptions): URLSearchParams {
  const { as, org } = options;
  const scopes = options.scopes ?? options.scope?.join(' ');
  const isCode = org !== undefined && !/^\d/.test(org);
  // A platform access token is of its issuer: a code, never a number.
  const code = options.serviceOwner ?? (isCode || as === 'platform-access' ? org : undefined);
  const wanted: Readonly<Record<string, string | undefined>> = {
    env: 'local',
    pid: options.pid,
    orgNo: isCode || as === 'platform-access' ? undefined : org,
    org: code,
    supplierOrgNo: options.supplierOrg,
    userId: options.userId,
    partyId: options.partyId,
    [as === 'self-identified' ? 'username' : 'userName']: options.userName,
    systemUserId: options.systemUserId,
    app: options.app,
    email: options.email,
    authLvl: options.level,
    scopes,
    ttl: options.ttl,
  };
  return new URLSearchParams(
    Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What an option is called, by the member of the query that the platform complains of. */
const OPTIONS: Readonly<Record<string, string>> = {
  pid: '--pid',
  orgNo: '--org',
  org: '--service-owner',
  supplierOrgNo: '--supplier-org',
  userId: '--user-id',
  partyId: '--party-id',
  userName: '--user-name',
  username: '--user-name',
  systemUserId: '--system-user-id',
  app: '--app',
  email: '--email',
  authLvl: '--level',
  scopes: '--scopes',
  ttl: '--ttl',
};

/** @throws Error that says what to do, when the platform is not there, is none with such a door, or refuses */
async function tokenFrom(options: TestTokenOptions): Promise<string> {
  const base = (options.url ?? LOCAL).replace(/\/+$/, '');
  const address = doorAt(base, `token-generator/api/Get${FUNCTIONS[options.as]}?${queryOf(options)}`);
  const { status, headers, bytes } = await knock(address);
  const text = bytes.toString();
  if (status !== 404 && text.trimStart().startsWith('<')) throw new Error(strangeAnswer(base, status, text));
  if (status < 300 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return text;
  if (status < 300 || status === 404)
    throw new Error(`${base} makes no tokens for tests: it runs in production mode, or is no sandbox of Portvakt.`);
  const said = plain(text).slice(0, 300) || 'no reason given';
  throw new Error(
    status === 400
      ? told(text)
      : `The platform answered ${status}: ${said}${laterAdvice(status, headers.get('retry-after'))}`,
  );
}

/** The faults of a query, in the names that the command has. */
function told(text: string): string {
  let faults: unknown;
  try {
    faults = JSON.parse(text);
  } catch {
    return `The platform refused: ${text.slice(0, 300)}`;
  }
  if (typeof faults !== 'object' || faults === null) return `The platform refused: ${text.slice(0, 300)}`;
  return Object.entries(faults)
    .map(([name, what]) => `${OPTIONS[name] ?? name} ${String(what)}.`)
    .join('\n');
}

/** Prints the token alone, its header, or what is in it. */
export async function tokenForTests(options: TestTokenOptions, out: Out): Promise<void> {
  if (options.environment !== 'local')
    throw new Error(`--as makes tokens of a sandbox: there are none for ${options.environment}.`);
  const token = await tokenFrom(options);
  if (options.json) {
    const { header, claims, expiresAt } = decodeToken(token);
    out(`${JSON.stringify({ token, header, claims, ...(expiresAt ? { expiresAt } : {}) })}\n`);
  } else if (options.printHeader)
    out(options.as === 'platform-access' ? `PlatformAccessToken: ${token}\n` : `Authorization: Bearer ${token}\n`);
  else out(`${token}\n`);
}
