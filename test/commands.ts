/** Runs the programs as they are built, with nothing of the own environment but what they need to run at all. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from './packed.ts';
import type { Installed } from './shipped.ts';

const bin = (name: string) => join(root, 'packages', name, 'bin', `${name}.js`);
/** The programs of this checkout. */
export const INSTALLED: Installed = { portvakt: bin('portvakt'), 'altinn-jwks': bin('altinn-jwks') };
const AT_ONCE = 4;

/** What a program came to. */
export interface Ended {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

/** @param folder where they run, and where their keys are */
export function commandsIn(folder: () => string) {
  function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    const [program, ...path] = command.split(' ');
    const { PATH, HOME, TMPDIR, SystemRoot } = process.env;
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [INSTALLED[program as keyof Installed], ...path, ...args],
        { cwd: folder(), env: { PATH, HOME, TMPDIR, SystemRoot, ALTINN_JWK_STORE: folder(), ...env } },
        (error, out, err) => resolve({ code: error ? (error.code ?? 'killed') : 0, out, err }),
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end();
    });
  }

  /** Runs many, a few at a time. @returns what each came to, by its name */
  async function runAll(
    commands: readonly string[],
    one: (command: string) => Promise<Ended>,
  ): Promise<readonly (readonly [command: string, ended: Ended])[]> {
    const waiting = [...commands];
    const ended: [string, Ended][] = [];
    const worker = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) ended.push([name, await one(name)]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return ended;
  }

  return { run, runAll };
}
