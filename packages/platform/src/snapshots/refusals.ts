import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('snapshots', {
  'snapshot-unreadable': {
    status: 400,
    what: 'The file is no snapshot of this platform',
    remedy: 'Take a file that `portvakt snapshot save` has written.',
  },
  'snapshot-damaged': {
    status: 400,
    what: 'The snapshot is not as it was written: something is missing or has been altered',
    remedy: 'Take another copy of it, or save it anew.',
  },
  'snapshot-newer': {
    status: 409,
    what: 'The snapshot is of a newer version of the platform',
    remedy: 'Load it into a platform of the version that the text names, or of a later one.',
  },
  'snapshot-sealed': {
    status: 409,
    what: 'The secrets of the snapshot are sealed with another master key than this platform has',
    remedy: 'Start the platform with the master key of the one that saved it.',
  },
  'snapshot-too-large': {
    status: 413,
    what: 'The state is larger than a snapshot may be',
    remedy: 'Delete instances with large data, or reset the sandbox.',
  },
  'database-in-use': {
    status: 409,
    what: 'A snapshot is loaded at the start into an empty database only',
    remedy: 'Name another database, or load it into the platform that runs: `portvakt snapshot load`.',
  },
});

export const { refuse } = REFUSALS;
