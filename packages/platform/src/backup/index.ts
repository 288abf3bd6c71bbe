/** The whole state in a file while the platform runs, and back: for the day on which a database is lost. */
export { type BackupOptions, type BackupReport, makeBackup, verifyBackup } from './backup.ts';
export { type RestoreOptions, restoreBackup } from './restore.ts';
