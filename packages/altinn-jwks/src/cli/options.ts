import { InvalidArgumentError, Option } from 'commander';
import { ENVIRONMENTS, type Environment } from '../names.ts';

const NAMES: Readonly<Record<string, Environment>> = {
  test: 'TEST',
  dev: 'TEST',
  development: 'TEST',
  prod: 'PROD',
  production: 'PROD',
};

/** One or more environments, comma-separated or repeated, letters in any case (altinn-jwks.md 3.4 and 11.1). */
export function parseEnvironments(text: string, previous: readonly Environment[] = []): readonly Environment[] {
  const chosen = text.split(',').map((part) => {
    const wanted = part.trim().toLowerCase();
    const environment = NAMES[wanted];
    if (!environment) throw new InvalidArgumentError(`Unknown environment: ${wanted}`);
    return environment;
  });
  return ENVIRONMENTS.filter((environment) => previous.includes(environment) || chosen.includes(environment));
}

const STORE_TEXT = 'directory, file: URL or https://<vault>.vault.azure.net/ (default: $ALTINN_JWK_STORE, else here)';

/** `-s` and `--store`; inside `create`, where `-s` is the size, only `--store` (altinn-jwks.md 3.5). */
export const storeOption = (flags: '-s, --store <store>' | '--store <store>' = '-s, --store <store>'): Option =>
  new Option(flags, STORE_TEXT);
export const compatOption = (): Option =>
  new Option('--compat <release>', '1 = exactly as release 1.0.0 of the .NET tool');

/** `-e`, with `--env` as another name. */
export const environmentOptions = (): readonly Option[] => [
  new Option('-e, --environment <environment>', 'test or prod').argParser(parseEnvironments),
  new Option('--env <environment>', 'the same as --environment').argParser(parseEnvironments).hideHelp(),
];

/** The flags of release 1: `--test --dev --prod`. `-t` and `-d` select TEST, `-p` selects PROD. */
export const environmentFlags = (): readonly Option[] => [
  new Option('-t, --test', 'only TEST'),
  new Option('-d, --dev', 'the same as --test').hideHelp(),
  new Option('-p, --prod', 'only PROD'),
];

export interface EnvironmentChoice {
  environment?: readonly Environment[];
  env?: readonly Environment[];
  test?: boolean;
  dev?: boolean;
  prod?: boolean;
}

/** What the options say, or undefined when they say nothing. */
export function chosenEnvironments(options: EnvironmentChoice): readonly Environment[] | undefined {
  const flags: Environment[] = [
    ...(options.test || options.dev ? (['TEST'] as const) : []),
    ...(options.prod ? (['PROD'] as const) : []),
  ];
  const all = new Set([...(options.environment ?? []), ...(options.env ?? []), ...flags]);
  return all.size === 0 ? undefined : ENVIRONMENTS.filter((environment) => all.has(environment));
}
