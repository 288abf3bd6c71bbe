import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeys } from './create.ts';
import { examine } from './doctor.ts';
import { KeySet } from './key-set.ts';
import { openStore } from './open-store.ts';
import type { KeyStore } from './store.ts';
import { keyNumber } from './testing/keys.ts';

const WRITER = fileURLToPath(new URL('./testing/writer.ts', import.meta.url));
const NODE = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];
/** The programs that write need not make a key of their own. */
process.env['TEST_JWK'] = JSON.stringify(keyNumber(0, ''));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let directory: string;
let store: KeyStore;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'altinn-jwks-'));
  folders.push(directory);
  store = await openStore(directory);
});

const add = (to: KeyStore, kid: string, number = 0, name = 'app') =>
  to.update(name, 'TEST', (set) => set.add(keyNumber(number, kid)));
const kids = async () => (await store.read('app', 'TEST'))?.keys.map(({ kid }) => kid);
const errorsOf = async () => (await examine(store, new Date())).findings.filter(({ level }) => level === 'error');
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the directory store', () => {
  it.skipIf(process.platform === 'win32')(
    'makes directories and files for their owner only, whatever the umask, and tightens older ones (altinn-jwks#69)',
    async () => {
      const before = process.umask(0);
      try {
        const deep = await openStore(join(directory, 'one', 'two'));
        await add(deep, 'a');
        for (const folder of [join(directory, 'one'), deep.location]) expect(mode(folder)).toBe('700');
        const file = join(deep.location, 'app-TEST.jwks.json');
        expect(mode(file)).toBe('600');
        chmodSync(file, 0o644);
        expect((await deep.inspect()).map(({ text }) => text)).toEqual([expect.stringContaining('others may read')]);
        await add(deep, 'b', 1);
        expect(mode(file)).toBe('600');
        chmodSync(deep.location, 0o777);
        expect((await deep.inspect()).map(({ text }) => text)).toEqual([expect.stringContaining('others may write')]);
      } finally {
        process.umask(before);
      }
    },
  );

  it('is opened by a path, a file: URL and a path below the home directory', async () => {
    await add(await openStore(new URL(`file://${directory}/`).href), 'a');
    expect(await kids()).toEqual(['a']);
    expect((await openStore('~/keys')).location).not.toContain('~');
    for (const location of ['file://elsewhere/keys', 'file:///a%2Fb'])
      await expect(openStore(location)).rejects.toMatchObject({ code: 'UNSUPPORTED_STORE' });
  });

  it('writes nothing when nothing changes', async () => {
    await add(store, 'a');
    const file = join(directory, 'app-TEST.jwks.json');
    const before = statSync(file);
    await store.update('app', 'TEST', (set) => set);
    expect([statSync(file).ino, readdirSync(directory)]).toEqual([before.ino, ['app-TEST.jwks.json']]);
  });

  const PATHS = ['../x', '/etc/x', 'a/b', 'a\\b', '..', '', 'a\0b', 'a\nb', 'a..b', 'a'.repeat(101)];
  it.each([...PATHS, '.hidden', '-x', 'æ'])(
    'refuses the name %j everywhere before it touches a file (altinn-jwks#70)',
    async (name) => {
      const fresh = await openStore(join(directory, 'fresh'));
      // What the .NET tool may have named so is looked for, as long as the name is no path.
      if (!PATHS.includes(name)) expect(await fresh.read(name, 'TEST')).toBeUndefined();
      for (const work of [
        ...(PATHS.includes(name) ? [() => fresh.read(name, 'TEST')] : []),
        () => fresh.update(name, 'TEST', (set) => set.add(keyNumber(0, 'a'))),
        () => fresh.updateAll(name, ['TEST'], (sets) => sets),
        () => createKeys({ store: fresh, name }),
      ])
        await expect(work()).rejects.toMatchObject({
          code: 'INVALID_NAME',
          message: expect.stringMatching(/^[^\n]+$/),
        });
      expect(existsSync(fresh.location)).toBe(false);
    },
  );

  it('changes both environments or neither', async () => {
    await createKeys({ store, name: 'app', suffix: 'a' });
    const before = readFileSync(join(directory, 'app-TEST.jwks.json'), 'utf8');
    // PROD cannot be replaced: a directory with something in it stands there.
    rmSync(join(directory, 'app-PROD.jwks.json'));
    mkdirSync(join(directory, 'app-PROD.jwks.json', 'x'), { recursive: true });
    const change = () =>
      store.updateAll(
        'app',
        ['TEST'],
        (sets) =>
          new Map([
            ['TEST', (sets.get('TEST') as KeySet).add(keyNumber(0, 'app-TEST.b'))],
            ['PROD', new KeySet('app-PROD', [keyNumber(1, 'app-PROD.b')])],
          ] as const),
      );
    await expect(change()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/^Cannot use the store [^\n]+$/),
    });
    expect(readFileSync(join(directory, 'app-TEST.jwks.json'), 'utf8')).toBe(before);
    expect(readdirSync(directory).sort()).toEqual(['app-PROD.jwks.json', 'app-TEST.jwks.json']);
  });

  it('leaves the set alone when the change fails', async () => {
    await add(store, 'a');
    await expect(store.update('app', 'TEST', () => Promise.reject(new RangeError('mine')))).rejects.toThrow();
    await expect(add(store, 'a')).rejects.toMatchObject({ code: 'KEY_EXISTS' });
    expect(await kids()).toEqual(['a']);
    expect(readdirSync(directory)).toEqual(['app-TEST.jwks.json']);
  });

  it.skipIf(process.platform === 'win32')('reads neither pipes nor devices nor what is far too long', async () => {
    const file = join(directory, 'app-TEST.jwks.json');
    for (const make of [
      () => execFileSync('mkfifo', [file]),
      () => symlinkSync('/dev/zero', file),
      () => {
        writeFileSync(file, '');
        truncateSync(file, 50_000_000);
      },
    ]) {
      make();
      await expect(store.read('app', 'TEST')).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
      await expect(add(store, 'a')).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
      rmSync(file);
    }
  });

  it('tells of a half-written file in one line and leaves it, at whatever length it ends', async () => {
    await add(store, 'a');
    const file = join(directory, 'app-TEST.jwks.json');
    const whole = readFileSync(file, 'utf8');
    for (let length = 0; length < whole.length; length += 131) {
      writeFileSync(file, whole.slice(0, length));
      for (const work of [() => store.read('app', 'TEST'), () => add(store, 'b', 1)])
        await expect(work()).rejects.toMatchObject({
          code: 'STORE_CORRUPT',
          message: expect.stringMatching(/app-TEST\.jwks\.json cannot be read as a key set: [^\n]+ backup [^\n]+$/),
        });
      expect(readFileSync(file, 'utf8')).toBe(whole.slice(0, length));
      expect((await errorsOf())[0]?.where).toBe('app-TEST');
    }
    expect(readdirSync(directory)).toEqual(['app-TEST.jwks.json']);
  });
});

describe('the lock', () => {
  const lock = () => join(directory, '.app.lock');
  const impatient = () => openStore(directory, { lockWait_ms: 60 });

  it('of a process that lives is waited for, in the end with an error that names it', async () => {
    const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(lock(), `${living.pid} ${hostname()} x`);
      await expect(add(await impatient(), 'a')).rejects.toMatchObject({
        code: 'STORE_LOCKED',
        message: expect.stringMatching(
          new RegExp(`^Another process \\(process ${living.pid} on [^\\n]+remove \\S+/\\.app\\.lock and try again\\.$`),
        ),
      });
      expect(readdirSync(directory)).toEqual(['.app.lock']);
      // As soon as it is given back, the one that waits goes on.
      const waiting = add(store, 'a');
      rmSync(lock());
      await waiting;
      expect(await kids()).toEqual(['a']);
    } finally {
      living.kill('SIGKILL');
    }
  });

  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const hourAgo = new Date(Date.now() - 3_600_000);
  it.each([
    ['of a process that has died', `${dead} ${hostname()} x`, undefined],
    ['of another life of this very process id', `${process.pid} ${hostname()} x`, hourAgo],
    ['that nobody has touched for an hour, even of another machine', `1 elsewhere x`, hourAgo],
    ['without a name, left by one that died while making it', '', hourAgo],
  ])('%s is taken over', async (_whose, owner, touched) => {
    writeFileSync(lock(), owner);
    if (touched) utimesSync(lock(), touched, touched);
    expect((await store.inspect()).map(({ text }) => text)).toEqual([expect.stringContaining('process that has died')]);
    await add(await impatient(), 'a');
    expect(readdirSync(directory)).toEqual(['app-TEST.jwks.json']);
  });

  it.each([
    ['of another machine', '1 elsewhere x'],
    ['of another thread of this process', `${process.pid} ${hostname()} x`],
    ['that is just being made', ''],
  ])('%s is not', async (_whose, owner) => {
    writeFileSync(lock(), owner);
    await expect(add(await impatient(), 'a')).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    expect(readFileSync(lock(), 'utf8')).toBe(owner);
    expect(await store.inspect()).toEqual([]);
  });

  it('that somebody has broken meanwhile stops the write', async () => {
    await add(store, 'a');
    const change = store.update('app', 'TEST', (set) => {
      writeFileSync(lock(), `1 elsewhere y`);
      return set.add(keyNumber(1, 'b'));
    });
    await expect(change).rejects.toMatchObject({ code: 'STORE_LOCKED', message: expect.stringContaining('try again') });
    expect(await kids()).toEqual(['a']);
    expect(readFileSync(lock(), 'utf8')).toBe('1 elsewhere y');
  });

  it('is one name’s only', async () => {
    writeFileSync(lock(), '1 elsewhere x');
    await add(await impatient(), 'a', 0, 'other');
    expect(readdirSync(directory).sort()).toEqual(['.app.lock', 'other-TEST.jwks.json']);
  });

  it('lets several processes and several tasks of one write one after the other, and none is lost', async () => {
    // Something for all to wait for, so that they begin together.
    writeFileSync(lock(), `${dead} ${hostname()} x`);
    const processes = ['a', 'b', 'c'].map((one) =>
      fork(WRITER, [directory, one, '8'], { execArgv: NODE, silent: true }),
    );
    const own = Promise.all(
      [0, 1, 2, 3].map((number) => store.update('app', 'TEST', (set) => set.add(keyNumber(0, `own.${number}`), 99))),
    );
    const codes = await Promise.all(processes.map(async (one) => (await once(one, 'exit'))[0] as number));
    await own;
    expect(codes).toEqual([0, 0, 0]);
    const expected = [...'abc'].flatMap((one) => [...Array(8).keys()].map((number) => `${one}.${number}`));
    expect((await kids())?.sort()).toEqual([...expected, ...[0, 1, 2, 3].map((number) => `own.${number}`)].sort());
    expect(readdirSync(directory)).toEqual(['app-TEST.jwks.json']);
  });
});

describe('a crash', () => {
  it('at any moment leaves a store without fault that holds every key that was told to be written (altinn-jwks#69)', async () => {
    const told: string[] = [];
    let killedWithLock = 0;
    let seed = 7;
    for (let round = 0; round < 14; round += 1) {
      const child = fork(WRITER, [directory, `r${round}`, '1000', 'both'], { execArgv: NODE, silent: true });
      const exit = once(child, 'exit');
      // After one to three keys, and then somewhere in the middle of the next ones.
      seed = (seed * 48_271) % 0x7fffffff;
      let left = 1 + (seed % 3);
      await new Promise<void>((resolve) => {
        child.on('message', (kid) => {
          if (kid === 'ready') return child.send('go');
          told.push(String(kid));
          left -= 1;
          return left === 0 && resolve();
        });
      });
      await new Promise((resolve) => setTimeout(resolve, seed % 11));
      child.kill('SIGKILL');
      await exit;
      if (existsSync(join(directory, '.app.lock'))) killedWithLock += 1;
      expect(await errorsOf()).toEqual([]);
      for (const environment of ['TEST', 'PROD'] as const) {
        const present = new Set((await store.read('app', environment))?.keys.map(({ kid }) => kid));
        expect(told.filter((kid) => !present.has(kid))).toEqual([]);
      }
    }
    // Otherwise nothing has been tried.
    expect(killedWithLock).toBeGreaterThan(0);
    // The next writer clears away what the dead ones left: parts of files hold private keys.
    await add(store, 'last');
    expect(readdirSync(directory).sort()).toEqual(['app-PROD.jwks.json', 'app-TEST.jwks.json']);
    expect((await examine(store, new Date())).findings.filter(({ text }) => /interrupted|has died/.test(text))).toEqual(
      [],
    );
  });
});

describe('a disk that is full', () => {
  it('changes nothing: a file system without space', async ({ skip }) => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]).status !== 0)
      return skip('a small file system cannot be mounted here');
    try {
      const small = await openStore(disk);
      await createKeys({ store: small, name: 'app', suffix: 'a' });
      const before = await small.read('app', 'TEST');
      let written = 0;
      const fill = async () => {
        for (; written < 60; written += 1)
          await small.updateAll(
            'app',
            ['TEST', 'PROD'],
            (sets) =>
              new Map(
                [...sets].map(([environment, set]) => [environment, set.add(keyNumber(0, `k${written}`), 99)] as const),
              ),
          );
      };
      await expect(fill()).rejects.toMatchObject({
        code: 'STORE_FAILED',
        message: expect.stringMatching(/^[^\n]*the disk is full: free some space[^\n]*$/),
      });
      expect(written).toBeGreaterThan(0);
      for (const environment of ['TEST', 'PROD'] as const)
        expect((await small.read('app', environment))?.keys).toHaveLength(written + 1);
      expect((await small.read('app', 'TEST'))?.keys[0]).toEqual(before?.keys[0]);
      expect(readdirSync(disk).sort()).toEqual(['app-PROD.jwks.json', 'app-TEST.jwks.json']);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('changes nothing: a limit on the size of files', async ({ skip }) => {
    if (spawnSync('bash', ['-c', 'ulimit -f 4']).status !== 0) return skip('bash has no ulimit -f here');
    await add(store, 'a');
    const before = readFileSync(join(directory, 'app-TEST.jwks.json'), 'utf8');
    const command = [process.execPath, ...NODE, WRITER, directory, 'x', '9'].map((word) => `'${word}'`).join(' ');
    const limited = spawnSync('bash', ['-c', `ulimit -f 4; exec ${command}`], { encoding: 'utf8' });
    expect(limited.stderr).toMatch(/STORE_FAILED Cannot use the store [^\n]+size of files[^\n]+/);
    const now = await kids();
    expect(now?.[0]).toBe('a');
    expect(now?.length).toBeGreaterThan(1);
    expect(readFileSync(join(directory, 'app-TEST.jwks.json'), 'utf8').startsWith(before.slice(0, 1000))).toBe(true);
    expect(readdirSync(directory)).toEqual(['app-TEST.jwks.json']);
  });
});

describe('a directory that may not be written', () => {
  it('is told in one line, and read all the same', async ({ skip }) => {
    if (process.platform === 'win32') return skip('Windows has no such modes');
    await add(store, 'a');
    const before = readFileSync(join(directory, 'app-TEST.jwks.json'), 'utf8');
    chmodSync(join(directory, 'app-TEST.jwks.json'), 0o644);
    chmodSync(directory, 0o555);
    // Root may write everywhere, so the writer is nobody.
    const isRoot = process.getuid?.() === 0;
    const options = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    const child = spawnSync(process.execPath, [...NODE, WRITER, directory, 'x', '1'], {
      ...options,
      cwd: '/',
      encoding: 'utf8',
    });
    chmodSync(directory, 0o700);
    if (isRoot && /EACCES|Cannot find module/.test(child.stderr) && !/STORE_FAILED/.test(child.stderr))
      return skip('as another user the sources here may not be read');
    expect(child.stderr).toMatch(/^STORE_FAILED Cannot use the store [^\n]+: permission denied: [^\n]+\n$/);
    expect(child.stdout).toBe('read a\n');
    expect(readFileSync(join(directory, 'app-TEST.jwks.json'), 'utf8')).toBe(before);
  });

  it.each([
    ['a file', () => writeFileSync(join(directory, 'x'), '')],
    ['a circle of links', () => symlinkSync(join(directory, 'x'), join(directory, 'x'))],
  ])('because it is %s is told in one line', async (_what, make) => {
    make();
    const other = await openStore(join(directory, 'x'));
    for (const work of [() => add(other, 'a'), () => other.list()])
      await expect(work()).rejects.toMatchObject({
        code: 'STORE_FAILED',
        message: expect.stringMatching(
          /^Cannot use the store [^\n]+: (it is not a directory|its links go in a circle)\.$/,
        ),
      });
  });
});
