#!/usr/bin/env node
import * as module from 'node:module';
import { availableParallelism } from 'node:os';

// Keeps compiled code between starts, where this Node can.
module.enableCompileCache?.();
// Signatures are made by Node's thread pool: a thread for each processor, instead of four on every machine.
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(2, availableParallelism()));
await import('../dist/cli.js');
