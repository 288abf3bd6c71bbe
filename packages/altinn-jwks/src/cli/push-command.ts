import { Command, Option } from 'commander';
import { JwksError } from '../errors.ts';
import type { KeySet } from '../key-set.ts';
import { checkName, type Environment } from '../names.ts';
import type { PushPlan } from '../push.ts';
import type { MaskinportenEnvironment, SelfService } from '../self-service.ts';
import type { KeyStore } from '../store.ts';
import { type AdminOptions, adminTokenOf } from './admin-token.ts';
import { compatOf, existing, storeOf } from './context.ts';
import { type CliIo, Ended } from './io.ts';
import { jsonOption, passphraseOption } from './options.ts';
import { printJson } from './output.ts';
import { confirm } from './prompt.ts';

export interface PushCommandOptions extends AdminOptions {
  readonly clientId: string;
  readonly environment: MaskinportenEnvironment;
  readonly keys?: 'test' | 'prod';
  readonly apiUrl?: string;
  readonly replace?: boolean;
  readonly renew?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `altinn-jwks push maskinporten <name>`: publishes a set's public keys by the self-service API (maskinporten.md 6.2). */
export function pushCommand(io: CliIo): Command {
  const command = new Command('maskinporten')
    .description('Publish the public keys of a set on a client, after showing what changes')
    .argument('<name>', 'name of the key set');
  for (const option of [...targetOptions(), ...adminOptions(), ...consentOptions(), jsonOption()])
    command.addOption(option);
  command.addHelpText(
    'after',
    `
The newest five keys of the set are published; what is on the client and not of this set stays, unless --replace.
The admin client needs idporten:dcr.write. Its key comes from a key set of this store (--admin-key), from a file
(--admin-key-file: JWK, PEM, PKCS#12 with a business certificate), or a token of its is in $ALTINN_JWKS_ADMIN_TOKEN.

Examples:
  altinn-jwks push maskinporten my-app --client-id 7b1f0f52-… --environment test \\
    --admin-client-id 0d2c… --admin-key admin
  altinn-jwks push maskinporten my-app --client-id 7b1f0f52-… --environment prod \\
    --admin-client-id 0d2c… --admin-key-file certificate.p12 --yes
  altinn-jwks push maskinporten my-app --client-id … --environment local --admin-key admin --admin-client-id … --dry-run
`,
  );
  const push = new Command('push').description('Publish public keys').addCommand(command);
  command.action((name: string, options: PushCommandOptions, self: Command) => run(name, options, self, io));
  return push.action((_options, self: Command) => {
    io.stderr.write('Missing required subcommand.\n\n');
    self.outputHelp();
    throw new Ended(1);
  });
}

const targetOptions = (): readonly Option[] => [
  new Option('-c, --client-id <id>', 'the client whose keys they are').makeOptionMandatory(),
  new Option('-e, --environment <environment>', 'of Maskinporten (also --env)')
    .choices(['local', 'test', 'prod'])
    .makeOptionMandatory(),
  new Option('--keys <environment>', 'which keys (default: PROD for prod, else TEST)').choices(['test', 'prod']),
  new Option(
    '--api-url <url>',
    'base of another self-service API, without /api/v1 (default for local: $PORTVAKT_URL, else localhost:7070)',
  ),
  new Option('--issuer <url>', 'of another Maskinporten (default for local: as --api-url)'),
];

const adminOptions = (): readonly Option[] => [
  new Option('--admin-client-id <id>', 'the admin client (default: $ALTINN_JWKS_ADMIN_CLIENT_ID)'),
  new Option('--admin-key <name>', 'key set of this store that the admin client signs with'),
  new Option('--admin-key-file <file>', 'its key in a file').conflicts('adminKey'),
  new Option('--admin-kid <kid>', 'the kid of that key, when the file has none'),
  passphraseOption(),
];

const consentOptions = (): readonly Option[] => [
  new Option('--replace', 'remove keys of the client that are not of this set'),
  new Option('--renew', 'send them even when nothing changes: each then lives for a year from now'),
  new Option('-y, --yes', 'do not ask'),
  new Option('--dry-run', 'only show what would change').conflicts('yes'),
];

async function run(name: string, options: PushCommandOptions, self: Command, io: CliIo): Promise<void> {
  checkName(name);
  const environment: Environment = (options.keys ?? options.environment) === 'prod' ? 'PROD' : 'TEST';
  const store = await storeOf(self, io);
  const set = await existing(store, name, environment, io.now());
  const [{ planPush }, { checkBase, maskinportenOf, SelfService: Service }] = await Promise.all([
    import('../push.ts'),
    import('../self-service.ts'),
  ]);
  const usual = maskinportenOf(options.environment, io.env['PORTVAKT_URL']);
  const base = checkBase(options.apiUrl ?? usual.api, '--api-url (or PORTVAKT_URL)');
  // What cannot be published is told before anybody is asked for a token.
  planPush(set, [], { replace: true });
  const token = await adminTokenOf(options, environment, store, io);
  const service = new Service(base, options.clientId, token);
  const plan = planPush(set, await service.keys(), { replace: options.replace ?? false });
  const told = { name, environment, clientId: options.clientId, ...kidsOf(plan) };
  if (!options.json) show(plan, options, io);
  if (options.dryRun || (!plan.isChange && !options.renew)) {
    if (options.json) printJson({ ...told, published: false }, io);
    return;
  }
  if (!options.yes)
    await confirm(
      `Publish these ${plan.keys.length} keys on the client ${options.clientId} (${options.environment})?`,
      io,
    );
  await publish(service, plan);
  await notePosted(store, set, name, environment, compatOf(self, io) === undefined, io);
  if (options.json) printJson({ ...told, published: true }, io);
  else io.stdout.write(`Published ${plan.keys.length} keys on the client ${options.clientId}.\n`);
}

const kidsOf = ({ added, changed, removed, kept, foreign }: PushPlan) => ({ added, changed, removed, kept, foreign });

function show(plan: PushPlan, options: PushCommandOptions, io: CliIo): void {
  const lines = [
    ...plan.foreign.map((kid) => `  ${plain(kid)}  (not of this set; it stays)`),
    ...plan.kept.map((kid) => `  ${plain(kid)}`),
    ...plan.removed.map((kid) => `- ${plain(kid)}`),
    ...plan.changed.map((kid) => `~ ${plain(kid)}  (another key with this kid is replaced)`),
    ...plan.added.map((kid) => `+ ${plain(kid)}`),
  ];
  io.stdout.write(`Keys of the client ${options.clientId} (${options.environment}):\n`);
  for (const line of lines) io.stdout.write(`${line}\n`);
  if (!plan.isChange) io.stdout.write(options.renew ? 'Nothing changes but their age.\n' : 'Nothing to change.\n');
}

/** A kid that came over the network plays no tricks on a terminal. */
const plain = (kid: string): string => kid.slice(0, 255).replace(/\p{Cc}/gu, '?');

async function publish(service: SelfService, plan: PushPlan): Promise<void> {
  if (plan.keys.length > 0) await service.replace(plan.keys);
  else if (plan.isChange) await service.removeAll();
  else throw new JwksError('KEY_SET_EMPTY', 'There is no key to publish: make one with "create".');
}

/** A year from now Maskinporten drops them: "list --expiring" counts from here. */
async function notePosted(
  store: KeyStore,
  sent: KeySet,
  name: string,
  environment: Environment,
  isNoting: boolean,
  io: CliIo,
): Promise<void> {
  if (!isNoting) return;
  const posted = io.now().toISOString();
  const kids = sent.published().map(({ kid }) => String(kid));
  try {
    await store.update(name, environment, (set) =>
      kids.filter((kid) => set.has(kid)).reduce((noted, kid) => noted.note(kid, { posted }), set),
    );
  } catch (error) {
    // They are published all the same.
    io.stderr.write(`Warning: when they were published could not be noted. ${(error as Error).message}\n`);
  }
}
