/** `portvakt plan|apply|import|drift`: a set-up as a file. */
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { textFrom } from '../input.ts';
import { withClientOptions } from '../tokens/settings.ts';
import { type Apis, readActual, readable } from './actual.ts';
import { applySteps } from './apply.ts';
import { connect, type SetupOptions, targetOf } from './connect.ts';
import { difference } from './difference.ts';
import { withLock } from './lock.ts';
import { type OwnSection, SECTIONS, type Section, type Wanted } from './model.ts';
import { planIn, type SavedPlan, savePlan, stepsDigest, wantedDigest } from './plan-file.ts';
import { plain, planJson, planText, stepLine, summaryOf } from './show.ts';
import type { Difference } from './steps.ts';
import { readSetup, setupFaults } from './wanted.ts';
import { writtenSetup } from './written.ts';

/** Where the commands write and ask; tests give their own. */
export interface SetupIo {
  out(text: string): void;
  error(text: string): void;
  exit(status: number): void;
  /** The answer of who sits at the terminal; undefined when nobody does. */
  ask(question: string): Promise<string | undefined>;
  sleep(ms: number): Promise<void>;
  connect(options: SetupOptions, sections: readonly Section[]): Promise<Apis>;
}

const PROCESS: SetupIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
  ask: async (question) => {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
  sleep: (ms) => new Promise((resolve_) => setTimeout(resolve_, ms)),
  connect,
};

interface Options extends SetupOptions {
  yes?: boolean;
  out?: string;
  force?: boolean;
  section?: OwnSection[];
  settle?: number;
}

const USUAL_FILE = 'portvakt.yaml';
/** `drift` has found some. */
const DRIFT = 2;
/** Changes reach the token endpoint within two minutes (maskinporten.md 6.1). */
const SETTLE_S = 120;

/** Which scopes are asked for, and for whom, follows from what the file has. */
const OF_ONE_TOKEN = ['--scope', '--resource', '--consumer-org', '--system-user', '--external-ref'];

/** As other commands spell the administrator's client and key: taken, and not offered. */
const OTHER_SPELLING = ['--client-id', '--key'];

function command(name: string, summary: string): Command {
  const made = withClientOptions(new Command(name).description(summary));
  for (const option of made.options)
    if ([...OF_ONE_TOKEN, ...OTHER_SPELLING].includes(option.long ?? '')) option.hideHelp();
  return made
    .option('--org <number>', 'sandbox: the organisation that you are; needs no client and no key')
    .option('--admin-client-id <id>', 'a client of yours with the scopes of what the file has (or --client-id)')
    .option('--admin-key <name>', 'its key set of altinn-jwks (or --key)');
}

const EXAMPLES = (lines: readonly string[]) => `\nExamples:\n${lines.map((line) => `  portvakt ${line}\n`).join('')}`;

/** `portvakt plan [file]`. */
export const planCommand = (io: SetupIo = PROCESS): Command =>
  command('plan', 'Show what a set-up file would change; nothing is done')
    .argument('[file]', 'the set-up file', USUAL_FILE)
    .option('--out <file>', 'keep the plan, for "portvakt apply <file>"')
    .addHelpText(
      'after',
      EXAMPLES(['plan --org 310044423', 'plan -e test --admin-client-id … --admin-key admin --out friday.plan.json']),
    )
    .action(async (file: string, options: Options) => {
      const plan = await planned(file, options, io);
      print(plan, options, io);
      if (options.out === undefined) return;
      await savePlan(resolve(options.out), saved(plan, options, options.out));
      io.error(`Kept in ${options.out}: "portvakt apply ${options.out}" does this and nothing else.\n`);
    });

/** `portvakt drift [file]`. */
export const driftCommand = (io: SetupIo = PROCESS): Command =>
  command('drift', 'Tell whether what is there is what a set-up file asks for; exit code 2 if it is not')
    .argument('[file]', 'the set-up file', USUAL_FILE)
    .addHelpText('after', EXAMPLES(['drift --admin-client-id … --admin-key admin --json']))
    .action(async (file: string, options: Options) => {
      const plan = await planned(file, options, io);
      print(plan, options, io);
      if (plan.difference.steps.length > 0) io.exit(DRIFT);
    });

const seconds = (text: string): number => {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of seconds.');
};

/** `portvakt apply [file]`. */
export const applyCommand = (io: SetupIo = PROCESS): Command =>
  command('apply', 'Make what is there what a set-up file asks for, after showing what changes')
    .argument('[file]', 'the set-up file, or a plan that "portvakt plan --out" has kept', USUAL_FILE)
    .option('-y, --yes', 'do not ask')
    .addOption(
      new Option(
        '--settle <seconds>',
        `wait so long between a new key and the removal of an old one (default: ${SETTLE_S}, local 0)`,
      ).argParser(seconds),
    )
    .addHelpText(
      'after',
      EXAMPLES(['apply -e test --admin-client-id … --admin-key admin', 'apply friday.plan.json', 'apply --yes --json']),
    )
    .action(async (given: string, options: Options) => {
      const text = await textFrom(given);
      const kept = planIn(text, given);
      const file = kept ? relative(process.cwd(), resolve(dirname(resolve(given)), kept.file)) : given;
      await withLock(resolve(file), Date.now, () => applied(file, kept, options, io));
    });

async function applied(file: string, kept: SavedPlan | undefined, options: Options, io: SetupIo): Promise<void> {
  if (kept && kept.target !== targetOf(options))
    throw new Error(`The plan was made for ${kept.target}, and this would be ${targetOf(options)}.`);
  const plan = await planned(file, options, io);
  if (kept) requireSame(kept, plan);
  const { steps } = plan.difference;
  if (!options.json) print(plan, options, io);
  if (steps.length > 0 && !kept && !options.yes) await confirm(plan, options, io);
  const stopper = stopOnInterrupt(io);
  const made: Record<string, string> = {};
  try {
    await applySteps(steps, plan.apis, {
      settle_ms: (options.settle ?? (options.environment === 'local' ? 0 : SETTLE_S)) * 1000,
      sleep: io.sleep,
      isStopped: stopper.isStopped,
      onStep: (step) => io.error(`${stepLine(step)} …\n`),
      onMade: (name, id) => {
        made[name] = id;
      },
      onWait: (ms) => io.error(`    waiting ${Math.ceil(ms / 1000)} s, until the new key is known everywhere …\n`),
    });
  } finally {
    stopper.end();
  }
  if (options.json) io.out(planJson(plan.difference, { ...about(plan, options), applied: true, made }));
  else if (steps.length > 0) {
    const { add, change, remove } = summaryOf(steps);
    io.out(`Applied: ${add} added, ${change} changed, ${remove} removed.\n`);
    for (const [name, id] of Object.entries(made)) io.out(`The client_id of ${plain(name)} is ${plain(id)}.\n`);
  }
}

/** The first Ctrl-C lets the running step end; the second ends all. */
function stopOnInterrupt(io: SetupIo) {
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    io.error('Stopping after this step.\n');
  };
  process.once('SIGINT', stop);
  return { isStopped: () => isStopped, end: () => process.removeListener('SIGINT', stop) };
}

async function confirm({ difference: { steps }, organization }: Planned, options: Options, io: SetupIo): Promise<void> {
  const answer = await io.ask(
    `Do these ${steps.length} things to ${organization} at ${targetOf(options)}? Only "yes" is taken: `,
  );
  if (answer === undefined)
    throw new Error(
      'There is no terminal to ask on: add --yes, or apply a plan that "portvakt plan --out" has kept. Nothing was done.',
    );
  if (answer.trim() !== 'yes') throw new Error('Nothing was done.');
}

/** @throws Error when the plan would be another one now */
function requireSame(kept: SavedPlan, plan: Planned): void {
  const again = 'Nothing was done; make a new plan and look at it.';
  if (kept.organization !== plan.organization)
    throw new Error(
      `The plan was made for ${kept.organization}, and the credentials speak for ${plan.organization}. ${again}`,
    );
  if (kept.wanted !== wantedDigest(plan.wanted))
    throw new Error(
      `${kept.file}, or a key or policy that it refers to, has changed since the plan was made. ${again}`,
    );
  if (kept.steps !== stepsDigest(plan.difference))
    throw new Error(`What is there has changed since the plan was made, at ${kept.made}. ${again}`);
}

interface Planned {
  readonly file: string;
  readonly apis: Apis;
  readonly wanted: Wanted;
  readonly organization: string;
  readonly difference: Difference;
}

const environmentOf = ({ environment }: Options): 'TEST' | 'PROD' => (environment === 'prod' ? 'PROD' : 'TEST');

/** @throws Error with every fault of the file, and what the APIs refuse */
async function planned(file: string, options: Options, io: SetupIo): Promise<Planned> {
  const path = resolve(file);
  const places = { folder: dirname(path), environment: environmentOf(options) };
  const { wanted, faults } = await readSetup(await textFrom(path), file, places);
  const { apis, actual } = await there(wanted, options, io).catch((error: unknown) => {
    // What is wrong with the file is told first: it is what can be mended here.
    throw faults.length > 0 ? setupFaults(file, faults) : error;
  });
  const found = difference(wanted, actual);
  const all = [...faults, ...found.faults];
  if (all.length > 0) throw setupFaults(file, all);
  return { file, apis, wanted, organization: actual.organization, difference: found };
}

async function there(wanted: Wanted, options: Options, io: SetupIo) {
  const apis = await io.connect(options, [...wanted.sections]);
  return { apis, actual: await readActual(apis, wanted, wanted.sections) };
}

const about = ({ file, organization }: Planned, options: Options) => ({
  file,
  organization,
  target: targetOf(options),
});

function print(plan: Planned, options: Options, io: SetupIo): void {
  if (options.json) io.out(planJson(plan.difference, about(plan, options)));
  else {
    io.out(`${plan.file} for ${plan.organization} at ${targetOf(options)}:\n\n`);
    io.out(planText(plan.difference, plan.file));
  }
}

const saved = (plan: Planned, options: Options, out: string): Omit<SavedPlan, 'portvaktPlan'> => ({
  made: new Date(plan.apis.now()).toISOString(),
  file: relative(dirname(resolve(out)), resolve(plan.file)),
  target: targetOf(options),
  organization: plan.organization,
  wanted: wantedDigest(plan.wanted),
  steps: stepsDigest(plan.difference),
  shown: plan.difference.steps.map(stepLine),
});

/** Where every section fails for one reason, such as a host that is not there, it is said once. @param closed `section: reason` */
function nothingRead(closed: readonly string[]): string {
  const [first = '', ...others] = closed.map((line) => line.slice(line.indexOf(': ') + 2));
  return others.every((reason) => reason === first) ? first : `Nothing can be read.\n${closed.join('\n')}`;
}

/** `portvakt import`. */
export const importCommand = (io: SetupIo = PROCESS): Command =>
  command('import', 'Write a set-up file from what is there, with public keys and policies beside it')
    .option('--out <file>', 'the set-up file', USUAL_FILE)
    .option('--force', 'write over files that are there')
    .addOption(
      new Option('--section <section...>', 'these alone (default: all that the client may read)').choices(SECTIONS),
    )
    .addHelpText(
      'after',
      EXAMPLES(['import --admin-client-id … --admin-key admin', 'import --section clients --out clients.yaml']),
    )
    .action(async ({ out = USUAL_FILE, ...options }: Options) => {
      const asked = options.section ?? SECTIONS;
      const apis = await io.connect(options, asked);
      const { open, closed } = await readable(apis, asked);
      if (options.section && closed.length > 0) throw new Error(closed.join('\n'));
      if (open.size === 0) throw new Error(nothingRead(closed));
      const actual = await readActual(apis, undefined, open);
      const path = resolve(out);
      const base = basename(path).replace(/\.(ya?ml|json)$/i, '');
      const setup = writtenSetup(actual, open, base, SCHEMA);
      const files = [
        ...setup.files.map((file) => ({ ...file, path: resolve(dirname(path), file.path) })),
        { path, text: setup.text },
      ];
      if (!options.force) for (const file of files) await requireFree(file.path);
      for (const file of files) await write(file.path, file.text);
      for (const note of setup.notes) io.error(`Note: ${note}\n`);
      for (const line of closed) io.error(`Not read: ${line}\n`);
      const entries = [...open].map((section) => `${section}: ${(actual[section] ?? []).length}`).join(', ');
      if (options.json)
        io.out(
          `${JSON.stringify({ file: out, organization: actual.organization, sections: [...open], notes: setup.notes, notRead: closed })}\n`,
        );
      else io.out(`Wrote ${out} (${entries}) from what ${actual.organization} has at ${targetOf(options)}.\n`);
    });

/** Where editors find the form of a set-up file: in the package that the command came with. */
export const SCHEMA = './node_modules/portvakt/dist/setup.schema.json';

/** @throws Error where there is a file already */
async function requireFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const name = relative(process.cwd(), path);
  throw new Error(
    `${name} is there already, and nothing was written: give another --out, or --force to write over it.`,
  );
}

/** Whole or not at all. */
async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.tmp`;
  await writeFile(aside, text);
  await rename(aside, path);
}
