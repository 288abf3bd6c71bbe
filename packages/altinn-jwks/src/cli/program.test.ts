import { beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from './harness.ts';
import { makeProgram } from './program.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
const cli: Bench['cli'] = (...args) => bench.cli(...args);

/** The words of every command, also of those in others. */
function commandsOf(
  command: Pick<ReturnType<typeof makeProgram>, 'commands'>,
  words: readonly string[] = [],
): string[][] {
  return [[...words], ...command.commands.flatMap((one) => commandsOf(one, [...words, one.name()]))];
}

describe('help and version', () => {
  it('go to stdout with exit code 0, on every command (altinn-jwks#22, altinn-jwks#23, altinn-jwks#24)', async () => {
    const commands = commandsOf(
      makeProgram({
        stdin: () => process.stdin,
        stdout: { write: () => {} },
        stderr: { write: () => {} },
        env: {},
        now: () => new Date(0),
      }),
    );
    expect(commands).toEqual(
      expect.arrayContaining([[], ['create'], ['list'], ['export'], ['export', 'key'], ['export', 'maskinporten']]),
    );
    for (const command of commands)
      for (const flag of ['--help', '-h', '-?']) {
        const { code, out, err } = await cli([...command, flag]);
        expect([command, flag, code, err]).toEqual([command, flag, 0, '']);
        expect(out).toContain('Usage:');
      }
    expect((await cli(['--help'])).out).toMatch(
      /\nSample usage:\n {2}altinn-jwks create my-app\n(?: {2}altinn-jwks .*\n)*\n?$/,
    );
    expect(await cli(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe('a command of the .NET tool', () => {
  it('never asks and never reads stdin, not even at a terminal (altinn-jwks#25)', async () => {
    for (const [line, code] of [
      ['create x', 0],
      ['create x --suffix v1', 0],
      ['create x --suffix v1', 1],
      ['create', 1],
      ['list', 0],
      ['export', 1],
      ['export key x', 0],
      ['export key x -b -e prod', 0],
      ['export key x -r public', 0],
      ['export key nobody', 1],
      ['export maskinporten x', 0],
      ['--help', 0],
      ['--version', 0],
    ] as const) {
      // The bench has no stdin here: to ask for it is an error.
      const ended = await bench.cli(line.split(' '), { tty: true });
      expect([line, ended.code]).toEqual([line, code]);
      expect(ended.err).not.toContain('stdin');
      expect(ended.err).not.toMatch(/[?:\]] $/);
    }
  });
});
