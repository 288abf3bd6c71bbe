import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database/index.ts';
import { sealedColumnsOf } from './database/vault.ts';
import { makeOperatorCode } from './operator/index.ts';
import { freshDatabase } from './testing/database.ts';
import { HttpBrowser, logIn } from './testing/http-browser.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

/** Columns of which no clear value may be kept: what is compared is a hash. */
const HASHED: ReadonlySet<string> = new Set([
  'enterprise_user.password_hash',
  'login_attempt.browser_hash',
  'login_attempt.state_hash',
  'login_session.handle_hash',
  'oidc_grant.token_hash',
  'operator_code.code_hash',
]);

/**
 * Columns in which others’ words are kept, whose secrets are taken out or refused before: what is written through each door is looked for below.
 * `client.body` holds the hash of the client’s secret.
 */
const LOOKED_AT: Readonly<Record<string, string>> = {
  app_text: 'body',
  application: 'metadata process',
  audit_entry: 'entry',
  brought_app: 'files findings',
  client: 'body',
  client_key: 'jwk',
  client_onbehalfof: 'body',
  consent: 'content',
  content_chunk: 'bytes',
  data_element: 'body',
  decision_log: 'event',
  event: 'data subject',
  instance: 'body',
  instance_event: 'body',
  policy_test: 'tests',
  registered_system: 'description name packages redirect_urls rights client_ids',
  registration_before: 'body',
  request_submission: 'key request_id body',
  resource: 'record',
  resource_history: 'record',
  resource_policy: 'xml',
  scope: 'body',
  system_change: 'changed_data',
  system_user_change_request: 'changes redirect_url',
  system_user_request: 'packages redirect_url rights',
  token_request: 'body',
};

/** What names, numbers, counts, dates or states something, or is made to be read by anybody. A new column gets its place in one of the lists. */
const NO_SECRET: Readonly<Record<string, string>> = {
  access_list: 'owner identifier name description version created updated',
  access_list_member: 'owner identifier organization_number since',
  access_list_resource: 'owner identifier resource_id action_filters created updated',
  access_request: 'id from_uuid to_uuid by_uuid kind item status open_key changed_by changed created',
  app_instance_right: 'to_uuid from_uuid resource_id instance_id action part by_app position created',
  agent_client: 'id agent_id facilitator_uuid client_uuid assignment_id created',
  app_text: 'org app language changed',
  agent_grant: 'delegation_id to_uuid from_uuid via_uuid via_role kind item by_uuid created',
  application: 'org app changed',
  audit_entry: 'position time organization hash',
  audit_head: 'id position hash gone_position gone_hash',
  brought_app: 'org app changed',
  client: 'client_id organization supplier active integration_type created last_updated managed_by',
  client_agent: 'facilitator_uuid agent_uuid id by_uuid created',
  client_key: 'client_id kid position created expires',
  client_onbehalfof: 'client_id onbehalfof created last_updated',
  consent: 'id from_urn from_uuid to_organization status valid_to created',
  consent_event: 'consent_id position event by_uuid created',
  content_chunk: 'content_id seq written',
  data_element: 'id instance_id content_id created is_hard_deleted',
  decision_log: 'id created',
  delegated_package: 'to_uuid from_uuid package via_uuid by_uuid created',
  delegated_right: 'to_uuid from_uuid resource_id action instance_id by_uuid created',
  // As of `login_session`.
  ended_session: 'sid until',
  enterprise_user: 'user_id user_name party_id party_uuid organization_number wrong_attempts locked_until',
  event: 'position time kind',
  event_counter: 'id feed position',
  // `id`, `grant_id` and `uid` are hashes of what the browser or client holds.
  idporten_entry: 'model id grant_id uid consumed expires',
  idporten_secret: 'name',
  instance:
    'id org app party_id created last_changed due_before visible_after process_ended current_task is_archived is_soft_deleted is_hard_deleted confirmed_by revision',
  instance_event: 'id instance_id seq created event_type',
  issued_certificate: 'serial organization certificate issued revoked',
  login_attempt: 'goto acr expires',
  // `sid` names the session, and opens nothing: the handle does.
  login_session: 'sid party_uuid issuer upstream_sid acr amr authenticated expires ends browser system used',
  milestone: 'organization step seen',
  oidc_grant: 'kind family sid client_id redirect_uri code_challenge nonce scope used expires',
  operator: 'party_uuid since',
  operator_code: 'expires',
  party:
    'party_id uuid type name organization_number person_number user_id user_name form parent_uuid is_deleted deleted_at',
  party_role: 'of_uuid holder_uuid role',
  policy_test: 'resource_id changed',
  registered_system: 'internal_id system_id vendor is_visible is_deleted created',
  registration_before: 'kind name changed',
  request_count: 'subject ends count',
  resource: 'identifier version_id changed',
  resource_history: 'identifier version_id changed',
  resource_policy: 'resource_id version changed',
  resource_subject: 'resource_id subject_urn changed deleted',
  scope: 'name prefix owner active visibility created last_updated',
  scope_access: 'scope consumer state created last_updated',
  scope_delegation: 'consumer_uuid supplier_uuid resource_id by_uuid created',
  scope_prefix: 'prefix owner',
  service_owner: 'code organization_number name',
  signing_key: 'kid ring certificate created activates retired removes',
  signing_ring: 'ring version',
  storage_secret: 'name',
  system_change: 'internal_id position changed_by change_type client_id created',
  system_client: 'client_key internal_id',
  system_user:
    'id system_internal_id system_id vendor party_organization party_id party_uuid external_ref active_triple integration_title user_type packages is_deleted created changed sequence',
  system_user_change_request:
    'id system_user_id system_id vendor party_organization external_ref status is_deleted answered_by created changed',
  system_user_counter: 'id value',
  system_user_request:
    'id user_type system_id vendor party_organization external_ref active_triple integration_title status escalated answered_by created changed',
  test_authority: 'name certificate',
  token_request: 'id client_id organization time entries',
  used_grant: 'id expires',
  used_grant_batch: 'seq expires ids',
  user_profile: 'user_id user_name language',
};

const columnsIn = (lists: Readonly<Record<string, string>>): string[] =>
  Object.entries(lists).flatMap(([table, columns]) => columns.split(' ').map((column) => `${table}.${column}`));

describe('every column of the schema', () => {
  it('is sealed, is a hash, is looked at, or holds no secret; none is forgotten', async () => {
    const place = await freshDatabase();
    const database = await openDatabase({ url: place.url });
    const tables = await database.db.introspection.getTables();
    const all = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
    const sealed = tables.flatMap(({ name }) => sealedColumnsOf(name).map((column) => `${name}.${column}`));
    const ofOther = columnsIn(NO_SECRET).filter((one) => /^used_grant(?:_batch)?\./.test(one) && !all.includes(one));
    const decided = [...sealed, ...HASHED, ...columnsIn(LOOKED_AT), ...columnsIn(NO_SECRET)];
    expect(decided.filter((one) => !ofOther.includes(one)).sort()).toEqual(all.sort());
    await database.close();
    await place.drop();
  });
});

const PERSON = '01816010027';
const OWN = '310044423';
const OWNER = '310001236';

/** Sends a secret through every door that takes, makes or gives one. @returns the secrets, by what they are */
async function use(box: Sandbox, url: string): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string>();
  const keep = (what: string, secret: unknown) => {
    if (typeof secret !== 'string' || secret.length < 8) throw new Error(`${what} was not given`);
    told.set(what, secret);
  };
  const { browser } = await logIn(box.base, PERSON);
  for (const name of ['altinnsession', 'AltinnStudioRuntime', 'idporten_session']) keep(name, browser.cookie(name));
  const begun = new HttpBrowser();
  const page = await begun.step(new URL(`${box.base}/authentication/api/v1/authentication`), {});
  const { searchParams } = new URL(page.headers.get('location') ?? '');
  for (const name of ['state', 'nonce']) keep(`${name} of a log-in`, searchParams.get(name));
  keep('altinnlogin', begun.cookie('altinnlogin'));

  const token = await box.maskinportenToken(OWN, ['idporten:dcr.read', 'idporten:dcr.write']);
  keep('a token of Maskinporten', token);
  const altinn = await box.altinnToken(OWNER, ['altinn:authorization/authorize']);
  keep('a token of Altinn', altinn);
  const made = await box.call<{ client_id: string; client_secret: string }>('POST', '/selvbetjening/api/v1/clients', {
    token,
    body: {
      integration_type: 'idporten',
      client_name: 'Test',
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: ['https://tjeneste.example/tilbake'],
    },
  });
  keep('a client’s secret', made.body.client_secret);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'hemmelig' };
  for (const part of ['d', 'p', 'dp', 'qi'] as const) keep(`${part} of a private key`, jwk[part]);
  const keys = `/selvbetjening/api/v1/clients/${made.body.client_id}/jwks`;
  expect((await box.call('POST', keys, { token, body: { keys: [jwk] } })).status).toBe(400);
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  keep('a private key as PEM', pem.split('\n')[3]);
  await box.call('POST', `/selvbetjening/api/v2/clients/${made.body.client_id}/key`, { token, raw: pem });
  const loose = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: token, client_secret: pem };
  await box.call('POST', '/maskinporten/token', { raw: new URLSearchParams(loose) });
  keep('a password', 'et-passord-som-ingen-har');
  await box.call('GET', '/authentication/api/v1/exchange/maskinporten', {
    token,
    headers: {
      'x-altinn-enterpriseuser-authentication': Buffer.from('fjordvik-bedrift:et-passord-som-ingen-har').toString(
        'base64',
      ),
    },
  });
  const question = {
    subject: { type: 'person', id: PERSON },
    action: { name: altinn },
    resource: { type: 'resource', id: token },
  };
  await box.call('POST', '/access/v1/evaluation', { token: altinn, body: question });
  const database = await openDatabase({ url });
  keep('an operator’s code', (await makeOperatorCode(database, box.platform.clock.now())).code);
  await database.close();
  return told;
}

/** All that who takes the disk or a backup has: the file with what is beside it, or a dump. */
function atRest(url: string): Buffer {
  if (!url.startsWith('postgres'))
    return Buffer.concat(
      ['', '-wal', '-journal']
        .map((end) => `${url}${end}`)
        .map((file) => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0))),
    );
  return execFileSync('pg_dump', ['--dbname', url, '--inserts'], { maxBuffer: 1024 ** 3 });
}

/** As they are, and as bytes are written in a dump. */
function foundIn(bytes: Buffer, told: ReadonlyMap<string, string>): readonly string[] {
  return [...told]
    .filter(([, secret]) => bytes.includes(secret) || bytes.includes(Buffer.from(secret).toString('hex')))
    .map(([what]) => what);
}

async function withDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const place = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-columns-'));
  await work(place.url === ':memory:' ? join(folder, 'portvakt.db') : place.url);
  await place.drop();
  rmSync(folder, { recursive: true });
}

describe('what lies on the disk', () => {
  it('has none of the secrets in it that were sent through every door, nor the key that seals them', () =>
    withDatabase(async (url) => {
      const masterKey = randomBytes(32).toString('base64');
      const box = await startSandbox({ database: url, masterKey, auditDecisions: true });
      const told = new Map(await use(box, url));
      told.set('the master key', masterKey);
      // While it runs, and when all is written.
      expect(foundIn(atRest(url), told)).toEqual([]);
      await box.stop();
      expect(foundIn(atRest(url), told)).toEqual([]);
      // What was looked through is what was written.
      expect(atRest(url).includes('https://tjeneste.example/tilbake')).toBe(true);
    }));

  it('has none in it that an earlier start without a master key has left, once it was sealed', () =>
    withDatabase(async (url) => {
      const before = await startSandbox({ database: url });
      const { browser } = await logIn(before.base, PERSON);
      await before.stop();
      const database = await openDatabase({ url });
      const [{ id_token = '' } = {}] = await database.db.selectFrom('login_session').select('id_token').execute();
      const keys = await database.db.selectFrom('signing_key').select('private_key').execute();
      await database.close();
      const told = new Map([['an ID token', String(id_token).slice(-200)]]);
      for (const [at, { private_key }] of keys.entries())
        told.set(`signing key ${at}`, String(private_key).slice(100, 160));
      expect(foundIn(atRest(url), told)).toHaveLength(told.size);
      const after = await startSandbox({ database: url, masterKey: randomBytes(32).toString('base64') });
      await after.stop();
      expect(foundIn(atRest(url), told)).toEqual([]);
      expect(browser.cookie('altinnsession')).toBeDefined();
    }));
});
