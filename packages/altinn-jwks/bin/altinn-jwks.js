#!/usr/bin/env node
// Before anything that an older Node cannot read.
const [major, minor] = require('../package.json').engines.node.match(/\d+/g).map(Number);
const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  console.error(
    `altinn-jwks needs Node ${major}.${minor} or newer, and this is Node ${process.versions.node}. Get a newer one from https://nodejs.org or a version manager, e.g. "nvm install --lts"`,
  );
  process.exit(1);
}
require('../dist/command.cjs');
