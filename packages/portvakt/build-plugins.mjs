// What the bundle of the command does otherwise than a bundle of all sources would: it is to start in a moment.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';

const REQUIRE = 'createRequire(import.meta.url)';

/** XPath 2.0 is asked for at once, and hardly ever: it has a file of its own beside the bundle. */
export const xpath2Apart = {
  name: 'xpath2-apart',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]xpath2\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const [before, after] = source.split("{ fontoxpath: require('fontoxpath'), slimdom: require('slimdom') }");
      if (after === undefined || !before.includes(REQUIRE))
        throw new Error(`${path} loads its libraries in another way`);
      return { contents: `${before}require('./xpath2.cjs')${after}`, loader: 'ts' };
    });
  },
};

/**
 * Node's own modules without what an import of them brings along: it reads every name that they export, and behind some of those lie large
 * parts of Node that are otherwise loaded when used (of node:http a whole client for fetch and WebSocket). Only the names that are used are read.
 */
export const nodeByName = {
  name: 'node-by-name',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path) ? { path, namespace: 'node', sideEffects: false } : undefined,
    );
    onLoad({ filter: /./, namespace: 'node' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path)).filter((name) => name !== 'default');
      return {
        contents: [
          `const $whole = /* @__PURE__ */ process.getBuiltinModule('${path}');`,
          'const $read = (name) => $whole[name];',
          'export default $whole;',
          ...names.map((name) => `export const ${name} = /* @__PURE__ */ $read('${name}');`),
        ].join('\n'),
        loader: 'js',
      };
    });
  },
};

const changed = (path, before, ...changes) => {
  const source = readFileSync(path, 'utf8');
  if (before.some((text) => !source.includes(text))) throw new Error(`${path} compiles its functions in another way`);
  return { contents: changes.reduce((text, [from, to]) => text.replace(from, () => to), source), loader: 'js' };
};

/** The router compiles functions of its own for each piece of an address, which takes a tenth of each start. These do the same uncompiled. */
export const routerUncompiled = {
  name: 'router-uncompiled',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]find-my-way[\\/]lib[\\/]node\.js$/ }, ({ path }) =>
      changed(
        path,
        ["return new Function('path', 'i', "],
        [/return new Function\('path', 'i', .*$/m, 'return (path, i) => path.startsWith(prefix, i)'],
      ),
    );
    onLoad({ filter: /[\\/]find-my-way[\\/]lib[\\/]handler-storage\.js$/ }, ({ path }) =>
      changed(
        path,
        [PARAMETERS, CONSTRAINTS],
        [PARAMETERS, `${PARAMETERS}\n    return createsParams(params)`],
        [CONSTRAINTS, `${CONSTRAINTS}\n    if (this.constraints.length === 0) return unconstrained(this, constrainer)`],
        [/^/, UNCOMPILED],
      ),
    );
  },
};
const PARAMETERS = '  _compileCreateParamsObject (params) {';
const CONSTRAINTS = '  _compileGetHandlerMatchingConstraints (constrainer) {';
const UNCOMPILED = `
function createsParams (names) {
  const { length } = names
  return (param0, param1, param2, param3, extraParams) => {
    const params = new NullObject()
    if (length > 0) params[names[0]] = param0
    if (length > 1) params[names[1]] = param1
    if (length > 2) params[names[2]] = param2
    if (length > 3) params[names[3]] = param3
    for (let i = 4; i < length; i++) params[names[i]] = extraParams[i - 4]
    return params
  }
}
function unconstrained (storage, { strategies }) {
  const musts = Object.keys(strategies).filter((name) => strategies[name].mustMatchWhenDerived)
  storage.constrainedHandlerStores = {}
  storage._getHandlerMatchingConstraints = (derived) =>
    musts.some((name) => derived[name] !== undefined) ? null : storage.handlers[storage.handlers.length - 1]
}
`;

/** Packages that look things up by the names of their classes, or tell them to people. A bundle renames what two files call alike. */
const NAMES_COUNT = [
  '@peculiar/asn1-schema',
  'asn1js',
  'commander',
  'jose',
  'koa',
  'oauth4webapi',
  'oidc-provider',
  'openid-client',
];
/** These ask too, and only of values given to them or of the runtime's own classes. */
const NAMES_DO_NOT_COUNT = [
  'cookies',
  'delegates',
  'depd',
  'fastify',
  'glob',
  'is-generator-function',
  'light-my-request',
  'pino-std-serializers',
  'prom-client',
  'typebox',
  'yaml',
];

/** Names are kept where they count. Kept everywhere, each function of the bundle would be defined a second time at each start. */
export const namesWhereTheyCount = {
  name: 'names-where-they-count',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      const [, name = ''] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
      const packageName = name.replace('\\', '/');
      const source = readFileSync(path, 'utf8');
      if (NAMES_COUNT.includes(packageName)) return { contents: (await transform(source, { keepNames: true })).code };
      if (/constructor\??\.name\b/.test(source) && !NAMES_DO_NOT_COUNT.includes(packageName))
        throw new Error(`${path} asks for the name of a class: say in build.mjs whether it counts`);
      return undefined;
    });
  },
};

/**
 * The schemas' builders by name. As members of one object, which the package makes of them all, each would be defined at every start, used or
 * not, and be looked up in it for each schema.
 */
export const typeboxByName = {
  name: 'typebox-by-name',
  setup({ onLoad, resolve }) {
    onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const found = /^import \{ (?:type \w+, )*Type \} from 'typebox';$/m.exec(source);
      if (!found) return undefined;
      const { path: index } = await resolve('typebox', { kind: 'import-statement', resolveDir: dirname(path) });
      const builders = JSON.stringify(join(dirname(index), 'typebox.mjs'));
      return { contents: source.replace(found[0], `import * as Type from ${builders};`), loader: 'ts' };
    });
  },
};
