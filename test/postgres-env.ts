import { inject } from 'vitest';

// What `testDatabase()` and `startSandbox()` look for.
const url = new URL(inject('postgresUrl'));
// On a machine with much to do a server that is there may be silent for longer than it is given in production.
url.searchParams.set('tcp_user_timeout', '30000');
process.env['PORTVAKT_TEST_DATABASE_URL'] = url.href;
process.env['PORTVAKT_TEST_DATABASE_COPY'] = inject('postgresCopy');
