import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages');
const source = join(packages, 'platform', 'src');

/** The floors of the house, from the ground up. */
const FLOORS: readonly (readonly string[])[] = [
  ['foundation'],
  ['database', 'http'],
  ['signing-keys', 'business-certificates', 'hosts', 'snapshots', 'events', 'situations', 'tracing', 'rate-limits'],
  ['backup'],
  ['callers'],
  ['register', 'resources'],
  ['delegations', 'selfservice', 'authentication', 'idporten', 'access-metadata'],
  ['authorization', 'systems', 'delegation-rules'],
  ['maskinporten', 'storage', 'policy-authoring'],
  ['portal-overview', 'live-log', 'sandbox', 'world', 'operator'],
  ['token-generator', 'audit', 'apps', 'foreign-worlds'],
  ['assembly'],
];
const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    // Tests and their harnesses may build what they need out of any room.
    else if (/\.ts$/.test(entry.name) && !/\.test\.ts$|harness|fixture/.test(entry.name)) yield path;
  }
}

/** Every import from one room into another. */
function imports(): Import[] {
  return [...sources(source)].flatMap((path) => {
    const file = relative(source, path);
    const [from = ''] = file.split('/');
    if (floorOf(from) < 0) return [];
    const targets = [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)];
    return targets.flatMap(([, specifier = '']) => {
      const target = relative(source, resolve(dirname(path), specifier));
      const [to = ''] = target.split('/');
      return to === from ? [] : [{ file, from, to, target }];
    });
  });
}

/** Every source of every package, tests left out. */
const everySource = (): string[] =>
  readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

/** The relative imports of a file, of types alone and those at run time too. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier = '']) =>
    resolve(dirname(file), specifier),
  );

/** Each circle once, as the files on the way round. */
function circles(files: readonly string[]): string[] {
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (file: string): void => {
    const back = way.indexOf(file);
    if (back >= 0) found.push([...way.slice(back), file].map((one) => relative(packages, one)).join(' → '));
    if (back >= 0 || done.has(file)) return;
    way.push(file);
    for (const next of graph.get(file) ?? []) walk(next);
    way.pop();
    done.add(file);
  };
  for (const file of files) walk(file);
  return found;
}

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;
/** Dictionaries and tables of refusals are data, as long as there is to say; what is generated is not read at all. */
const isNoCode = (file: string): boolean =>
  /^portal\/src\/texts\/|\/generated\/|\/refusals\.ts$|systems\/codes\.ts$/.test(relative(packages, file));

interface FunctionNode {
  readonly start: number;
  readonly end: number;
}

/** Every function of a file, with all that stands in it. */
function functionsIn(value: unknown): FunctionNode[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.values(value).flatMap(functionsIn);
  const node = value as { readonly type?: unknown } & FunctionNode;
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(String(node.type))
    ? [node, ...within]
    : within;
}

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

/** Where functions are too long, and how long they are. */
function longFunctions(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return functionsIn(parseSync(file, text).program)
    .map(({ start, end }) => ({ line: linesOf(text.slice(0, start + 1)), length: linesOf(text.slice(start, end)) }))
    .filter(({ length }) => length > MAX_FUNCTION_LINES)
    .map(({ line, length }) => `${relative(packages, file)}:${line} has ${length} lines`);
}

describe('every package', () => {
  it('has no file that cannot be read at one go', () => {
    const long = everySource().filter(
      (file) => !isNoCode(file) && linesOf(readFileSync(file, 'utf8')) > MAX_FILE_LINES,
    );
    expect(long.map((file) => relative(packages, file))).toEqual([]);
  });

  it('has no function that is longer than a page', () => {
    const files = everySource().filter((file) => !relative(packages, file).startsWith('portal/'));
    expect(files.length).toBeGreaterThan(400);
    expect(files.flatMap(longFunctions)).toEqual([]);
  });

  it('imports in no circle, not even for a type', () => {
    const files = everySource();
    expect(files.length).toBeGreaterThan(500);
    expect(circles(files)).toEqual([]);
  });
});

/** Where clients of the platform build addresses. */
const CLIENTS = ['portal', 'client', 'portvakt', 'altinn-jwks', 'pep'];

describe('addresses', () => {
  it('get an id by a helper that refuses what would reach another record, never by encoding alone', () => {
    const files = CLIENTS.flatMap((name) =>
      readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$/.test(file))
        .map((file) => join(packages, name, 'src', file)),
    );
    expect(files.length).toBeGreaterThan(100);
    const bare = files.filter((file) => /\/\$\{encodeURIComponent\(/.test(readFileSync(file, 'utf8')));
    expect(bare.map((file) => relative(packages, file))).toEqual([]);
  });
});

describe('the command', () => {
  it('loads the platform where it runs one, and not for its help', () => {
    const source = join(packages, 'portvakt', 'src');
    /** What runs one, and what is itself loaded when it is asked for. */
    const own = /^(?:platform\/|hosts\/guide\.ts)/;
    const faults = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        /\.ts$/.test(file) &&
        !/\.test\.ts$/.test(file) &&
        !own.test(file) &&
        /^import (?!type )[^;]*from '@portvakt\/platform';/m.test(readFileSync(join(source, file), 'utf8')),
    );
    expect(faults).toEqual([]);
  });
});

describe('the house', () => {
  const all = imports();

  it('has imports to look at, and a floor for every room', () => {
    expect(all.length).toBeGreaterThan(200);
    const rooms = readdirSync(source, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== 'testing',
    );
    expect(rooms.map((room) => room.name).filter((room) => floorOf(room) < 0)).toEqual([]);
  });

  it('lets an import only point down', () => {
    const up = all
      .filter(({ from, to }) => floorOf(to) >= floorOf(from))
      .map(({ file, target }) => `${file} → ${target}`);
    expect(up).toEqual([]);
  });

  it('has one door a room', () => {
    const past = all
      .filter(({ to, target }) => floorOf(to) >= 0 && target !== `${to}/index.ts`)
      .map(({ file, target }) => `${file} → ${target}`);
    expect(past).toEqual([]);
  });

  it('keeps HTTP out of stores, and SQL out of routes', () => {
    const faults: string[] = [];
    for (const path of sources(source)) {
      const name = path.split('/').at(-1) ?? '';
      const text = readFileSync(path, 'utf8');
      if (/store\.ts$/.test(name) && /from 'fastify'/.test(text)) faults.push(relative(source, path));
      if (/routes\.ts$/.test(name) && /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text))
        faults.push(relative(source, path));
    }
    expect(faults).toEqual([]);
  });

  it('changes what is administered in transactions alone, where each change is recorded', () => {
    /** What logs in, what is in instances, and what nodes agree on when they start. */
    const others = /^(?:authentication|idporten|storage|events)\//;
    const first = new Set(['keepFirstAuthority', 'ringVersion']);
    const declaration =
      /(?:function (\w+)|const (\w+) =(?: async)?) ?\(\s*\w+: (?:Kysely<Tables>|Db)\b(.*?)(?:\n\}\n|;\n\n)/gs;
    const faults = [...sources(source)].flatMap((path) => {
      const file = relative(source, path);
      if (others.test(file) || file.startsWith('database/')) return [];
      return [...readFileSync(path, 'utf8').matchAll(declaration)]
        .filter(([, , , body = '']) => /\.(?:insertInto|updateTable|deleteFrom)\(/.test(body))
        .map(([, one, other]) => one ?? other ?? '')
        .filter((name) => !first.has(name))
        .map((name) => `${file} ${name}`);
    });
    expect(faults).toEqual([]);
  });

  it('makes every operation on a surface, so that it stands in the table', () => {
    /** Files, the provider's own pages, and the 404 in the form of an API: no operations. */
    const others = new Set([
      'http/guide.ts',
      'http/route.ts',
      'http/web-app.ts',
      'idporten/routes.ts',
      'selfservice/routes.ts',
    ]);
    const faults = [...sources(source)]
      .filter((path) => !others.has(relative(source, path)))
      .filter((path) =>
        /\b(?:app|scope|http|inside)\.(?:get|post|put|delete|patch|all|route)\(/.test(readFileSync(path, 'utf8')),
      )
      .map((path) => relative(source, path));
    expect(faults).toEqual([]);
  });

  it('logs by the logger that is there without a level too, never by Fastify’s own', () => {
    const faults = [...sources(source)]
      .filter((path) => relative(source, path) !== 'http/fault-log.ts')
      .filter((path) => /\b(?:request|reply|http)\.log\b/.test(readFileSync(path, 'utf8')))
      .map((path) => relative(source, path));
    expect(faults).toEqual([]);
  });

  it('casts nothing of a request: what is read has its type from the operation', () => {
    /** Faults are chosen before any route has been found. */
    const others = new Set(['sandbox/fault-hooks.ts']);
    const faults = [...sources(source)]
      .filter((path) => !others.has(relative(source, path)))
      .filter((path) => /request\.(?:params|query|body)\b[^;\n]{0,20}\bas\b/.test(readFileSync(path, 'utf8')))
      .map((path) => relative(source, path));
    expect(faults).toEqual([]);
  });
});

/** Classes of errors that stay, and why: everything else is a refusal by its name. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  // Its one class; what embeds the platform, and the command, catch the other two by their type.
  platform: ['Refusal', 'ImportError', 'DomainFileError'],
  // Public, with a base of their own: programs of others catch them by their type.
  client: [
    ...['PortvaktError', 'ConfigurationError', 'KeyError', 'NetworkError', 'TokenRequestError', 'ExchangeError'],
    ...['EnterpriseUserError', 'TokenValidationError', 'PdpError', 'SystemsError'],
    // Of the fake server in its testing door.
    'Refusal',
  ],
  // JwksError is public; Ended is how the command ends with a code, Refused is the fake Key Vault's.
  'altinn-jwks': ['JwksError', 'Ended', 'Refused'],
  // XacmlError is public; the others are caught inside the engine, where each means another status.
  xacml: ['XacmlError', 'ValueError', 'PatternError', 'XPathError', 'Refusal'],
  portal: ['ApiFailure', 'XmlScanError'],
  portvakt: ['PolicyToolError', 'JourneyFailed', 'ApiError'],
  pep: [],
};

describe('refusals', () => {
  const packages = dirname(dirname(source));

  it('need no class of errors but those that somebody must catch by type', () => {
    const found = Object.keys(ERRORS).map((name) => {
      const files = readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' });
      const classes = files
        .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
        .flatMap((file) => [
          ...readFileSync(join(packages, name, 'src', file), 'utf8').matchAll(
            /^(?:export )?class (\w+)[^{]* extends (?:\w*Error|Refusal)\b/gm,
          ),
        ])
        .map(([, found = '']) => found);
      return [name, classes.sort()];
    });
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(ERRORS).map(([name, classes]) => [name, [...classes].sort()])),
    );
  });

  it('have their status from a table: no number stands where something is refused', () => {
    /** Tables, and the forms by status that the documents describe. */
    const others = /(?:^|\/)(?:refusals|answers|codes|surface|readers|schemas)\.ts$/;
    const bare =
      /\.code\([45]\d\d\)|\bstatus(?:Code)?(?: ===|:) ?[45]\d\d\b|\bwriteHead\([45]\d\d|\brefuse\w*\([45]\d\d|[?:] ?[45]\d\d\)|reply, [45]\d\d/;
    // An example of a fault to wish for.
    const example = "{ kind: 'status', status: 503, count: 2 }";
    const faults = [...sources(source)]
      .filter((path) => !others.test(relative(source, path)) && !relative(source, path).startsWith('testing/'))
      .filter((path) =>
        bare.test(
          readFileSync(path, 'utf8')
            .replaceAll(example, '')
            .replace(/^\s*(?:\*|\/\/).*$/gm, ''),
        ),
      )
      .map((path) => relative(source, path));
    expect(faults).toEqual([]);
  });
});
