import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'packages', 'portvakt', 'bin', 'portvakt.js');

interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command, as a user would. */
const portvakt = (args: readonly string[], options: { killAfter?: RegExp } = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [bin, ...args],
      { cwd: mkdtempSync(join(tmpdir(), 'portvakt-')) },
      (error, stdout, stderr) => resolve({ code: error ? (error.code ?? null) : 0, stdout, stderr }),
    );
    const { killAfter } = options;
    let seen = '';
    let asked = false;
    child.stdout?.on('data', (text: string) => {
      seen += text;
      if (asked || !killAfter?.test(seen)) return;
      asked = true;
      child.kill('SIGINT');
    });
  });

describe('the portvakt command', () => {
  it('walks the whole journey', async () => {
    const { code, stdout, stderr } = await portvakt(['journey']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.match(/^\d+\. .+$/gm)).toHaveLength(9);
    expect(stdout).toContain('The journey is complete');
    // Neither the private key nor a whole token is ever printed.
    expect(stdout).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{100,}/);
  });

  it('prints the addresses, stops cleanly on Ctrl-C, and keeps its data for the next start', async () => {
    const data = mkdtempSync(join(tmpdir(), 'portvakt-data-'));
    for (let start = 0; start < 2; start += 1) {
      const { code, stdout, stderr } = await portvakt(['up', '--port', '0', '--data', data], { killAfter: /--scope/ });
      const first = `Starting for the first time: making keys and a database in ${data} …\n`;
      expect([code, stderr]).toEqual([0, start === 0 ? first : '']);
      for (const text of [
        'Portal',
        'Maskinporten issuer',
        'Altinn platform',
        'API documents',
        'npx altinn-jwks create',
      ])
        expect(stdout).toContain(text);
    }
    expect(readdirSync(data)).toContain('portvakt.db');
  });

  it('says in one line that the port is taken, and exits with 1', async () => {
    const server = createServer().listen(0, 'localhost');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, stdout, stderr } = await portvakt(['up', '--port', String(port), '--data', ':memory:']);
    server.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`Port ${port} is taken: stop what uses it, or choose another with --port.\n`);
  });

  it('refuses what it does not know', async () => {
    for (const args of [['up', '--port', 'x'], ['nothing'], ['token'], ['inspect', 'x.y']]) {
      const { code, stderr } = await portvakt(args);
      expect(code).toBe(1);
      expect(stderr).not.toContain('    at ');
    }
  });
});
