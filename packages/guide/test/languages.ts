/** The samples as their readers run them: each language by its own program, where it is installed. */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
  /** @returns what it printed. @throws with what it complained of */
  run(folder: string, file: string, env: Readonly<Record<string, string>>): Promise<string>;
  /** Runs the sample that is a test, without the reader's test framework. @returns how many have passed */
  test?(env: Readonly<Record<string, string>>): Promise<string>;
}

const answers = (command: string, ...args: string[]): string | undefined => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

async function printed(command: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  // Nothing of the machine's own settings: a sample has what its page names.
  const { PATH = '', HOME = '', DOTNET_ROOT = '' } = process.env;
  const own = { PATH, HOME, LANG: 'C.UTF-8', ...(DOTNET_ROOT === '' ? {} : { DOTNET_ROOT }), ...env };
  const { stdout } = await run(command, [...args], { cwd, env: own, timeout: LONG_MS });
  return stdout.trim();
}

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
  await printed('dotnet', ['build', 'Guide.csproj', '--output', out, '-v', 'q', '--nologo'], making, env);
  renameSync(making, kept);
  return built;
}

/** What pytest does with a file of plain functions. */
const PYTEST = `import profile_test
tests = [one for name, one in vars(profile_test).items() if name.startswith("test_")]
for one in tests: one()
print(len(tests), "passed")`;

let building: Promise<string> | undefined;

export const RUNTIMES: readonly Runtime[] = [
  {
    ending: '.ts',
    missing: undefined,
    run: (folder, file, env) =>
      printed(process.execPath, ['--conditions=portvakt-source', '--no-warnings', join(folder, file)], folder, env),
  },
  {
    ending: '.cs',
    missing: Number.parseInt(answers('dotnet', '--version') ?? '0', 10) >= 10 ? undefined : '.NET 10 is not installed',
    async run(folder, file, env) {
      building ??= program();
      return printed('dotnet', [await building, basename(file, '.cs')], folder, env);
    },
    async test(env) {
      building ??= program();
      return printed('dotnet', [await building, 'ProfileTests'], flatFolder(), env);
    },
  },
  {
    ending: '.py',
    missing: PYTHON === undefined ? 'no Python from 3.11 on with the package cryptography' : undefined,
    run: (_folder, file, env) => printed(PYTHON ?? '', [file], flatFolder(), env),
    test: (env) => printed(PYTHON ?? '', ['-c', PYTEST], flatFolder(), env),
  },
  {
    ending: '.sh',
    missing:
      answers('curl', '--version') && answers('openssl', 'version') ? undefined : 'curl or openssl is not installed',
    run: (_folder, file, env) => printed('sh', [file], flatFolder(), env),
  },
];

/** Removes what running left behind. */
export function cleanUp(): void {
  if (flat !== undefined) rmSync(flat, { recursive: true, force: true });
}
