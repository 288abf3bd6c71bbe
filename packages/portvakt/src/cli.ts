import { Command, CommanderError } from 'commander';

const VERSION = '0.1.0';

/** Each command's module is loaded only when it is the one asked for, so that help is quick. */
const COMMANDS: readonly (readonly [name: string, summary: string, load: () => Promise<Command>])[] = [
  ['up', 'run the platform on this machine', async () => (await import('./platform/up.ts')).upCommand()],
  [
    'journey',
    'walk the getting-started journey against a platform of its own',
    async () => (await import('./journey/index.ts')).journeyCommand(),
  ],
  [
    'doctor',
    'check a whole set-up, and say the one thing to do next',
    async () => (await import('./doctor/index.ts')).doctorCommand(),
  ],
  [
    'token',
    'get a Maskinporten token, or one for tests',
    async () => (await import('./tokens/commands.ts')).tokenCommand(),
  ],
  ['exchange', 'get an Altinn token', async () => (await import('./tokens/commands.ts')).exchangeCommand()],
  ['inspect', 'show what is in a token', async () => (await import('./tokens/commands.ts')).inspectCommand()],
  ['authorize', 'ask the PDP', async () => (await import('./tokens/authorize.ts')).authorizeCommand()],
  [
    'integrations',
    'list, make and change your Maskinporten clients, their keys and scopes',
    async () => (await import('./integrations/index.ts')).integrationsCommand(),
  ],
  [
    'apps',
    'bring real Altinn apps in, and say what TT02 would make of them',
    async () => (await import('./apps/index.ts')).appsCommand(),
  ],
  [
    'systems',
    'register systems and ask for system users',
    async () => (await import('./systems/index.ts')).systemsCommand(),
  ],
  [
    'operator',
    'let a person become an operator of a platform',
    async () => (await import('./operator/index.ts')).operatorCommand(),
  ],
  [
    'register',
    'put organisations, persons and roles into the register',
    async () => (await import('./register/index.ts')).registerCommand(),
  ],
  [
    'certificate',
    'issue and revoke business certificates of the sandbox',
    async () => (await import('./certificate/index.ts')).certificateCommand(),
  ],
  [
    'snapshot',
    'keep the state of the sandbox in a file, and bring it back',
    async () => (await import('./snapshot/index.ts')).snapshotCommand(),
  ],
  ['db', 'see to the database of a platform', async () => (await import('./care/db.ts')).dbCommand()],
  [
    'backup',
    'write the whole state of a platform to a file',
    async () => (await import('./care/backup.ts')).backupCommand(),
  ],
  ['restore', 'put a backup into an empty database', async () => (await import('./care/backup.ts')).restoreCommand()],
  ['verify', 'say whether a backup is whole', async () => (await import('./care/backup.ts')).verifyCommand()],
  [
    'situation',
    'put your program into situations, and see which it has met',
    async () => (await import('./situation/index.ts')).situationCommand(),
  ],
  [
    'listen',
    'follow what happens in the sandbox, and forward it to a webhook',
    async () => (await import('./listen/index.ts')).listenCommand(),
  ],
  [
    'audit',
    'check the audit log, and write it to a file',
    async () => (await import('./audit/index.ts')).auditCommand(),
  ],
  [
    'hosts',
    'reach the platform by the real test environments’ host names',
    async () => (await import('./hosts/index.ts')).hostsCommand(),
  ],
  ['plan', 'show what a set-up file would change', async () => (await import('./setup/index.ts')).planCommand()],
  [
    'apply',
    'make what is there what a set-up file asks for',
    async () => (await import('./setup/index.ts')).applyCommand(),
  ],
  ['import', 'write a set-up file from what is there', async () => (await import('./setup/index.ts')).importCommand()],
  [
    'drift',
    'tell whether what is there is what a set-up file asks for',
    async () => (await import('./setup/index.ts')).driftCommand(),
  ],
  [
    'completion',
    'print a completion script for bash, zsh, fish or PowerShell',
    async () => (await import('./completion/index.ts')).completionCommand(),
  ],
  ['policy', 'check, test and explain XACML policies', async () => (await import('./policy/index.ts')).policyCommand()],
];

/** As the scripts of `completion` ask: `[suggest:12] "portvakt tok"`. */
const SUGGEST = /^\[suggest:?(\d{0,6})\]$/;
/** No key is shorter: help and the like need not load what looks for one. */
const LEAST_KEY = 26;
const OURS = /^(MASKINPORTEN_|PORTVAKT_|ALTINN_|DATABASE_URL)/;

function program(): Command {
  return new Command('portvakt')
    .description('Maskinporten and Altinn Authorization on your own machine, and towards TEST and PROD')
    .version(VERSION)
    .addHelpText(
      'after',
      '\nExamples:\n  portvakt up\n  portvakt token --client-id 7b1f… --key testklient --scope altinn:instances.read\n',
    );
}

/** What a shell asks at each press of Tab (completion/index.ts): only the command that is being typed is loaded. */
async function suggestions(position: number, line: string): Promise<string> {
  const [{ suggest }, { wordsAt }] = await Promise.all([
    import('./completion/index.ts'),
    import('altinn-jwks/command'),
  ]);
  const root = await withCommand(wordsAt(line, position).typed);
  return (await suggest(root, line, position)).map((one) => `${one}\n`).join('');
}

/** The program with the command that these words name, or with the names of all. */
async function withCommand(words: readonly string[]): Promise<Command> {
  const root = program();
  // `help up` is about `up`.
  const wanted = words.find((word) => !word.startsWith('-') && word !== 'help');
  const found = COMMANDS.find(([name]) => name === wanted);
  if (found) root.addCommand(await found[2]());
  else for (const [name, summary] of COMMANDS) root.addCommand(new Command(name).description(summary));
  return root;
}

/** What a command says of its own words, and those below it. */
function complainBy(command: Command, writeErr: (text: string) => void): void {
  command.configureOutput({ writeErr });
  for (const one of command.commands) complainBy(one, writeErr);
}

async function main(args: readonly string[]): Promise<void> {
  const [, position] = SUGGEST.exec(args[0] ?? '') ?? [];
  if (position !== undefined) {
    process.stdout.write(
      await suggestions(position === '' ? Number.POSITIVE_INFINITY : Number(position), args[1] ?? ''),
    );
    return;
  }
  const isLong = (word: string | undefined) => word !== undefined && word.length > LEAST_KEY;
  const mayHold =
    args.some(isLong) || Object.keys(process.env).some((name) => OURS.test(name) && isLong(process.env[name]));
  const root = await withCommand(args);
  if (mayHold) {
    const { misplacedKey, withoutTokens } = await import('altinn-jwks/command');
    const misplaced = misplacedKey(args, process.env);
    if (misplaced !== undefined) throw new Error(misplaced);
    complainBy(root, (text) => process.stderr.write(withoutTokens(text)));
  }
  await root.parseAsync(args, { from: 'user' });
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    const { told } = await import('./told.ts');
    process.stderr.write(`${told(error)}\n`);
    if (process.env['PORTVAKT_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
}
