// What is in a package, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): what its bundles have in them, and what is installed with it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readList } from './bundled.mjs';

const purlOf = (name, version) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

/** Where Node would find a package from a place in the lock file: from its own folder upwards. */
function located(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[path]) return packages[path].link ? packages[path].resolved : path;
    if (at === '') throw new Error(`package-lock.json has no ${name}`);
  }
}

/** The dependencies of a place in the lock file, and theirs. */
function installedWith(packages, start) {
  const found = new Map();
  const visit = (from) => {
    for (const name of Object.keys(packages[from].dependencies ?? {})) {
      const path = located(packages, from, name);
      if (found.has(path)) continue;
      found.set(path, { name, ...packages[path] });
      visit(path);
    }
  };
  visit(start);
  return [...found.values()];
}

function component({ name, version, license, integrity }) {
  const [, algorithm, hash] = /^(sha\d+)-(.+)$/.exec(integrity ?? '') ?? [];
  return {
    type: 'library',
    'bom-ref': purlOf(name, version),
    name,
    version,
    purl: purlOf(name, version),
    licenses: license ? [/\b(OR|AND)\b/.test(license) ? { expression: license } : { license: { id: license } }] : [],
    ...(hash
      ? { hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') }] }
      : {}),
  };
}

/** The same for the same commit: the serial number is a hash of the content, and the time is the commit's. */
export function sbomOf(root, folder, { timestamp }) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const integrities = new Map(
    Object.entries(packages).map(([path, { version, integrity }]) => [
      `${path.split('node_modules/').at(-1)}@${version}`,
      integrity,
    ]),
  );
  const bundled = readList(join(root, folder, 'dist')).map(({ name, version, license }) => ({
    ...{ name, version, license },
    integrity: integrities.get(`${name}@${version}`),
  }));
  const all = [...bundled, ...installedWith(packages, folder)].map(component);
  const once = [...new Map(all.map((one) => [one.purl, one])).values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const { name, version, license } = manifest;
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { timestamp, component: { ...component({ name, version, license }), type: 'library' } },
    components: once,
  };
  const hex = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  const serial = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { ...document, serialNumber: `urn:uuid:${serial}` };
}
