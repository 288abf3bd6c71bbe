import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './packed.ts';

const programs = ['portvakt', 'altinn-jwks'].map((name) => {
  const folder = join(root, 'packages', name);
  const { engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { engines: { node: string } };
  const [, least = '', major = '', minor = ''] = /^>=((\d+)\.(\d+))$/.exec(engines.node) ?? [];
  return { name, bin: join(folder, 'bin', `${name}.js`), least, before: `${major}.${Number(minor) - 1}.9` };
});

/** Runs the command in a Node that says to be of this version. */
const runAs = (bin: string, version: string) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const versions = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const preload = `data:text/javascript,${encodeURIComponent(versions)}`;
    execFile(process.execPath, ['--import', preload, bin, '--version'], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

describe.each(programs)('$name under a Node that is too old', ({ bin, least, before }) => {
  it.each(['16.20.2', '20.18.1', before])('says in one line which it needs: %s', async (version) => {
    const { code, stdout, stderr } = await runAs(bin, version);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(`needs Node ${least} or newer, and this is Node ${version}`),
    ]);
  });

  it.each([`${least}.0`, '26.0.0'])('and starts under one that is not: %s', async (version) => {
    const { stderr } = await runAs(bin, version);
    expect(stderr).not.toContain('or newer');
  });
});
