// The command in few files: what a command needs is loaded when it is asked for.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.13',
  conditions: ['portvakt-source'],
  // Loaded at run time only where needed, or not fit to be bundled.
  external: [
    '@azure/*',
    '@peculiar/x509',
    'reflect-metadata',
    'oidc-provider',
    'openid-client',
    'pg',
    'pg-native',
    'slimdom',
    'fontoxpath',
    'pino',
    'sonic-boom',
    'thread-stream',
  ],
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
  chunkNames: 'chunk-[hash]',
  logLevel: 'warning',
});
