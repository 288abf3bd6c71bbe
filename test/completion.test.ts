import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createKeys, openStore } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALLED } from './commands.ts';

const run = promisify(execFile);

let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-completion-'));
  // Both programs by their names, as an installation has them.
  for (const [name, file] of Object.entries(INSTALLED)) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${file}' "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  await createKeys({ store: await openStore(folder), name: 'nokkelsett', environments: ['TEST'], now: new Date() });
  const { NODE_OPTIONS: _none, ...rest } = process.env;
  env = { ...rest, PATH: `${folder}${delimiter}${process.env['PATH']}`, ALTINN_JWK_STORE: folder };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Each shell, and how it is asked what it would offer after a line, with the script really sourced. */
const SHELLS: readonly (readonly [shell: string, args: (program: string, line: string) => readonly string[]])[] = [
  [
    'bash',
    (program, line) => [
      '-c',
      `source <(${program} completion bash); complete -p ${program} >&2
       COMP_LINE=$1; COMP_POINT=\${#1}; _${program.replaceAll('-', '_')}; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      line,
    ],
  ],
  [
    'zsh',
    (program, line) => [
      '-fc',
      `compdef() { :; }; compadd() { shift; print -l -- "$@"; }; _files() { :; }
       source <(${program} completion zsh); BUFFER=$1; CURSOR=\${#1}; _${program.replaceAll('-', '_')}`,
      'zsh',
      line,
    ],
  ],
  ['fish', (program, line) => ['-c', `${program} completion fish | source; complete -C "$argv[1]"`, line]],
  [
    'pwsh',
    (program, line) => [
      '-NoProfile',
      '-Command',
      `${program} completion powershell | Out-String | Invoke-Expression
       (TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText`,
    ],
  ],
];

const isThere = (shell: string): boolean => {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const there = SHELLS.filter(([shell]) => isThere(shell));
const away = SHELLS.filter((one) => !there.includes(one)).map(([shell]) => shell);
if (away.length > 0) console.log(`Completion is not tried in ${away.join(', ')}: not on this machine.`);

describe.each(there)('completion in %s', (shell, args) => {
  const offered = async (line: string): Promise<readonly string[]> => {
    const { stdout } = await run(shell, [...args(line.split(' ')[0] ?? '', line)], { env, cwd: folder });
    return stdout.trim().split(/\s+/);
  };

  it.each([
    ['portvakt ', ['up', 'token', 'integrations', 'completion']],
    ['portvakt inte', ['integrations']],
    ['portvakt integrations ', ['list', 'create', 'show', 'keys', 'scopes', 'log']],
    ['portvakt integrations keys ', ['list', 'add', 'remove']],
    ['portvakt token --en', ['--environment']],
    ['portvakt token --environment ', ['local', 'test', 'prod']],
    ['portvakt token -e pr', ['prod']],
    ['portvakt doctor -e ', ['local', 'test', 'prod']],
    ['portvakt situation start request-d', ['request-declined']],
    ['portvakt situation report --require access', ['access-revoked']],
    ['portvakt token --key ', ['nokkelsett']],
    ['portvakt up --mode ', ['sandbox', 'production']],
    ['portvakt integrations list --ina', ['--inactive']],
    ['portvakt completion ', ['bash', 'zsh', 'fish', 'powershell']],
    ['altinn-jwks exp', ['export']],
    ['altinn-jwks export key ', ['nokkelsett']],
    ['altinn-jwks create app -e ', ['prod', 'test']],
  ])('offers after "%s"', async (line, wanted) => {
    const found = await offered(line);
    expect(found).toEqual(expect.arrayContaining(wanted));
    const [, partial = ''] = / (\S*)$/.exec(line) ?? [];
    for (const one of found) expect(one.startsWith(partial)).toBe(true);
  });
});

it('is tried in bash at least, where there is one', () => {
  expect(there.length > 0 || process.platform === 'win32').toBe(true);
});
