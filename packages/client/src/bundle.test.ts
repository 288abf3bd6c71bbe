import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundled } from './bundled.ts';

describe('the core as a bundle', () => {
  // platform "neutral" knows no node: modules: an import of one would be an error here.
  it('has no node: import, needs no package, and is within 10 kB when a program starts (client-library#88)', async () => {
    const { atStart, inAll, metafile } = await bundled("export * from './index.ts'");
    expect(atStart).toBeLessThanOrEqual(10_000);
    // What comes later is a token's work and the words for refusals: what is put off is not to grow unseen.
    expect(inAll).toBeLessThanOrEqual(16_400);
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it('leaves sending and signing for the first token', async () => {
    const { metafile } = await bundled("export { createMaskinportenClient, jwk } from './index.ts'");
    const later = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
    expect(later).toEqual(expect.arrayContaining(['network.ts', 'signer.ts', 'http.ts', 'refusals.ts', 'pem.ts']));
  });

  // A node: module that is imported inside a try is left in the bundle as it stands: no error, but no runtime's own either.
  it('leaves nothing outside the bundle, and depends on one package at most (client-library#88)', async () => {
    const { metafile } = await bundled("export * from './index.ts'");
    const imports = [...Object.values(metafile.inputs), ...Object.values(metafile.outputs)].flatMap(
      (one) => one.imports,
    );
    expect(imports.length).toBeGreaterThan(10);
    expect(imports.filter(({ external, path }) => external || path.startsWith('node:'))).toEqual([]);
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(1);
  });

  it('takes neither client nor signing along with decodeToken alone (client-library#89)', async () => {
    const { metafile } = await bundled("export { decodeToken } from './index.ts'", { splitting: false });
    const used = Object.values(metafile.outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    );
    // In one piece, as split output puts modules together that others share. All else in the core is client, signing or sending.
    expect(used.filter((path) => !['<stdin>', 'index.ts'].includes(path)).sort()).toEqual(['decode.ts', 'errors.ts']);
  });

  it('keeps exchangeToken alone within 2 kB when a program starts', async () => {
    expect((await bundled("export { exchangeToken } from './index.ts'")).atStart).toBeLessThanOrEqual(2048);
  });
});
