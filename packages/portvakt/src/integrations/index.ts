import { labelled } from 'altinn-jwks/command';
import { Command, InvalidArgumentError, Option } from 'commander';
import { placeOf } from '../self-service/admin.ts';
import { type ApiClient, MASKINPORTEN_CLIENT, type SelfServiceApi } from '../self-service/api.ts';
import { plain, table } from '../table.ts';
import {
  apiFor,
  existing,
  type IntegrationsIo,
  type Options,
  PROCESS,
  READ,
  show,
  WRITE,
  withOptions,
} from './common.ts';
import { keysCommand } from './keys.ts';
import { logCommand } from './log.ts';
import { publicKeys } from './public-keys.ts';
import { scopesCommand } from './scopes.ts';

const HELP = `
In the sandbox --org says whose integrations they are, or the integration itself does: no client and no key are needed.
In TEST and PROD a client of yours asks (--admin-client-id, --admin-key), or a token does ($PORTVAKT_ADMIN_TOKEN): with
idporten:dcr.read, and idporten:dcr.write for what changes something.

Examples:
  portvakt integrations create "My service" --org 310044423 --scope altinn:instances.read --key-set testklient
  portvakt integrations list --org 310044423
  portvakt integrations keys add 7b1f… public.json
  portvakt integrations scopes add 7b1f… altinn:instances.write
  portvakt integrations list -e test --admin-client-id 0c2d… --admin-key admin
`;

/** `portvakt integrations …`: Maskinporten clients by the self-service API (maskinporten.md 6), as the portal shows them. */
export function integrationsCommand(io: IntegrationsIo = PROCESS): Command {
  const command = new Command('integrations').description(
    'Your Maskinporten clients: list, make and show them, with keys, scopes and log',
  );
  listCommand(command, io);
  createCommand(command, io);
  withOptions(command.command('show').argument('<client>', 'its client_id').description('Show an integration')).action(
    async (id: string, options: Options) => {
      const api = apiFor(options, READ, id, io);
      const client = await existing(api, id);
      const keys = await api.keys(id);
      show(io, options, { ...client, keys }, shown(client, keys.length));
    },
  );
  return command
    .addCommand(keysCommand(io))
    .addCommand(scopesCommand(io))
    .addCommand(logCommand(io))
    .addHelpText('after', HELP);
}

function listCommand(command: Command, io: IntegrationsIo): void {
  withOptions(command.command('list').description('Your integrations'))
    .option('--inactive', 'the deactivated ones too')
    .action(async (options: Options & { readonly inactive?: boolean }) => {
      const clients = await apiFor(options, READ, undefined, io).clients({ inactive: options.inactive ?? false });
      const rows = clients.map((one) => [
        one.client_id,
        one.integration_type,
        one.active === false ? 'inactive' : 'active',
        one.scopes?.length ?? 0,
        one.client_name,
      ]);
      const words =
        rows.length === 0
          ? 'No integrations: "portvakt integrations create" makes one.'
          : table(['CLIENT ID', 'TYPE', 'STATE', 'SCOPES', 'NAME'], rows);
      show(io, options, clients, words);
    });
}

interface CreateOptions extends Options {
  readonly description?: string;
  readonly scope?: readonly string[];
  readonly keySet?: string;
  readonly publicKey?: string;
  readonly kid?: string;
  readonly lifetime?: number;
}

const seconds = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of seconds.');
};

function createCommand(command: Command, io: IntegrationsIo): void {
  withOptions(
    command.command('create').argument('<name>', 'what it is called').description('Make a Maskinporten client'),
  )
    .option('--description <text>', 'what it is for (default: its name)')
    .option('--scope <scope...>', 'scopes that it may ask for')
    .option('--key-set <name>', 'publish the public keys of this key set of altinn-jwks')
    .addOption(new Option('--public-key <file>', 'publish the public keys in a file').conflicts('keySet'))
    .option('--kid <kid>', 'of the key in the file')
    .option('--lifetime <seconds>', 'of its tokens', seconds)
    .action(async (name: string, options: CreateOptions) => {
      const { keySet, publicKey } = options;
      // Before anything is made: what cannot be published stops it all.
      const keys = keySet === undefined && publicKey === undefined ? [] : await keysOf(options);
      const api = apiFor(options, WRITE, undefined, io);
      const client = await api.createClient(bodyOf(name, options));
      if (keys.length > 0) await publishFirst(api, client.client_id, keys);
      const next =
        keys.length > 0
          ? ''
          : `\n${labelled('TODO', `It has no key yet: portvakt integrations keys add ${plain(client.client_id)} --key-set <name>`)}`;
      show(io, options, { ...client, keys }, `Made ${client.client_id}.${next}`);
    });
}

const keysOf = (options: CreateOptions) => {
  const { publicKey: file, keySet, store, kid } = options;
  return publicKeys({ file, keySet, store, kid }, placeOf(options));
};

const bodyOf = (name: string, { description = name, scope = [], lifetime }: CreateOptions): object => ({
  client_name: name,
  description,
  ...MASKINPORTEN_CLIENT,
  scopes: scope,
  ...(lifetime === undefined ? {} : { access_token_lifetime: lifetime }),
});

/** @throws Error that tells what has been made all the same */
async function publishFirst(api: SelfServiceApi, id: string, keys: readonly object[]): Promise<void> {
  try {
    await api.replaceKeys(id, keys);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The integration ${plain(id)} is made, but has no keys: ${why} Then add them with "portvakt integrations keys add ${plain(id)}".`,
      { cause: error },
    );
  }
}

function shown(client: ApiClient, keys: number): string {
  const rows: readonly (readonly [string, unknown])[] = [
    ['Client id', client.client_id],
    ['Name', client.client_name],
    ['Description', client['description']],
    ['Organisation', client['client_orgno']],
    ['Type', client.integration_type],
    ['State', client.active === false ? 'inactive' : 'active'],
    ['Scopes', client.scopes?.join(' ') || 'none'],
    ['Keys', keys],
    ['Token lifetime', client['access_token_lifetime'] === undefined ? '' : `${client['access_token_lifetime']} s`],
    ['Made', client['created']],
    ['Changed', client['last_updated']],
  ];
  return rows
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name.padEnd(16)}${plain(value)}`)
    .join('\n');
}
