// What a bundle leaves outside must come with the package that ships it.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';

const nameOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/**
 * Ends a build whose bundle imports a package that package.json, in the current directory, does not declare.
 * @param metafile esbuild's
 * @param dispensable packages that the bundle asks for and does without
 * @throws Error that names the packages
 */
export function refuseUndeclared(metafile, dispensable = []) {
  const { name, dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const declared = new Set([...Object.keys({ ...dependencies, ...peerDependencies }), ...dispensable]);
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.filter(({ external, path }) => external && !isBuiltin(path)).map(({ path }) => nameOf(path)),
  );
  const missing = [...new Set(outside)].filter((one) => !declared.has(one));
  if (missing.length > 0)
    throw new Error(`The bundle of ${name} needs ${missing.join(', ')}: declare it in its package.json, or bundle it.`);
}
