/** The whole state in one file, and back: for a sandbox that a test begins from, and for one that is shown to another. */
export { MAX_SNAPSHOT_BYTES, type SnapshotHead, tooLarge } from './format.ts';
export { emptyTables, insertOf, tablesOf } from './rows.ts';
export { loadSnapshot, type SnapshotDeps, startFromSnapshot, takeSnapshot } from './snapshots.ts';
