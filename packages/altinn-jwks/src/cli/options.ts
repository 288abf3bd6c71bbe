import { InvalidArgumentError, Option } from 'commander';
import { ALGORITHMS, type Algorithm, EC_ALGORITHMS, parseAlgorithm } from '../algorithms.ts';
import { JwksError } from '../errors.ts';
import type { KeyUse } from '../jwk.ts';
import { ENVIRONMENTS, type Environment } from '../names.ts';
import type { Compat } from '../store.ts';
import { VAULT_SIGN_INS } from '../vault-options.ts';

/** The options of the whole tool, legal before and after a command. */
export const globalOptions = (): readonly Option[] => [
  new Option(
    '-s, --store <store>',
    'directory, file: URL or https://<vault>.vault.azure.net/ (default: $ALTINN_JWK_STORE, else here)',
  ),
  new Option('--auth <way>', 'how to sign in to Azure Key Vault (default: each in turn)').choices(VAULT_SIGN_INS),
  new Option('--compat <release>', 'be like release 1 or 2 of the .NET tool (default: $ALTINN_JWKS_COMPAT)'),
];

export const jsonOption = (): Option => new Option('--json', 'print JSON, never with private parts');
export const outOption = (): Option => new Option('-o, --out <file>', 'write to a file that only you can read');
export const passphraseOption = (): Option =>
  new Option(
    '--passphrase-file <file>',
    'its first line is the passphrase (default: $ALTINN_JWKS_PASSPHRASE, else you are asked)',
  );

/** `-e` with its flags of release 1; `-t` and `-d` select TEST, `-p` selects PROD. */
export const environmentOptions = (): readonly Option[] => [
  new Option('-e, --environment <environment>', 'test or prod (also --env)').argParser(
    (text: string, previous: readonly string[] = []) => [...previous, text],
  ),
  new Option('-t, --test', 'TEST (also -d, --dev)'),
  new Option('-p, --prod', 'PROD'),
];

export interface EnvironmentChoice {
  readonly environment?: readonly string[];
  readonly test?: boolean;
  readonly prod?: boolean;
}

const NAMES: Readonly<Record<string, Environment>> = {
  test: 'TEST',
  dev: 'TEST',
  development: 'TEST',
  prod: 'PROD',
  production: 'PROD',
};

/**
 * What the options say, or undefined when they say nothing; `none` says no environment at all. Letters in any case, several by commas
 * or by repeating (altinn-jwks.md 3.4 and 11.1). @throws JwksError INVALID_OPTION
 */
export function chosenEnvironments(
  { environment, test, prod }: EnvironmentChoice,
  compat?: Compat,
): readonly Environment[] | undefined {
  const named = environment?.flatMap((text) => text.split(',')).map((text) => text.trim().toLowerCase());
  const unknown = named?.find((name) => !Object.hasOwn(NAMES, name) && (compat !== undefined || name !== 'none'));
  if (unknown !== undefined) {
    const plain = unknown.slice(0, 100).replace(/\p{Cc}/gu, '?');
    throw new JwksError('INVALID_OPTION', `Unknown environment: ${plain}. Use test or prod.`);
  }
  const byName = named && ENVIRONMENTS.filter((one) => named.some((name) => NAMES[name] === one));
  const byFlag = test || prod ? ENVIRONMENTS.filter((one) => (one === 'TEST' ? test : prod)) : undefined;
  if (byName && byFlag && byName.join() !== byFlag.join())
    throw new JwksError(
      'INVALID_OPTION',
      '-e and the flags --test, --prod say different things: leave one of them out.',
    );
  return byName ?? byFlag;
}

/** One environment, TEST when none is named. @throws JwksError INVALID_OPTION */
export function oneEnvironment(options: EnvironmentChoice, compat?: Compat): Environment {
  const [environment, ...others] = chosenEnvironments(options, compat) ?? ['TEST' as const];
  if (environment !== undefined && others.length === 0) return environment;
  throw new JwksError('INVALID_OPTION', 'Choose one environment: test or prod.');
}

/** One of a .NET enumeration's values: its name in any case, or its number (altinn-jwks.md 3.5). */
function member<T extends string>(text: string, values: readonly T[]): T | undefined {
  const wanted = text.trim().toLowerCase();
  if (/^\+?\d{1,3}$/.test(wanted)) return values[Number(wanted)];
  return values.find((value) => value.toLowerCase() === wanted);
}

/** The .NET tool's, in the order of their numbers. */
const NUMBERED = ['RS256', 'RS384', 'RS512', ...EC_ALGORITHMS] as const;

/**
 * An algorithm by name or number. Release 2 takes RS*, release 1 also ES*; without `--compat` there are PS* and EdDSA too.
 * @throws JwksError INVALID_OPTION
 */
export function chosenAlgorithm(text: string, compat?: Compat): Algorithm {
  const known: readonly Algorithm[] = compat === 2 ? NUMBERED.slice(0, 3) : NUMBERED;
  const found = member(text, known);
  if (found) return found;
  if (compat !== undefined)
    throw new JwksError(
      'INVALID_OPTION',
      `Cannot parse argument '${text.slice(0, 40)}' for option '--algorithm': use ${known.join(', ')}.`,
    );
  return parseAlgorithm(text.trim());
}

const parseSize = (text: string): number => {
  if (/^\s*\+?\d{1,6}\s*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number of bits, e.g. 2048.');
};

const parseUse = (text: string): KeyUse => {
  const use = member(text, ['sig', 'enc'] as const);
  if (use) return use;
  throw new InvalidArgumentError('It must be sig or enc.');
};

export const parseVariant = (text: string): 'private' | 'public' => {
  const variant = member(text, ['private', 'public'] as const);
  if (variant) return variant;
  throw new InvalidArgumentError('It must be Private or Public.');
};

export const parseCount = (text: string): number => {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidArgumentError('It must be a number, 1 or more.');
};

/** How a new key is made. */
export const keyOptions = (sizeFlags = '-s, --size <bits>'): readonly Option[] => [
  new Option(sizeFlags, 'bits of an RSA key, 2048 or more').argParser(parseSize),
  new Option('-a, --algorithm <alg>', `(also --alg) ${ALGORITHMS.join(', ')}; Maskinporten takes RS* only`),
  new Option('-u, --use <use>', 'sig or enc').argParser(parseUse),
  new Option('--suffix <text>', 'end of the kid, instead of the date'),
  new Option('--kid-format <format>', 'what the kid ends with when no suffix is given').choices([
    'date',
    'minute',
    'thumbprint',
    'uuid',
  ]),
  new Option('--insecure', 'allow RSA keys below 2048 bits'),
];

export interface KeyChoice {
  readonly size?: number;
  readonly algorithm?: string;
  readonly use?: KeyUse;
  readonly suffix?: string;
  readonly kidFormat?: string;
  readonly insecure?: boolean;
}
