/**
 * How far a run of the tests reaches. `npm test` runs what is about one thing, once; `npm run test:all` (or a file that is named) also what goes
 * over everything there is once more: every page in each language, every command with each bad word, every room on PostgreSQL too.
 */
const asked = process.env['PORTVAKT_TESTS'];
/** A file or folder that is named is meant, whatever it is. */
const isNamed = process.argv.slice(2).some((argument) => !argument.startsWith('-') && /[/]|\.test\b/.test(argument));

/** Everything runs. */
export const runsAll = asked === 'all' || asked === 'long' || isNamed;
// What the workers see is the environment alone.
if (runsAll && !asked) process.env['PORTVAKT_TESTS'] = 'all';

const named = (folder: string, names: readonly string[]): string[] => names.map((name) => `${folder}/${name}.test.ts`);

/** Of the commands as a whole: minutes each, over all commands, all samples, all kills. */
const WHOLE = [
  ...named('test', ['bad-commands', 'misplaced-words', 'completion', 'next-steps', 'guide-commands', 'bodies']),
  ...named('test', ['upload-killed', 'sealing-killed', 'database-away', 'read-replicas', 'pgbouncer', 'failover']),
  ...named('test', ['soak', 'care', 'listen', 'snapshots', 'safe-methods', 'dotnet']),
  'packages/guide/test/samples.test.ts',
];

/** Every page, in each language, width, theme or with each hostile text. */
const BROWSER = named('packages/portal/test', [
  ...['hostile.e2e', 'details.e2e', 'guide.e2e', 'narrow.e2e', 'every-page.e2e', 'names.e2e', 'screenshots.e2e'],
  ...['words.e2e', 'bad-days-of-forms.e2e', 'reference.e2e', 'audit.e2e', 'operator.e2e', 'sessions.e2e'],
  ...['suppliers.e2e', 'situations.e2e', 'access-lists.e2e', 'diagnosis.e2e', 'client-scopes.e2e'],
]);

/** What measures memory or work, or makes random sequences. */
const SQLITE = [
  ...named('packages/platform/src', ['sizes', 'maskinporten/replay-processes']),
  ...named('packages/altinn-jwks/src', ['cli/sequences']),
];

/** On PostgreSQL every time: what goes by its locks, its notices, its plans and its types. The rest runs there with everything. */
export const ON_POSTGRES = [
  'packages/platform/src/database/**/*.test.ts',
  'packages/platform/src/{backup,events,rate-limits,register,resources,snapshots,audit}/**/*.test.ts',
  'packages/platform/src/**/nodes.test.ts',
  ...named('packages/platform/src', [
    ...['storage/storage', 'storage/content', 'storage/list-slices', 'delegations/connections', 'columns-at-rest'],
    ...['delegations/client-delegations', 'systems/register', 'systems/conflicts', 'selfservice/selfservice'],
    ...['maskinporten/replay', 'maskinporten/replay-processes', 'signing-keys/signing-keys', 'retention'],
    ...['authorization/answer-memory', 'authorization/recall', 'server', 'path-ids'],
  ]),
];

/** What only a run of everything takes, by project. */
export const LEFT_OUT = { whole: WHOLE, browser: BROWSER, sqlite: SQLITE };
/** Files that are left out of this run. */
export const leftOut = runsAll ? { whole: [], browser: [], sqlite: [] } : LEFT_OUT;
/** Files that run on PostgreSQL too. */
export const onPostgres = runsAll
  ? ['packages/platform/src/**/*.test.ts', 'test/{bad-input,bodies}.test.ts']
  : ON_POSTGRES;
