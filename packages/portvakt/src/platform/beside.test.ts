import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announce, runningOn, sharing } from './beside.ts';

const SERVER = `
  const server = require('node:http').createServer((request, response) => response.end('{}'));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

describe('who else runs on a data folder', () => {
  let folder: string;
  let child: ChildProcess;
  let url: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-beside-'));
    child = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    url = `http://127.0.0.1:${String(line).trim()}`;
  });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) await killed();
  });

  const killed = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const left = (): readonly string[] => readdirSync(folder).sort();
  const note = (text: string, id = child.pid): void => writeFileSync(join(folder, `running-${id}.json`), text);

  it('is told with its address and process, and forgotten when it is dead', async () => {
    note(JSON.stringify({ process: child.pid, url }));
    const others = await runningOn(folder);
    expect(others).toEqual([{ process: child.pid, url }]);
    expect(sharing(folder, others)).toBe(
      `Another platform runs on ${folder}: ${url} (process ${child.pid}). Both serve the same data. If that is not meant, stop one, or choose another folder with --data.`,
    );
    await killed();
    expect(await runningOn(folder)).toEqual([]);
    expect(left()).toEqual([]);
  });

  it('is not a process that got the number of a dead one, nor one that left half a file', async () => {
    note(JSON.stringify({ process: child.pid, url: 'http://127.0.0.1:1' }));
    expect(await runningOn(folder)).toEqual([]);
    for (const text of ['', '{', '{}', '[]', 'null', JSON.stringify({ process: child.pid, url: 'nonsense' })]) {
      note(text);
      expect(await runningOn(folder)).toEqual([]);
    }
    expect(left()).toEqual([]);
  });

  it('is not oneself, and nothing else in the folder is touched', async () => {
    writeFileSync(join(folder, 'portvakt.db'), '');
    const back = announce(folder, url);
    expect(await runningOn(folder)).toEqual([]);
    expect(left()).toEqual(['portvakt.db', `running-${process.pid}.json`]);
    back();
    back();
    expect(left()).toEqual(['portvakt.db']);
  });
});
