import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { upCommand } from './up.ts';

/** What the command prints, and what it refuses, without starting anything. */
function ask(...parts: readonly string[]): { readonly out: string; readonly code: string } {
  let out = '';
  const command = upCommand().exitOverride();
  command.configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (out += text) });
  try {
    command.parse(parts, { from: 'user' });
    return { out, code: 'started' };
  } catch (error) {
    return { out, code: (error as { code?: string }).code ?? String(error) };
  }
}

describe('portvakt up', () => {
  it('explains the registration delay in its help: how long, which errors, how to get past it', () => {
    const { out } = ask('--help');
    expect(out).toContain('--registration-delay <seconds>');
    for (const word of ['0 to 2 minutes', 'MP-100', 'MP-200', 'MP-250', '/sandbox/clock', "developer's log"])
      expect(out).toContain(word);
  });

  it.each(['', 'x', '-1', '5-1', '0-4000', '1.5', '0-120-5', '0 120'])('refuses the registration delay %j', (text) => {
    const { out, code } = ask('--registration-delay', text);
    expect(code).toBe('commander.invalidArgument');
    expect(out).toContain('seconds, 0 to 3600');
  });

  it.each(['', 'x', '-1', '1.5', '3601'])('refuses the grace and the notice %j', (text) => {
    for (const option of ['--stop-grace', '--stop-notice']) {
      const { out, code } = ask(option, text);
      expect(code).toBe('commander.invalidArgument');
      expect(out).toContain('seconds, 0 to 3600');
    }
  });

  it.each(['', ' '])('refuses the folder %j, which would be whichever one is in', (text) => {
    const { out, code } = ask('--data', text);
    expect(code).toBe('commander.invalidArgument');
    expect(out).toContain('It must be a folder');
  });

  it.runIf(process.platform === 'linux')('says at once that a folder cannot be made', async () => {
    const started = upCommand().parseAsync(['--port', '0', '--data', '/proc/portvakt/data'], { from: 'user' });
    await expect(started).rejects.toThrow(/^The platform could not start: the folder \/proc\/portvakt cannot be made/);
  });

  it.each(['--certificate-authorities', '--revocation-list'])(
    'refuses %s in the sandbox, which has its own',
    async (option) => {
      const started = upCommand().parseAsync(['--port', '0', '--data', ':memory:', option, import.meta.filename], {
        from: 'user',
      });
      await expect(started).rejects.toThrow(
        /^The platform could not start: .* are for production mode: [^\n]*leave them out/,
      );
    },
  );

  it('names a file of certificates that is not there', async () => {
    const file = join(tmpdir(), 'no-such-authorities.pem');
    const started = upCommand().parseAsync(['--data', ':memory:', '--certificate-authorities', file], { from: 'user' });
    await expect(started).rejects.toThrow(`The platform could not start: ${file} cannot be read: it is not there.`);
  });

  it('refuses other values of its choices, and names those it knows', () => {
    expect(ask('--missing-access', 'no').out).toContain('forbidden, invalid_scope');
    expect(ask('--kid-uniqueness', 'no').out).toContain('client, global');
  });
});
