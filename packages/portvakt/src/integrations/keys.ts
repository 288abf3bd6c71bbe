import { Command, Option } from 'commander';
import { placeOf } from '../self-service/admin.ts';
import type { ApiKey } from '../self-service/api.ts';
import { sendable } from '../self-service/public-key.ts';
import { plain, table } from '../table.ts';
import { apiFor, type IntegrationsIo, type Options, READ, show, WRITE, withOptions } from './common.ts';
import { publicKeys } from './public-keys.ts';

const MOST_KEYS = 5;

interface AddOptions extends Options {
  readonly keySet?: string;
  readonly kid?: string;
}

/** `portvakt integrations keys list|add|remove`. */
export function keysCommand(io: IntegrationsIo): Command {
  const command = new Command('keys').description('The public keys of an integration');
  const on = (name: string, description: string) =>
    withOptions(command.command(name).argument('<client>', 'its client_id').description(description));
  on('list', 'The keys that are published').action(async (id: string, options: Options) => {
    const keys = await apiFor(options, READ, id, io).keys(id);
    const words =
      keys.length === 0
        ? `No keys: "portvakt integrations keys add ${plain(id)}" publishes some.`
        : table(['ALG', 'EXPIRES', 'KID'], keys.map(rowOf));
    show(io, options, keys, words);
  });
  on('add', 'Publish public keys beside those that are there; each then lives for a year')
    .argument('[file]', 'with a JWK, a set of them, or a public key in PEM ("-" = stdin)')
    .addOption(new Option('--key-set <name>', 'the public keys of this key set of altinn-jwks'))
    .option('--kid <kid>', 'of the key in the file')
    .action((id: string, file: string | undefined, options: AddOptions) => add(id, file, options, io));
  on('remove', 'Take keys away; tokens are refused to whoever signs with them')
    .argument('<kid...>', 'which')
    .action((id: string, kids: string[], options: Options) => remove(id, kids, options, io));
  return command;
}

const rowOf = ({ kid, exp, alg }: ApiKey) => [
  alg,
  exp === undefined ? 'unknown' : new Date(exp * 1000).toISOString().slice(0, 10),
  kid,
];

async function add(id: string, file: string | undefined, options: AddOptions, io: IntegrationsIo): Promise<void> {
  const { keySet, kid, store } = options;
  const given = await publicKeys({ file, keySet, kid, store }, placeOf(options));
  const api = apiFor(options, WRITE, id, io);
  const there = await api.keys(id);
  const kids = given.map((key) => String((key as { kid?: unknown }).kid));
  // Their `exp` goes along, so that a key that is kept is not renewed.
  const kept = there.filter((key) => !kids.includes(key.kid)).map(sendable);
  const keys = [...kept, ...given];
  if (keys.length > MOST_KEYS)
    throw new Error(
      `A client has at most ${MOST_KEYS} keys, and ${plain(id)} would have ${keys.length}: take away some of ${there.map((key) => plain(key.kid)).join(', ')} first.`,
    );
  await api.replaceKeys(id, keys);
  show(io, options, { client_id: id, added: kids, keys }, `Published ${kids.map(plain).join(', ')} on ${plain(id)}.`);
}

async function remove(id: string, kids: readonly string[], options: Options, io: IntegrationsIo): Promise<void> {
  const api = apiFor(options, WRITE, id, io);
  const there = await api.keys(id);
  const unknown = kids.filter((kid) => !there.some((key) => key.kid === kid));
  if (unknown.length > 0)
    throw new Error(
      `${plain(id)} has no key ${unknown.map(plain).join(', ')}: it has ${there.map((key) => plain(key.kid)).join(', ') || 'none'}. Nothing was changed.`,
    );
  const keys = there.filter((key) => !kids.includes(key.kid)).map(sendable);
  if (keys.length === 0) await api.removeKeys(id);
  else await api.replaceKeys(id, keys);
  show(io, options, { client_id: id, removed: kids, keys }, `Took ${kids.map(plain).join(', ')} away.`);
}
