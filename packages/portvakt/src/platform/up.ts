import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Platform, type PlatformOptions, readTracing, readXacmlDomains, startPlatform } from '@portvakt/platform';
import { Command } from 'commander';
import { databaseIn, folderIn, USUAL_FOLDER } from '../data-folder.ts';
import { authorityFiles, openAuthority } from '../hosts/index.ts';
import { bytesFrom } from '../input.ts';
import { masterKeyIn } from '../master-key.ts';
import { nextSteps, quoted } from '../next-steps.ts';
import { announce, runningOn, sharing } from './beside.ts';
import { revocationListAt } from './revocation-list.ts';
import { startFailure } from './start-failure.ts';
import { type UpOptions, upOptions } from './up-options.ts';

const DELAY = `
Registration delay:
  At Digdir it takes 0 to 2 minutes until Maskinporten sees what was changed in Samarbeidsportalen: a new client gets MP-100, a new key
  "Unknown key identifier", a new scope MP-200, a new access MP-250; a removed one works on. --registration-delay 0-120 imitates it, so that you
  see whether your set-up waits and tries again (each time with a new assertion). Each client, scope and access has a delay of its own within the
  range, the same each time; it follows the sandbox's clock (PUT /sandbox/clock {"advanceMs":120000} makes all of it active). The developer's log
  tells of each refusal whether a change is still waiting and until when.
`;

const ENVIRONMENT = `
Environment variables:
  DATABASE_URL                   postgres:// URL, used when --data is left out; several servers as a:5432,b:5432
  DATABASE_DIRECT_URL            the servers themselves, where DATABASE_URL leads to PgBouncer: one for each, in the same order
  DATABASE_READ_URL              replicas of the server that decisions may be read from, the servers themselves: a:5432,b:5432
  PORTVAKT_MASTER_KEY            32 random bytes in base64: encrypts keys, ID tokens and other secrets in the database
  PORTVAKT_MASTER_KEY_FILE       a file that holds it, in its place; of several keys the first encrypts, and all decrypt
  PORTVAKT_MASTER_KEY_VAULT      a secret of Azure Key Vault that holds it: https://<vault>.vault.azure.net/secrets/<name>
  PORTVAKT_LOGIN_ISSUER          OpenID Connect provider where persons log in (default: the test ID-porten)
  PORTVAKT_LOGIN_CLIENT_ID       and what the provider knows this platform by
  PORTVAKT_LOGIN_CLIENT_SECRET
  OTEL_EXPORTER_OTLP_ENDPOINT    collector of OpenTelemetry that traces are sent to, e.g. http://localhost:4318 (default: none); OTEL_SERVICE_NAME,
                                 OTEL_TRACES_SAMPLER and the other standard names count too
`;

/** Secrets come from the environment only. */
async function secretsFrom(
  env: NodeJS.ProcessEnv,
): Promise<Pick<PlatformOptions, 'databaseDirect' | 'databaseRead' | 'masterKey' | 'loginProvider'>> {
  const {
    DATABASE_DIRECT_URL: databaseDirect,
    DATABASE_READ_URL: databaseRead,
    PORTVAKT_LOGIN_ISSUER: issuer,
    PORTVAKT_LOGIN_CLIENT_ID: clientId,
    PORTVAKT_LOGIN_CLIENT_SECRET: clientSecret,
  } = env;
  const masterKey = await masterKeyIn(env);
  if (issuer && !clientId) throw new Error('Set PORTVAKT_LOGIN_CLIENT_ID beside PORTVAKT_LOGIN_ISSUER.');
  return {
    ...(databaseDirect ? { databaseDirect } : {}),
    ...(databaseRead ? { databaseRead } : {}),
    ...(masterKey ? { masterKey } : {}),
    ...(issuer && clientId ? { loginProvider: { issuer, clientId, ...(clientSecret ? { clientSecret } : {}) } } : {}),
  };
}

/** @throws Error that names the variable that is not as it must be */
function tracingFrom(env: NodeJS.ProcessEnv): Pick<PlatformOptions, 'tracing'> {
  const tracing = readTracing(env);
  return tracing ? { tracing } : {};
}

/** @throws Error that names the file of authorities, when it cannot be read */
async function certificatesOf({ certificateAuthorities, revocationList = [] }: UpOptions) {
  return {
    ...(certificateAuthorities === undefined
      ? {}
      : { certificateAuthorities: (await bytesFrom(certificateAuthorities)).toString() }),
    revocationLists: revocationList.map((place) => () => revocationListAt(place)),
  };
}

/** @throws when the authority is not of one piece */
async function hostsOf({ hosts, data, tlsPort }: UpOptions): Promise<Pick<PlatformOptions, 'hosts'>> {
  if (!hosts) return {};
  const files = authorityFiles(data);
  let isMade = false;
  const authority = async () => {
    // One that nobody trusts helps nobody: what is removed while the platform runs is not made by it.
    if (isMade && !existsSync(files.certificate)) throw new Error(`there is no authority in ${files.folder}`);
    const opened = await openAuthority(files);
    isMade = true;
    return opened;
  };
  await authority();
  return { hosts: { authority, port: tlsPort } };
}

/** `portvakt up`: the sandbox platform until Ctrl-C. */
export function upCommand(): Command {
  const command = new Command('up').description(
    'Run the platform on this machine: a sandbox with synthetic organisations and persons',
  );
  for (const option of upOptions()) command.addOption(option);
  return command.addHelpText('after', DELAY + ENVIRONMENT).action(run);
}

async function run(options: UpOptions): Promise<void> {
  sayWhatTakesTime(options);
  let platform: Platform;
  try {
    platform = await startPlatform({
      port: options.port,
      host: options.host,
      database: databaseIn(options.data),
      enterpriseUsers: options.mode === 'production' ? 'gone' : options.enterpriseUsers,
      mode: options.mode,
      stopGrace: options.stopGrace,
      ...(options.stopNotice === undefined ? {} : { stopNotice: options.stopNotice }),
      missingAccess: options.missingAccess,
      policyReading: options.policyReading,
      kidUniqueness: options.kidUniqueness,
      grantTimes: options.grantTimes,
      ...(options.tokenAudience === undefined ? {} : { tokenAudience: options.tokenAudience }),
      nullClaims: options.nullClaims,
      ...(options.snapshot === undefined ? {} : { snapshot: resolve(options.snapshot) }),
      ...(options.acceptAudience === undefined ? {} : { acceptedAudiences: options.acceptAudience }),
      ...(options.registrationDelay === undefined ? {} : { registrationDelay: options.registrationDelay }),
      ...(await certificatesOf(options)),
      ...(await hostsOf(options)),
      ...(options.apps === undefined ? {} : { apps: options.apps }),
      authzen: await readXacmlDomains(options.authzen ?? []),
      ...(await secretsFrom(process.env)),
      ...tracingFrom(process.env),
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      ...(options.log === undefined ? {} : { logLevel: options.log }),
      ...(options.operator === undefined ? {} : { operator: options.operator }),
      ...(options.limits === undefined ? {} : { rateLimits: options.limits }),
      ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
      ...(options.signingKeyDays === undefined ? {} : { signingKeyDays: options.signingKeyDays }),
      ...(options.auditDays === undefined ? {} : { auditDays: options.auditDays }),
      ...(options.auditDecisions ? { auditDecisions: true } : {}),
      ...(options.environment === undefined ? {} : { environment: options.environment }),
    });
  } catch (error) {
    throw new Error(startFailure(error, options), { cause: error });
  }
  const folder = folderIn(options.data);
  const stop = stopper(platform, options.stopGrace, folder === undefined ? () => {} : await beside(folder, platform));
  process.on('SIGINT', () => stop(130));
  process.on('SIGTERM', () => stop(143));
  if (options.stopWithStdin) stopWithStdin(stop);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ urls: platform.urls, port: platform.port, tlsPort: platform.tlsPort })}\n`
      : banner(platform, options),
  );
}

/** Tells of others on the folder, and tells others of this one. @returns takes it back */
async function beside(folder: string, { urls }: Platform): Promise<() => void> {
  const others = await runningOn(folder);
  if (others.length > 0) process.stderr.write(`${sharing(folder, others)}\n`);
  return announce(folder, urls.base);
}

/** The first start makes what every later one finds; who waits for it is told. Programs read the line of JSON alone. */
function sayWhatTakesTime({ data, json, mode }: UpOptions): void {
  const folder = folderIn(data);
  if (json || mode === 'production' || folder === undefined || existsSync(databaseIn(data))) return;
  process.stderr.write(`Starting for the first time: making keys and a database in ${folder} …\n`);
}

/**
 * What is called first lets what is under way be answered; a second call does not wait.
 * @returns takes the exit status of a second call
 */
function stopper(platform: Platform, graceS: number, whenStopped: () => void): (status: number) => void {
  let stopping = false;
  return (status) => {
    if (stopping) process.exit(status);
    whenStopped();
    stopping = true;
    setTimeout(() => {
      process.stderr.write(
        `Stopping when what is under way is answered, after ${graceS} s at most. Ctrl-C stops now.\n`,
      );
    }, 500).unref();
    platform.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The platform did not stop cleanly: ${error instanceof Error ? error.message : error}\n`);
        process.exit(1);
      },
    );
  };
}

/** The end of its input is the end of who started it, killed ones too: a broken test run leaves no platform behind. */
function stopWithStdin(stop: (status: number) => void): void {
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    stop(0);
  };
  process.stdin.on('end', end).on('close', end).on('error', end).resume();
}

/** The lines of the banner that say where the real names are. */
const byName = ({ urls, tlsPort }: Platform, data: string): string =>
  tlsPort === undefined
    ? ''
    : `  By the real names    ${urls.maskinportenIssuer} and ${urls.altinn}, at 127.0.0.1:${tlsPort}
                       npx portvakt hosts${tlsPort === 443 ? '' : ` --tls-port ${tlsPort}`}${data === USUAL_FOLDER ? '' : ` --data ${quoted(data)}`} says how a client gets there
`;

/** A platform of one's own has nobody yet who may set it up. */
const FIRST_OPERATOR =
  'npx portvakt operator code   # enter it at /operator in the portal: docs/production/first-token.md';

function banner(platform: Platform, { data, mode }: UpOptions): string {
  const { urls } = platform;
  const shown = data.startsWith('postgres') ? data.replace(/\/\/[^@/]*@/, '//…@') : data;
  const what = mode === 'production' ? '' : ', with synthetic data only';
  return `Portvakt is running${what}. Ctrl-C stops it.

  Portal               ${urls.portal}
  Maskinporten issuer  ${urls.maskinportenIssuer}
  Altinn platform      ${urls.base}
  API documents        ${urls.base}/docs
  Data                 ${shown}
${byName(platform, data)}
Next, in another terminal:
${(mode === 'production' ? [FIRST_OPERATOR] : nextSteps(urls.base, process.env))
  .map((step) => `  ${step}\n`)
  .join('')}`;
}
