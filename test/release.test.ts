import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { published, root } from './packed.ts';

const run = promisify(execFile);
const { NODE_OPTIONS: _sources, ...env } = process.env;
const folder = (): string => mkdtempSync(join(tmpdir(), 'portvakt-release-'));
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const sumsIn = (place: string): ReadonlyMap<string, string> =>
  new Map(readdirSync(place).map((name) => [name, sha256(join(place, name))]));

/** Makes a release of what is built. @returns the folder that has it */
async function release(): Promise<string> {
  const into = folder();
  const args = [join(root, 'scripts', 'release.mjs'), '--dirty', '--built', '--into', into];
  await run(process.execPath, args, { env });
  return into;
}

interface Sbom {
  readonly bomFormat: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly purl: string } };
  readonly components: readonly { readonly purl: string; readonly hashes?: readonly object[] }[];
}

describe('a release', () => {
  let into: string;
  let again: string;
  beforeAll(async () => {
    into = await release();
    again = await release();
  });
  const sbomOf = (name: string): Sbom => {
    const file = readdirSync(into).find((one) => one.startsWith(name) && one.endsWith('.cdx.json')) ?? '';
    return JSON.parse(readFileSync(join(into, file), 'utf8')) as Sbom;
  };

  it('has a tarball, an SBOM and a checksum for each package, and nothing has been published', () => {
    const names = readdirSync(into);
    expect(names.filter((name) => name.endsWith('.tgz'))).toHaveLength(published().length);
    expect(names.filter((name) => name.endsWith('.cdx.json'))).toHaveLength(published().length);
    const sums = readFileSync(join(into, 'SHA256SUMS'), 'utf8').trim().split('\n');
    expect(sums).toEqual(
      names.filter((name) => name !== 'SHA256SUMS').map((name) => `${sha256(join(into, name))}  ${name}`),
    );
    const script = readFileSync(join(root, 'scripts', 'release.mjs'), 'utf8');
    expect(script).not.toMatch(/'publish'|npm publish/);
  });

  it('is the same to the byte when it is made again', () => {
    expect(sumsIn(again)).toEqual(sumsIn(into));
  });

  it('names in its SBOM what a bundle has in it, and what is installed with a library', () => {
    const command = sbomOf('portvakt-0');
    expect(command).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(command.metadata.component.purl).toMatch(/^pkg:npm\/portvakt@/);
    const purls = command.components.map(({ purl }) => purl);
    for (const name of ['fastify', 'oidc-provider', 'pg', 'react', 'fontoxpath', '%40peculiar/x509'])
      expect(purls).toContainEqual(expect.stringMatching(new RegExp(`^pkg:npm/${name}@\\d`)));
    expect(command.components.filter(({ hashes }) => !hashes)).toEqual([]);
    const library = sbomOf('portvakt-pep').components.map(({ purl }) => purl.replace(/@[^@]+$/, ''));
    expect(library).toEqual(['pkg:npm/%40portvakt/client', 'pkg:npm/jose']);
  });
});

describe('a second build', () => {
  it.each(['portvakt', 'altinn-jwks'])('has the same bundle of %s, to the byte', async (name) => {
    const cwd = join(root, 'packages', name);
    const place = folder();
    await run(process.execPath, ['build.mjs', place], { cwd, env });
    const built = globSync('*.{js,cjs}', { cwd: place });
    expect(built.length).toBeGreaterThan(0);
    for (const file of built) expect(sha256(join(place, file)), file).toBe(sha256(join(cwd, 'dist', file)));
  });
});

describe('the workflow that publishes', () => {
  it('does so for a tag alone, with provenance, what `npm run release` has made', () => {
    const text = readFileSync(join(root, '.github', 'workflows', 'publish.yml'), 'utf8');
    const { on, jobs } = parse(text) as {
      on: object;
      jobs: { publish: { permissions: object; steps: { run?: string }[] } };
    };
    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(jobs.publish.permissions).toMatchObject({ 'id-token': 'write' });
    const runs = jobs.publish.steps.flatMap((step) => step.run ?? []);
    expect(runs).toContain('npm run release');
    // What lies in the checkout besides is a change, of which no release is made.
    expect(runs.find((one) => one.includes('diff -r'))).toContain('mv release "$RUNNER_TEMP/first"');
    expect(runs.filter((one) => one.includes('publish'))).toEqual([expect.stringContaining('--provenance')]);
  });
});

describe('versions', () => {
  it('are one for all packages, and what the programs say of themselves', () => {
    const versions = published().map(
      ({ folder: place }) =>
        (JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as { version: string }).version,
    );
    expect(new Set(versions).size).toBe(1);
    const files = ['altinn-jwks/src/cli/program.ts', 'platform/src/assembly/version.ts', 'portvakt/src/cli.ts'];
    for (const file of files)
      expect(readFileSync(join(root, 'packages', file), 'utf8')).toContain(`const VERSION = '${versions[0]}'`);
  });
});
