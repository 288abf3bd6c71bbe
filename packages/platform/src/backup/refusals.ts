import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('backups', {
  'backup-unreadable': {
    status: 400,
    what: 'The file is no backup of this platform',
    remedy: 'Take a file that `portvakt backup` has written.',
  },
  'backup-damaged': {
    status: 400,
    what: 'The backup is not as it was written: something is missing or has been altered',
    remedy: 'Take another copy of it, or an earlier backup; `portvakt verify` tells which are whole.',
  },
  'backup-newer': {
    status: 409,
    what: 'The backup is of a newer version of the platform',
    remedy: 'Restore it with the version that the text names, or a later one.',
  },
  'backup-of-other-kind': {
    status: 409,
    what: 'The backup is of another kind of database',
    remedy: 'Restore it into a database of the kind that it was made of.',
  },
  'backup-sealed': {
    status: 409,
    what: 'The secrets of the backup are sealed with another master key than the one given',
    remedy: 'Set PORTVAKT_MASTER_KEY to the key of the platform that was backed up.',
  },
  'secrets-in-clear': {
    status: 409,
    what: 'The secrets of the database lie in clear, and a backup would hold them so',
    remedy:
      'Start the platform once with PORTVAKT_MASTER_KEY, which seals them; a sandbox is kept with `portvakt snapshot save`.',
  },
  'restore-into-used': {
    status: 409,
    what: 'The database has a state already, and a backup is restored into an empty one only',
    remedy: 'Make an empty database, and name that.',
  },
});

export const { refuse } = REFUSALS;
