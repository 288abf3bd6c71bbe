/** Starts the bundled suite on each runtime. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Outcome, Settings } from './suite.ts';

const here = dirname(fileURLToPath(import.meta.url));
const LIMIT_MS = 300_000;

/** A program of another runtime, or undefined where `npm ci` in this folder has not brought it. */
function installed(...path: string[]): string | undefined {
  const file = join(here, 'node_modules', ...path);
  return existsSync(file) ? file : undefined;
}

/** ES modules without any `node:` import: esbuild's platform "neutral" refuses them. @returns the folder with `stdin.mjs`, and what it loads later */
async function bundle(folder: string, entry: string, settings: Settings, splitting: boolean): Promise<string> {
  const outdir = join(folder, splitting ? 'pieces' : 'one-piece');
  await build({
    stdin: { contents: entry, resolveDir: here, loader: 'ts' },
    bundle: true,
    splitting,
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    platform: 'neutral',
    conditions: ['portvakt-source'],
    define: { SETTINGS: JSON.stringify(settings) },
  });
  return outdir;
}

async function command(file: string, args: readonly string[], folder: string): Promise<readonly Outcome[]> {
  // Without the environment: what the client needs it is told.
  const env = { HOME: folder, DENO_DIR: folder, NO_COLOR: '1' };
  const { stdout } = await promisify(execFile)(file, args, { cwd: folder, env, timeout: LIMIT_MS });
  return JSON.parse(stdout) as readonly Outcome[];
}

const PRINT = "import { runSuite } from './suite.ts'; console.log(JSON.stringify(await runSuite(SETTINGS)));";
const SERVE =
  "import { runSuite } from './suite.ts'; export default { fetch: async () => Response.json(await runSuite(SETTINGS)) };";

const workerConfig = (file: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [(name = "worker", esModule = embed "${file}")], compatibilityDate = "2026-01-01")),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

/** workerd tells on a file descriptor where it listens. */
async function listening(child: ChildProcess): Promise<number> {
  const control = child.stdio[3];
  if (!control || !('read' in control)) throw new Error('workerd has no control channel');
  for await (const line of createInterface({ input: control })) {
    const event = JSON.parse(line) as { event: string; port?: number };
    if (event.event === 'listen' && event.port !== undefined) return event.port;
  }
  throw new Error('workerd ended before it listened');
}

async function worker(file: string, folder: string, settings: Settings): Promise<readonly Outcome[]> {
  const outdir = await bundle(folder, SERVE, settings, false);
  const config = join(outdir, 'config.capnp');
  writeFileSync(config, workerConfig('stdin.mjs'));
  const child = spawn(file, ['serve', '--control-fd=3', config], {
    cwd: outdir,
    env: { HOME: folder },
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  try {
    const port = await listening(child);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(LIMIT_MS) });
    return (await answer.json()) as readonly Outcome[];
  } finally {
    child.kill();
  }
}

export type Run = (settings: Settings) => Promise<readonly Outcome[]>;

/** How to run the suite on each runtime, on Workers in one piece as their own tool bundles it, elsewhere in pieces; undefined where it is not here. @param folder for what is built, and as home */
export function runtimes(folder: string): Readonly<Record<string, Run | undefined>> {
  const printing = (file: string | undefined, ...args: string[]): Run | undefined =>
    file === undefined
      ? undefined
      : async (settings) =>
          command(file, [...args, join(await bundle(folder, PRINT, settings, true), 'stdin.mjs')], folder);
  const workerd = installed('@cloudflare', 'workerd-linux-64', 'bin', 'workerd');
  return {
    Node: printing(process.execPath),
    // It may reach this machine's network and nothing else: no file, no environment.
    Deno: printing(
      installed('@deno', 'linux-x64-glibc', 'deno'),
      'run',
      '--no-prompt',
      '--allow-net=127.0.0.1,localhost',
    ),
    Bun: printing(installed('@oven', 'bun-linux-x64', 'bin', 'bun'), 'run'),
    Workers: workerd === undefined ? undefined : (settings) => worker(workerd, folder, settings),
  };
}
