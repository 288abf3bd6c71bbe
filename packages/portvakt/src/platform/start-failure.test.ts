import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFailure } from './start-failure.ts';
import { upCommand } from './up.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'portvakt-start-'));
const up = (...args: readonly string[]) => upCommand().parseAsync(['--port', '0', ...args], { from: 'user' });

describe('why a platform did not start', () => {
  it('is a folder that is a file', async () => {
    const data = join(folder(), 'data');
    writeFileSync(data, 'text');
    await expect(up('--data', data)).rejects.toThrow(
      `${join(data, 'portvakt.db')} cannot be opened or made: its folder must be a folder that this user may write to. Mend that, or choose another with --data.`,
    );
  });

  it('is a file that is no database', async () => {
    const data = folder();
    writeFileSync(join(data, 'portvakt.db'), 'no database '.repeat(1000));
    await expect(up('--data', data)).rejects.toThrow(
      `${join(data, 'portvakt.db')} is not one of this platform's databases: move it away, or choose another with --data.`,
    );
  });

  it('is a full disk', async ({ skip }) => {
    const disk = join(folder(), 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', disk]).status !== 0)
      return skip('a small file system cannot be mounted here');
    try {
      await expect(up('--data', disk)).rejects.toThrow(
        `The disk that ${join(disk, 'portvakt.db')} is on is full: free some space, or choose another with --data.`,
      );
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('is a port that is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(up('--data', ':memory:', '--host', '127.0.0.1', '--port', String(port))).rejects.toThrow(
      `Port ${port} is taken: stop what uses it, or choose another with --port.`,
    );
    taken.close();
  });

  // As root, to whom nothing is forbidden, they cannot be brought about.
  it.each([
    [
      { syscall: 'listen', code: 'EACCES', port: 80 },
      'Port 80 may not be used by this user: choose another with --port',
    ],
    [{ errcode: 8 }, 'may not be written by this user'],
    [{ errcode: 1544 }, 'may not be written by this user'],
  ])('is told where it is the cause of another failure: %j', (failure, words) => {
    const cause = Object.assign(new Error('inner'), failure);
    const options = { port: 80, data: 'data' } as Parameters<typeof startFailure>[1];
    expect(startFailure(new Error('outer', { cause }), options)).toContain(words);
  });
});
