import { runCli } from './cli/program.ts';

// A closed pipe (`altinn-jwks list | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => {});
// No top-level await: the bundle is a CommonJS file, which starts sooner.
runCli(process.argv.slice(2), {
  stdin: () => process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => new Date(),
}).then((code) => {
  process.exitCode = code;
});
