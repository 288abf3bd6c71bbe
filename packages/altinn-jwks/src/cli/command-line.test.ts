import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalArguments } from './command-line.ts';
import { type Bench, openBench, setOf } from './harness.ts';
import { makeProgram } from './program.ts';

const SILENT = {
  stdin: () => process.stdin,
  stdout: { write: () => {} },
  stderr: { write: () => {} },
  env: {},
  now: () => new Date(0),
};
const canonical = (...args: string[]): string => canonicalArguments(makeProgram(SILENT), args).join(' ');

describe('a command line', () => {
  it.each([
    ['create x', 'create -- x'],
    // Values: apart, by = or :, or joined to a short name.
    ['create x --size 3072', 'create --size=3072 -- x'],
    ['create x --size=3072', 'create --size=3072 -- x'],
    ['create x --size:3072', 'create --size=3072 -- x'],
    ['create x -s 3072', 'create --size=3072 -- x'],
    ['create x -s3072', 'create --size=3072 -- x'],
    ['create x -s=3072', 'create --size=3072 -- x'],
    ['create x -s:3072', 'create --size=3072 -- x'],
    ['create x -e:prod', 'create --environment=prod -- x'],
    ['create x -eprod', 'create --environment=prod -- x'],
    ['create x --env=prod', 'create --environment=prod -- x'],
    ['create x --alg rs512 -u enc', 'create --algorithm=rs512 --use=enc -- x'],
    // The value of an option may look like an option, a command, or have its own = and :.
    ['create x --suffix -p', 'create --suffix=-p -- x'],
    ['create x --suffix create', 'create --suffix=create -- x'],
    ['create x --suffix=a=b:c', 'create --suffix=a=b:c -- x'],
    ['list --store C:\\keys', '--store=C:\\keys list'],
    // Options before and after, and whose short name it is.
    ['create --suffix v1 x -e test', 'create --suffix=v1 --environment=test -- x'],
    ['-s DIR create x', '--store=DIR create -- x'],
    ['create x --store DIR', '--store=DIR create -- x'],
    ['-s DIR create -s 4096 x', '--store=DIR create --size=4096 -- x'],
    ['list -s DIR', '--store=DIR list'],
    ['list -sDIR', '--store=DIR list'],
    ['export -s DIR key x', '--store=DIR export key -- x'],
    ['export key -s DIR x', '--store=DIR export key -- x'],
    // Flags of release 1, by themselves and bundled.
    ['create x -t -p', 'create --test --prod -- x'],
    ['create x -tp', 'create --test --prod -- x'],
    ['create x --dev', 'create --test -- x'],
    ['create x -d', 'create --test -- x'],
    ['create x -ts4096', 'create --test --size=4096 -- x'],
    ['export key -bp x', 'export key --base64 --prod -- x'],
    ['export key -beprod x', 'export key --base64 --environment=prod -- x'],
    ['export key -be prod x', 'export key --base64 --environment=prod -- x'],
    ['export key -be:prod x', 'export key --base64 --environment=prod -- x'],
    ['export key x -rpublic', 'export key --variant=public -- x'],
    // A flag takes the next word only if it is true or false.
    ['export key --base64 x', 'export key --base64 -- x'],
    ['export key x --base64 true', 'export key --base64 -- x'],
    ['export key --base64 True x', 'export key --base64 -- x'],
    ['export key --base64 false x', 'export key -- x'],
    ['export key --base64:false x', 'export key -- x'],
    ['export key --base64=true x', 'export key --base64 -- x'],
    ['export key -b:false x', 'export key -- x'],
    ['export key -bfalse x', 'export key -- x'],
    // Words after -- are never options, and a name may be a command's.
    ['create -- -x', 'create -- -x'],
    ['create --suffix v1 -- --help', 'create --suffix=v1 -- --help'],
    ['create create', 'create -- create'],
    // Help in each of its spellings, wherever it stands.
    ['-?', '--help'],
    ['/h', '--help'],
    ['create x /?', 'create --help'],
    ['export key -h x --nonsense', 'export key --help'],
  ])('%s is read as %s (altinn-jwks#78)', (line, expected) => {
    expect(canonical(...line.split(' '))).toBe(expected);
  });

  it('keeps an empty value, and what is no option at all for commander to refuse', () => {
    expect(canonicalArguments(makeProgram(SILENT), ['create', 'x', '--suffix', ''])).toEqual([
      'create',
      '--suffix=',
      '--',
      'x',
    ]);
    expect(canonical('create', 'x', '--nonsense')).toBe('create --nonsense -- x');
    expect(canonical('create', 'x', '-z3')).toBe('create -z3 -- x');
  });

  it.each([
    ['create x y', "Unrecognized command or argument 'y'."],
    ['list x', "Unrecognized command or argument 'x'."],
    ['export keys x', "Unrecognized command or argument 'keys'."],
    ['crate x', "Unrecognized command or argument 'crate'."],
    ['create x --suffix', "Required argument missing for option: '--suffix'."],
    ['export key x --base64=yes', "Cannot parse argument 'yes' for option '--base64'"],
    ['create @/nowhere/at/all', 'Response file "/nowhere/at/all" cannot be used: it is not found.'],
  ])('%s is refused', (line, message) => {
    expect(() => canonical(...line.split(' '))).toThrow(message);
  });

  it('may stand in response files: several words a line, quotes, comments, files in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'altinn-jwks-'));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return `@${join(folder, name)}`;
    };
    const inner = file('inner', '--env prod\n');
    const outer = file('outer', `# a comment\r\ncreate x\r\n  --suffix "two words" \n\n${inner}\n`);
    expect(canonicalArguments(makeProgram(SILENT), [outer, '-u', 'enc'])).toEqual([
      'create',
      '--suffix=two words',
      '--environment=prod',
      '--use=enc',
      '--',
      'x',
    ]);
    expect(canonical('create', '--', outer)).toBe(`create -- ${outer}`);
    const loop = file('loop', `@${join(folder, 'loop')}`);
    expect(() => canonical(loop)).toThrow('Response file');
    expect(() => canonical(file('long', 'x'.repeat(200_000)))).toThrow('longer than');
  });
});

describe('a command line that release 2.0.0 takes', () => {
  let bench: Bench;
  let stored: string;
  beforeAll(async () => {
    stored = await setOf(['app-TEST.BKBQ', 'app-TEST.BKBR']);
  });
  beforeEach(() => {
    bench = openBench();
    for (const environment of ['TEST', 'PROD'])
      writeFileSync(bench.path(`app-${environment}.jwks.json`), stored.replaceAll('TEST', environment));
  });
  const KID = '(app|new)-(TEST|PROD)\\.[A-Za-z0-9._-]*';
  const CREATED = new RegExp(`^(Generating key ${KID}\n){1,2}$`);
  const PRIVATE_KEY = /^\{"alg":"RS256","d":"[\w-]{342}".*"x5c":\[\]\}$/;
  const PUBLIC_KEY = /^\{"alg":"RS256","e":"AQAB","key_ops":\[\],"kid":"[\w.-]+","kty":"RSA".*"x5c":\[\]\}$/;
  const BASE64 = /^[A-Za-z0-9+/]{400,}={0,2}$/;
  const HELP = /^[\s\S]*Usage: [\s\S]*\n$/;

  it.each<[string, RegExp]>([
    ['', /^$/],
    ['create new', CREATED],
    ['create new -e test', /^Generating key new-TEST\.\S+\n$/],
    ['create new --env PRODUCTION', /^Generating key new-PROD\.\S+\n$/],
    ['create new --environment:Development', /^Generating key new-TEST\.\S+\n$/],
    ['create new -e test --size 2048', CREATED],
    ['create new -e test -s:2048', CREATED],
    ['create new -etest -s2048', CREATED],
    ['create new -e test -a RS384 -u ENC', CREATED],
    ['create new -e test --alg rs512 --use sig', CREATED],
    ['create new -e test --algorithm 1 --use 1', CREATED],
    ['create new -e test --suffix v1', /^Generating key new-TEST\.v1\n$/],
    ['create app -e test --suffix=', /^Generating key app-TEST\.\n$/],
    ['create --suffix v2 new -e prod', /^Generating key new-PROD\.v2\n$/],
    ['list', /^app \(TEST, PROD\)\n$/],
    ['export key app', PRIVATE_KEY],
    ['export key app -r private', PRIVATE_KEY],
    ['export key app -r 0', PRIVATE_KEY],
    ['export key app --variant:Public', PUBLIC_KEY],
    ['export key app -r1', PUBLIC_KEY],
    ['export key app -b', BASE64],
    ['export key --base64 true app', BASE64],
    ['export key --base64:false app', PRIVATE_KEY],
    ['export key -brpublic app', BASE64],
    ['export key app -e prod', /"kid":"app-PROD\.BKBR"/],
    ['export key -eprod app -r PUBLIC', /"kid":"app-PROD\.BKBR"/],
    ['--help', HELP],
    ['create /?', HELP],
    ['export key -?', HELP],
    ['--version', /^\d+\.\d+\.\d+\S*\n$/],
    ['[suggest:15] x', /^$/],
  ])('%s succeeds with the same shape on stdout (altinn-jwks#78)', async (line, shape) => {
    const { code, out } = await bench.cli(line === '' ? [] : line.split(' '));
    expect([line, code]).toEqual([line, 0]);
    expect(out).toMatch(shape);
  });

  it('succeeds with the store named anywhere, and by a file URL (altinn-jwks#78)', async () => {
    const nowhere = { env: { ALTINN_JWK_STORE: '/nowhere' } };
    for (const args of [
      ['--store', bench.store, 'list'],
      ['list', `-s${bench.store}`],
      ['list', `--store:file://${bench.store}`],
      ['-s', bench.store, 'list'],
    ])
      expect(await bench.cli(args, nowhere)).toMatchObject({ code: 0, out: 'app (TEST, PROD)\n' });
  });
});
