import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { appFiles, policyOf } from '@portvakt/platform/testing/apps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appsCommand } from './index.ts';

describe('portvakt apps', () => {
  let platform: Platform;
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-apps-'));
  beforeAll(async () => {
    platform = await startPlatform({ port: 0 });
  });
  afterAll(async () => {
    await platform.stop();
    rmSync(folder, { recursive: true });
  });

  function put(files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  let failed = 0;
  let ended: () => void = () => {};
  let said: (text: string) => void = () => {};
  const run = async (...args: string[]): Promise<string> => {
    let text = '';
    const out = (part: string): void => {
      text += part;
      said(text);
    };
    const stopped = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const io = {
      out,
      error: out,
      fail() {
        failed += 1;
      },
      stopped,
    };
    await appsCommand(io).parseAsync([...args, '--url', platform.urls.base], { from: 'user' });
    return text;
  };
  const hears = (part: RegExp): Promise<void> =>
    new Promise((resolve) => {
      said = (text) => {
        if (part.test(text)) resolve();
      };
    });

  it('brings an app in, lists it and takes it away', async () => {
    const text = await run('add', put(appFiles()));
    expect(text).toBe('ttd/soknad is there: Søknad. Its tasks: Task_1, Pdf, Task_2. TT02 would take it as it is.\n');
    expect(await run('list')).toMatch(/ttd\/soknad +Søknad +its folder/);
    expect(JSON.parse(await run('list', '--json'))).toContainEqual(expect.objectContaining({ id: 'ttd/soknad' }));
    expect(await run('remove', 'ttd/soknad')).toBe('ttd/soknad is gone. Instances of it stay as they are.\n');
    await expect(run('remove', 'ttd/soknad')).rejects.toThrow('there is no app ttd/soknad');
    expect(failed).toBe(0);
  });

  it('says with file and line what TT02 does otherwise, and with --strict ends with 1', async () => {
    const policy = policyOf([{ subjects: [['urn:altinn:rolecode', 'LOKAL']], actions: ['read', 'write'] }]);
    put(appFiles({ policy }));
    const text = await run('add', folder);
    expect(text).toMatch(
      /^WARN {2}config\/authorization\/policy\.xml:4: rule .* no role has that code.* \[role-unknown\]$/m,
    );
    expect(text).toMatch(/TT02 would take it, and not all that is in it would be as it is meant: 4 warnings\.\n$/);
    expect(failed).toBe(0);
    const { findings } = JSON.parse(await run('add', folder, '--strict', '--json')) as { findings: unknown[] };
    expect(findings).toHaveLength(4);
    expect(failed).toBe(1);
  });

  it('ends with 1 for what would be refused, and brings nothing in', async () => {
    put(appFiles({ process: '<!DOCTYPE a><a/>' }));
    const text = await run('add', folder);
    expect(text).toMatch(/^FAIL .*DTD.* \[process-unreadable\]$/m);
    expect(text).toMatch(/Nothing was brought in\.\n$/);
    expect(failed).toBe(2);
    await expect(run('add', tmpdir())).rejects.toThrow(/holds no app: there is no config\/applicationmetadata\.json/);
    await expect(run('add', join(folder, 'nothing'))).rejects.toThrow(/is no folder/);
  });

  it('writes a sample that is taken as it is, and over nothing that is there', async () => {
    const plain = async (...args: string[]) => {
      let text = '';
      const out = (part: string) => {
        text += part;
      };
      const io = { out, error: out, fail: () => {}, stopped: Promise.resolve() };
      await appsCommand(io).parseAsync(['sample', ...args], { from: 'user' });
      return text;
    };
    expect(await plain()).toMatch(/^Sample +What it shows\nsimple-form +a form/);
    const samples = JSON.parse(await plain('--json')) as { name: string }[];
    for (const { name } of samples) {
      const place = join(folder, 'samples', name);
      expect(JSON.parse(await plain(name, place, '--json'))).toEqual({ name, folder: place });
      expect(await run('add', place, '--strict')).toMatch(/TT02 would take it as it is\.\n$/);
      await expect(plain(name, place)).rejects.toThrow(`${place} is there already`);
    }
    expect([samples.length, failed]).toEqual([3, 2]);
  });

  it('does it again when a file changes, also after one that was wrong', async () => {
    put(appFiles());
    const watching = hears(/Watching/);
    const done = run('add', folder, '--watch');
    await watching;
    const refused = hears(/FAIL/);
    put({ 'App/config/process/process.bpmn': '<a/>' });
    await refused;
    const again = hears(/FAIL[\s\S]*is there: Søknad/);
    put(appFiles());
    await again;
    ended();
    await done;
  });
});
