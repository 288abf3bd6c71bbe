import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Platform, type PlatformOptions, readXacmlDomains, startPlatform } from '@portvakt/platform';
import { Command, InvalidArgumentError, Option } from 'commander';
import { dataOption } from '../data-folder.ts';
import { nextSteps } from '../next-steps.ts';

interface UpOptions {
  port: number;
  host: string;
  data: string;
  stopGrace: number;
  enterpriseUsers: 'on' | 'gone';
  policyReading: 'xacml' | 'altinn';
  baseUrl?: string;
  log?: string;
  json?: boolean;
  mode: 'sandbox' | 'production';
  environment?: string;
  registrationDelay?: readonly [from: number, to: number];
  missingAccess: 'forbidden' | 'invalid_scope';
  kidUniqueness: 'client' | 'global';
  grantTimes: 'documented' | 'live';
  nullClaims: 'refused' | 'absent';
  acceptAudience?: readonly string[];
  certificateAuthorities?: string;
  revocationList?: readonly string[];
  authzen?: readonly string[];
}

const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(port) || port > 65_535) throw new InvalidArgumentError('It must be a port number, 0 to 65535.');
  return port;
};

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
  DATABASE_URL                   postgres:// URL, used when --data is left out
  PORTVAKT_MASTER_KEY            32 random bytes in base64: encrypts keys, ID tokens and other secrets in the database
  PORTVAKT_LOGIN_ISSUER          OpenID Connect provider where persons log in (default: the test ID-porten)
  PORTVAKT_LOGIN_CLIENT_ID       and what the provider knows this platform by
  PORTVAKT_LOGIN_CLIENT_SECRET
`;

/** Secrets come from the environment only. */
function secretsFrom(env: NodeJS.ProcessEnv): Pick<PlatformOptions, 'masterKey' | 'loginProvider'> {
  const {
    PORTVAKT_MASTER_KEY: masterKey,
    PORTVAKT_LOGIN_ISSUER: issuer,
    PORTVAKT_LOGIN_CLIENT_ID: clientId,
    PORTVAKT_LOGIN_CLIENT_SECRET: clientSecret,
  } = env;
  if (issuer && !clientId) throw new Error('Set PORTVAKT_LOGIN_CLIENT_ID beside PORTVAKT_LOGIN_ISSUER.');
  return {
    ...(masterKey ? { masterKey } : {}),
    ...(issuer && clientId ? { loginProvider: { issuer, clientId, ...(clientSecret ? { clientSecret } : {}) } } : {}),
  };
}

/** @throws with `code` ENOENT when a file is not there */
async function certificatesOf({ certificateAuthorities, revocationList = [] }: UpOptions) {
  if (certificateAuthorities === undefined) return {};
  return {
    certificateAuthorities: await readFile(certificateAuthorities, 'utf8'),
    revocationLists: await Promise.all(
      revocationList.map(async (file) => {
        const list = await readFile(file);
        return list.includes('-----BEGIN') ? list.toString() : list;
      }),
    ),
  };
}

/** `portvakt up`: the sandbox platform until Ctrl-C. */
export function upCommand(): Command {
  return new Command('up')
    .description('Run the platform on this machine: a sandbox with synthetic organisations and persons')
    .addOption(new Option('--port <port>', 'port; 0 = any free one').argParser(parsePort).default(7070))
    .option('--host <address>', 'address to listen on', 'localhost')
    .addOption(dataOption('where the database is kept; a postgres:// URL uses that server'))
    .addOption(
      new Option('--enterprise-users <state>', 'on = the former contract, gone = 410 as today')
        .choices(['on', 'gone'])
        .default('on'),
    )
    .addOption(
      new Option(
        '--stop-grace <seconds>',
        'how long SIGTERM or Ctrl-C waits for requests under way; a second one does not',
      )
        .argParser(parseGrace)
        .default(30),
    )
    .addOption(
      new Option(
        '--policy-reading <reading>',
        "how policies are read where Altinn's engine and XACML differ: several AnyOf of one category must all match (xacml) or are alternatives (altinn)",
      )
        .choices(['xacml', 'altinn'])
        .default('xacml'),
    )
    .option('--base-url <url>', 'public base URL, when it is not http://localhost:<port>')
    .option(
      '--log <level>',
      'log requests that fail and more, to standard output: trace, debug, info, warn, error (default: faults alone, to standard error)',
    )
    .addOption(
      new Option('--mode <mode>', 'production has no synthetic world and no sandbox doors')
        .choices(['sandbox', 'production'])
        .default('sandbox'),
    )
    .option('--environment <name>', 'what the portal calls this environment (default: TEST, in production PROD)')
    .addOption(
      new Option(
        '--registration-delay <seconds>',
        'let new clients, keys, scopes and accesses wait so long, e.g. 0-120 as at Digdir; sandbox only (default: at once)',
      ).argParser(parseDelay),
    )
    .addOption(
      new Option(
        '--missing-access <error>',
        'how MP-250 is answered: forbidden = 403, invalid_scope = 400 as once seen in TEST',
      )
        .choices(['forbidden', 'invalid_scope'])
        .default('forbidden'),
    )
    .addOption(
      new Option('--kid-uniqueness <where>', 'where the kid of a client’s key must be unique')
        .choices(['client', 'global'])
        .default('client'),
    )
    .addOption(
      new Option(
        '--grant-times <rule>',
        'how long a grant may live: documented = 120 s; live = 180 s and 10 s beyond exp, as seen at the real one',
      )
        .choices(['documented', 'live'])
        .default('documented'),
    )
    .addOption(
      new Option(
        '--accept-audience <aud>',
        'take this as aud of a grant besides the issuer, for a client in which it is written, e.g. https://test.maskinporten.no/; repeatable, sandbox only',
      ).argParser(collectAudience),
    )
    .addOption(
      new Option('--null-claims <rule>', 'optional claims of a grant that are null: refused, or as if absent')
        .choices(['refused', 'absent'])
        .default('refused'),
    )
    .option('--certificate-authorities <file>', 'PEM of who issues business certificates; production only')
    .option('--revocation-list <file...>', 'their revocation lists, DER or PEM, read at the start')
    .option(
      '--authzen <path...>',
      'XACML policies that AuthZEN answers from besides Altinn’s own: folders with a domain.json, e.g. examples/authzen-certification',
    )
    .option('--json', 'print the addresses as one line of JSON')
    .addHelpText('after', DELAY + ENVIRONMENT)
    .action(run);
}

async function run(options: UpOptions): Promise<void> {
  const database = /^postgres(ql)?:/.test(options.data)
    ? options.data
    : options.data === ':memory:'
      ? ':memory:'
      : resolve(options.data, 'portvakt.db');
  let platform: Platform;
  try {
    platform = await startPlatform({
      port: options.port,
      host: options.host,
      database,
      enterpriseUsers: options.mode === 'production' ? 'gone' : options.enterpriseUsers,
      mode: options.mode,
      stopGrace: options.stopGrace,
      missingAccess: options.missingAccess,
      policyReading: options.policyReading,
      kidUniqueness: options.kidUniqueness,
      grantTimes: options.grantTimes,
      nullClaims: options.nullClaims,
      ...(options.acceptAudience === undefined ? {} : { acceptedAudiences: options.acceptAudience }),
      ...(options.registrationDelay === undefined ? {} : { registrationDelay: options.registrationDelay }),
      ...(await certificatesOf(options)),
      authzen: await readXacmlDomains(options.authzen ?? []),
      ...secretsFrom(process.env),
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      ...(options.log === undefined ? {} : { logLevel: options.log }),
      ...(options.environment === undefined ? {} : { environment: options.environment }),
    });
  } catch (error) {
    throw new Error(explained(error, options), { cause: error });
  }
  stopOnSignal(platform, options.stopGrace);
  process.stdout.write(
    options.json ? `${JSON.stringify({ urls: platform.urls, port: platform.port })}\n` : banner(platform, options),
  );
}

/** The first signal lets what is under way be answered; a second one, of either kind, does not wait. */
function stopOnSignal(platform: Platform, graceS: number): void {
  let stopping = false;
  const stop = (status: number): void => {
    if (stopping) process.exit(status);
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
  process.on('SIGINT', () => stop(130));
  process.on('SIGTERM', () => stop(143));
}

function explained(error: unknown, { port, data }: UpOptions): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') return `Port ${port} is taken: stop what uses it, or choose another with --port.`;
  if (code === 'EACCES')
    return `Port ${port} may not be used, or ${data} may not be written: choose another --port or --data.`;
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  return `The platform could not start: ${message}${message.includes(cause) ? '' : `: ${cause}`}`;
}

function banner({ urls }: Platform, { data, mode }: UpOptions): string {
  const shown = data.startsWith('postgres') ? data.replace(/\/\/[^@/]*@/, '//…@') : data;
  const what = mode === 'production' ? '' : ', with synthetic data only';
  return `Portvakt is running${what}. Ctrl-C stops it.

  Portal               ${urls.portal}
  Maskinporten issuer  ${urls.maskinportenIssuer}
  Altinn platform      ${urls.base}
  API documents        ${urls.base}/docs
  Data                 ${shown}

Next, in another terminal:
${nextSteps(urls.base, process.env)
  .map((step) => `  ${step}\n`)
  .join('')}`;
}
