/** The samples as their readers run them: each language by its own program, where it is installed. */
import { type ChildProcessByStdio, execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { SAMPLES, sampleNames, samplesOf } from '../src/samples.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
/** Tells a hang from a machine with other work to do. */
const LONG_MS = 300_000;

/** How a sample is run, or why it is not. */
export interface Runtime {
  readonly ending: string;
  /** Why it cannot run here; undefined when it can. */
  readonly missing: string | undefined;
  /** What starts a sample. */
  command(folder: string, file: string): Promise<Command>;
  /** Runs a sample that is a test without the reader's test framework, which prints how many have passed; undefined where a platform of its own is needed. */
  readonly test?: { readonly ending: string; command(file: string): Promise<Command> };
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

type Settings = Readonly<Record<string, string>>;

/** @returns what a sample printed. @throws with what it complained of */
export async function printed(command: Promise<Command>, env: Settings): Promise<string> {
  const { program, args, cwd } = await command;
  const { stdout } = await run(program, [...args], { cwd, env: cleaned(env), timeout: LONG_MS });
  return stdout.trim();
}

/** A sample that runs until it is stopped. */
export async function started(
  command: Promise<Command>,
  env: Settings,
): Promise<ChildProcessByStdio<null, Readable, null>> {
  const { program, args, cwd } = await command;
  return spawn(program, [...args], { cwd, env: cleaned(env), stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Nothing of the machine's own settings: a sample has what its page names. */
function cleaned(env: Settings): Settings {
  const { PATH = '', HOME = '', DOTNET_ROOT = '' } = process.env;
  return { PATH, HOME, LANG: 'C.UTF-8', ...(DOTNET_ROOT === '' ? {} : { DOTNET_ROOT }), ...env };
}

const answers = (command: string, ...args: string[]): string | undefined => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

/** Every sample that others load, beside each other, as on the reader's machine. */
let flat: string | undefined;
function flatFolder(): string {
  if (flat !== undefined) return flat;
  flat = mkdtempSync(join(tmpdir(), 'portvakt-guide-'));
  for (const name of sampleNames())
    for (const { file } of samplesOf(name)) cpSync(join(SAMPLES, name, file), join(flat, file));
  return flat;
}

/** The first Python that has what the samples need. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (one) => answers(one, '-c', 'import sys, cryptography; assert sys.version_info >= (3, 11)') !== undefined,
);

/** @returns the program with all samples, built when they have changed since */
async function program(): Promise<string> {
  const files = sampleNames().flatMap((name) =>
    samplesOf(name)
      .filter(({ file }) => file.endsWith('.cs'))
      .map(({ file }) => join(SAMPLES, name, file)),
  );
  const own = ['Guide.csproj', 'Program.cs', 'Xunit.cs'].map((name) => join(HERE, 'csharp', name));
  const hash = createHash('sha256');
  for (const file of [...own, ...files]) hash.update(readFileSync(file));
  const cache = join(HERE, '..', '..', '..', 'node_modules', '.cache', 'portvakt-guide');
  const kept = join(cache, hash.digest('base64url').slice(0, 12));
  const built = join(kept, 'out', 'Guide.dll');
  if (existsSync(built)) return built;
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  for (const file of [...own, ...files]) cpSync(file, join(making, basename(file)));
  const out = join(making, 'out');
  const env = { DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' };
  const args = ['build', 'Guide.csproj', '--output', out, '-v', 'q', '--nologo'];
  await printed(Promise.resolve({ program: 'dotnet', args, cwd: making }), env);
  renameSync(making, kept);
  return built;
}

/** What pytest does with a file of plain functions. */
const pytest = (module: string): string => `import ${module} as module
tests = [one for name, one in vars(module).items() if name.startswith("test_")]
for one in tests: one()
print(len(tests), "passed")`;

let building: Promise<string> | undefined;
const dotnet = async (name: string): Promise<Command> => {
  building ??= program();
  return { program: 'dotnet', args: [await building, name], cwd: flatFolder() };
};
const python = async (...args: string[]): Promise<Command> => ({ program: PYTHON ?? '', args, cwd: flatFolder() });

export const RUNTIMES: readonly Runtime[] = [
  {
    ending: '.ts',
    missing: undefined,
    async command(folder, file) {
      const args = ['--conditions=portvakt-source', '--no-warnings', join(folder, file)];
      return { program: process.execPath, args, cwd: folder };
    },
  },
  {
    ending: '.cs',
    missing: Number.parseInt(answers('dotnet', '--version') ?? '0', 10) >= 10 ? undefined : '.NET 10 is not installed',
    command: (_folder, file) => dotnet(basename(file, '.cs')),
    test: { ending: 'Tests.cs', command: (file) => dotnet(basename(file, '.cs')) },
  },
  {
    ending: '.py',
    missing: PYTHON === undefined ? 'no Python from 3.11 on with the package cryptography' : undefined,
    command: (_folder, file) => python(file),
    test: { ending: '_test.py', command: (file) => python('-c', pytest(basename(file, '.py'))) },
  },
  {
    ending: '.sh',
    missing:
      answers('curl', '--version') && answers('openssl', 'version') ? undefined : 'curl or openssl is not installed',
    command: async (_folder, file) => ({ program: 'sh', args: [file], cwd: flatFolder() }),
  },
];

/** Removes what running left behind. */
export function cleanUp(): void {
  if (flat !== undefined) rmSync(flat, { recursive: true, force: true });
}
