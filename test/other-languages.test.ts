import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { kill } from 'node:process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './packed.ts';

const run = promisify(execFile);
const BIN = join(root, 'packages', 'portvakt', 'bin', 'portvakt.js');

const folder = (): string => mkdtempSync(join(tmpdir(), 'portvakt-languages-'));
const { NODE_OPTIONS: _sources, ...env } = process.env;

/** What the sample uses of pytest, for machines that have Python alone: `python3 pytest.py` runs its tests. */
const STAND_IN = `import contextlib, sys
def fixture(*given, **_):
    return given[0] if given else lambda function: function
class Raised: value = None
@contextlib.contextmanager
def raises(kind):
    raised = Raised()
    try:
        yield raised
    except kind as error:
        raised.value = error
    else:
        raise AssertionError(f"{kind} was not raised")
if __name__ == "__main__":
    sys.modules["pytest"] = sys.modules["__main__"]
    import conftest, test_instances
    passed = 0
    started = conftest.running_platform()
    running = next(started)
    for name, test in vars(test_instances).items():
        if name.startswith("test_"):
            test(conftest.platform(running))
            passed += 1
    next(started, None)
    print(f"{passed} passed")
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;
const hasPytest = hasPython && spawnSync('python3', ['-m', 'pytest', '--version']).status === 0;
if (!hasPython) console.log('The sample for pytest is not tried: python3 is not installed.');

describe('programs in other languages', () => {
  it.skipIf(!hasPython)('have a platform in pytest by a file that is copied', async () => {
    const place = folder();
    cpSync(join(root, 'examples', 'pytest'), place, { recursive: true });
    if (!hasPytest) writeFileSync(join(place, 'pytest.py'), STAND_IN);
    const args = hasPytest ? ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'] : ['pytest.py'];
    const { stdout } = await run('python3', args, {
      cwd: place,
      env: { ...env, PORTVAKT_COMMAND: `${process.execPath} ${BIN}`, PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(stdout).toContain('3 passed');
  });

  it('leave no platform behind: it ends with its standard input', async () => {
    const child = spawn(
      process.execPath,
      [BIN, 'up', '--port', '0', '--data', ':memory:', '--json', '--stop-with-stdin'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
        env,
      },
    );
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { urls } = JSON.parse(line) as { urls: { base: string } };
    expect((await fetch(new URL('/health', urls.base))).status).toBe(200);
    const ended = once(child, 'exit');
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });
});

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly { readonly run: string; readonly env: object }[] };
}

describe('the action for GitHub', () => {
  const { inputs, runs } = parse(readFileSync(join(root, 'deploy', 'github-action', 'action.yml'), 'utf8')) as Action;

  /** Runs its step as the runner does, with an npx that starts what is built. */
  async function act(options: string) {
    const place = folder();
    const npx = `#!/bin/sh\n[ "$1 $2" = "--yes portvakt@${inputs['version']?.default}" ] || exit 9\nshift 2\nexec "${process.execPath}" "${BIN}" "$@"\n`;
    writeFileSync(join(place, 'npx'), npx, { mode: 0o755 });
    const files = { GITHUB_OUTPUT: join(place, 'output'), GITHUB_ENV: join(place, 'env') };
    const [step] = runs.steps;
    const ended = await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], {
      env: {
        ...{ ...env, ...files, RUNNER_TEMP: place, PATH: `${place}${delimiter}${env['PATH']}` },
        ...{ PORTVAKT_VERSION: inputs['version']?.default, PORTVAKT_OPTIONS: options },
      },
    });
    return { ...ended, output: readFileSync(files.GITHUB_OUTPUT, 'utf8'), set: readFileSync(files.GITHUB_ENV, 'utf8') };
  }

  it('starts a platform for the steps after it, and names it', async () => {
    const { output, set } = await act('--environment ACTION --stop-grace 0');
    const [, url = ''] = /^url=(http:\/\/localhost:\d+)\n$/.exec(output) ?? [];
    const [, named, process = ''] = /^PORTVAKT_URL=(.+)\nPORTVAKT_PID=(\d+)\n$/.exec(set) ?? [];
    try {
      expect(named).toBe(url);
      expect((await fetch(new URL('/health', url))).status).toBe(200);
    } finally {
      kill(Number(process), 'SIGTERM');
    }
  });

  it('fails with what the command says when it does not start', async () => {
    await expect(act('--no-such-option')).rejects.toMatchObject({
      stderr: expect.stringContaining("unknown option '--no-such-option'"),
    });
  });
});
