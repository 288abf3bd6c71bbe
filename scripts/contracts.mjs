// Tells when the repository's copy of the wire contracts has drifted from the shared ones beside it. Without those there is nothing to compare.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const shared = join(root, '..', 'shared', 'contracts');
const copy = join(root, 'docs', 'contracts');
if (!existsSync(shared)) {
  console.log('contracts: no shared contracts beside the repository, nothing to compare');
  process.exit(0);
}
const names = readdirSync(shared).filter((name) => name.endsWith('.md'));
const drifted = names.filter(
  (name) =>
    !existsSync(join(copy, name)) ||
    readFileSync(join(shared, name), 'utf8') !== readFileSync(join(copy, name), 'utf8'),
);
if (drifted.length > 0) {
  console.error(`contracts: docs/contracts differs from the shared ones: ${drifted.join(', ')}`);
  process.exit(1);
}
console.log(`contracts: ${names.length} in step`);
