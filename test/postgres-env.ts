import { inject } from 'vitest';

// What `testDatabase()` and `startSandbox()` look for.
process.env['PORTVAKT_TEST_DATABASE_URL'] = inject('postgresUrl');
process.env['PORTVAKT_TEST_DATABASE_COPY'] = inject('postgresCopy');
