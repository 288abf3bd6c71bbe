import { Command } from 'commander';
import { JwksError } from '../errors.ts';
import type { Jwk } from '../jwk.ts';
import type { KeySet } from '../key-set.ts';
import type { Environment } from '../names.ts';
import { compatOf, existing, storeOf } from './context.ts';
import type { CliIo } from './io.ts';
import { type EnvironmentChoice, environmentOptions, jsonOption, oneEnvironment, outOption } from './options.ts';

export interface ExportOptions extends EnvironmentChoice {
  readonly kid?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** What every export takes. */
export function exportOf(name: string, description: string): Command {
  const command = new Command(name).description(description).argument('<name>', 'name of the key set');
  for (const option of [...environmentOptions(), outOption(), jsonOption()]) command.addOption(option);
  return command;
}

/** The set, and the key that was asked for: the current one, unless a kid is named. @throws JwksError KEY_NOT_FOUND */
export async function chosenKey(
  name: string,
  options: ExportOptions,
  self: Command,
  io: CliIo,
): Promise<{ readonly set: KeySet; readonly key: Jwk; readonly environment: Environment }> {
  const environment = oneEnvironment(options, compatOf(self, io));
  const set = await existing(await storeOf(self, io), name, environment, io.now());
  const key = options.kid === undefined ? set.current : set.find(options.kid);
  if (key) return { set, key, environment };
  throw new JwksError(
    'KEY_NOT_FOUND',
    `Key ${options.kid} is not in key-set ${set.id}: "altinn-jwks list --keys" shows the kids.`,
  );
}

/** What `--json` tells of an exported key. */
export const about = (name: string, environment: Environment, keys: readonly Jwk[], isPrivate: boolean): object => ({
  name,
  environment,
  private: isPrivate,
  keys: keys.map(({ kid, kty, alg, use }) => ({ kid, kty, alg, use })),
});
