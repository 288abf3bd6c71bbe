#!/usr/bin/env node
import * as module from 'node:module';
import * as os from 'node:os';

// Before anything that an older Node cannot load, so nothing is imported above by a name that it lacks.
const { engines } = module.createRequire(import.meta.url)('../package.json');
const [major, minor] = engines.node.match(/\d+/g).map(Number);
const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  console.error(
    `portvakt needs Node ${major}.${minor} or newer, and this is Node ${process.versions.node}. Get a newer one from https://nodejs.org or a version manager, e.g. "nvm install --lts"`,
  );
  process.exit(1);
}

// Node 22 warns of its SQLite each time; the release notes have said so once.
const { emitWarning } = process;
process.emitWarning = (warning, ...more) => {
  if (!/^SQLite is an experimental feature/.test(String(warning))) emitWarning(warning, ...more);
};
// Keeps compiled code between starts, where this Node can.
module.enableCompileCache?.();
// Signatures are made by Node's thread pool: a thread for each processor, instead of four on every machine.
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(2, os.availableParallelism()));
await import('../dist/cli.js');
