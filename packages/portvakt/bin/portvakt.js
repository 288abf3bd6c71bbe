#!/usr/bin/env node
import * as module from 'node:module';

// Keeps compiled code between starts, where this Node can.
module.enableCompileCache?.();
await import('../dist/cli.js');
