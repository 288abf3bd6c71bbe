import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type BodyReader, problemAnswers, surface } from '../http/index.ts';
import { refuseOtherSites, SANDBOX } from '../sandbox/index.ts';
import type { Apps, ListedApp } from './apps.ts';
import { type AppFiles, MAX_APP_BYTES, MAX_APP_FILE_LENGTH, MAX_APP_FILES } from './files.ts';
import { FINDING_CODES } from './findings.ts';
import { REFUSALS, refuse } from './refusals.ts';

const PATH = '/sandbox/apps';

const Finding = Type.Object(
  {
    severity: Type.Union(['error', 'warning', 'note'].map((one) => Type.Literal(one))),
    code: Type.Union(FINDING_CODES.map((one) => Type.Literal(one))),
    message: Type.String({ description: 'What is wrong, what TT02 makes of it, and what to do' }),
    file: Type.Optional(Type.String()),
    line: Type.Optional(Type.Integer()),
    column: Type.Optional(Type.Integer()),
  },
  { title: 'AppFinding' },
);
const App = Type.Object(
  {
    id: Type.String({ description: '{org}/{app}' }),
    title: Type.String(),
    brought: Type.Boolean({ description: 'From its own folder; the others are the world’s, or Designer’s' }),
    usable: Type.Boolean({ description: 'False: its files are no longer taken, and `findings` says why' }),
    tasks: Type.Array(Type.String()),
    changed: Type.Optional(Type.String({ format: 'date-time' })),
    findings: Type.Array(Finding),
  },
  { title: 'SandboxApp' },
);

const Checked = Type.Object(
  {
    id: Type.Optional(Type.String({ description: '{org}/{app}; absent when it would be refused' })),
    findings: Type.Array(Finding),
  },
  { title: 'CheckedApp' },
);

const FILES = Type.Object({
  files: Type.Record(Type.String(), Type.String(), {
    description: `Texts by their path in the app's folder; those of config/ count. At most ${MAX_APP_FILES}, of ${MAX_APP_FILE_LENGTH} characters`,
  }),
});

const BODY: BodyReader<AppFiles> = { schema: FILES, read: filesIn };

/** @throws Refusal 400 */
function filesIn(body: unknown): AppFiles {
  const files = typeof body === 'object' && body !== null && 'files' in body ? body.files : undefined;
  if (typeof files !== 'object' || files === null || Array.isArray(files))
    throw refuse('files-malformed', 'the body must be {"files": {path: text, …}}');
  const entries = Object.entries(files);
  if (entries.length > MAX_APP_FILES)
    throw refuse('files-malformed', `there are ${entries.length} files: at most ${MAX_APP_FILES} are taken`);
  for (const [path, text] of entries) {
    const name = JSON.stringify(path.slice(0, 100));
    if (typeof text !== 'string') throw refuse('files-malformed', `the file ${name} must be a text`);
    if (text.length > MAX_APP_FILE_LENGTH || path.length > 500)
      throw refuse(
        'files-malformed',
        `the file ${name} has more than ${MAX_APP_FILE_LENGTH} characters, or its path more than 500`,
      );
    if (text.includes('\0') || path.includes('\0')) throw refuse('files-malformed', `the file ${name} is no text`);
  }
  return Object.fromEntries(entries) as AppFiles;
}

/** `/sandbox/apps`: apps from their own folders. Never registered in production mode. */
export function appsDoors(app: FastifyInstance, { apps }: { readonly apps: Apps }): void {
  const { route } = surface(app, {
    name: 'sandbox',
    admit: { sandbox: refuseOtherSites },
    refusals: problemAnswers({ 403: 'The request comes from a page of another site' }, REFUSALS),
  });
  route({
    method: 'GET',
    path: PATH,
    operationId: 'listApps',
    summary: 'The apps that there are, with what TT02 would make of those that were brought in',
    access: SANDBOX,
    answers: { 200: { description: 'All of them', schema: Type.Array(App) } },
    handle: async () => (await apps.list()).map(told),
  });
  route({
    method: 'POST',
    path: PATH,
    operationId: 'addApp',
    summary: 'Bring an app in from its folder’s files, in the place of one of the same name',
    access: SANDBOX,
    body: BODY,
    bodyLimit: MAX_APP_BYTES,
    answers: { 201: { description: 'It is there', schema: App } },
    refusals: [413],
    handle: async ({ body }, reply) => reply.code(201).send(told(await apps.add(body))),
  });
  route({
    method: 'POST',
    path: `${PATH}/check`,
    operationId: 'checkApp',
    summary: 'What TT02 would make of an app, without bringing it in',
    access: SANDBOX,
    body: BODY,
    bodyLimit: MAX_APP_BYTES,
    answers: { 200: { description: 'What was found; also of one that would be refused', schema: Checked } },
    refusals: [413],
    handle({ body }) {
      const { app, findings } = apps.check(body);
      const id = app && `${app.application.org}/${app.application.app}`;
      return { ...(id === undefined ? {} : { id }), findings };
    },
  });
  route({
    method: 'DELETE',
    path: `${PATH}/:org/:app`,
    operationId: 'removeApp',
    summary: 'Take an app away, with its policy and texts; its instances stay',
    access: SANDBOX,
    answers: { 204: { description: 'It is gone' } },
    refusals: [404],
    async handle({ params: { org, app } }, reply) {
      if (!(await apps.remove(org, app)))
        throw refuse('app-unknown', `there is no app ${org.slice(0, 40)}/${app.slice(0, 100)}`);
      return reply.code(204).send();
    },
  });
}

const told = ({ org, app, changed, ...more }: ListedApp) => ({
  id: `${org}/${app}`,
  ...more,
  ...(changed === undefined ? {} : { changed: new Date(changed).toISOString() }),
});
