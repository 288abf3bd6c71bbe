import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  APPS_DOMAINS,
  AUTHORITY_NAME,
  backUp,
  createHostsAuthority,
  DomainFileError,
  databaseStatus,
  EXACT_NAMES,
  generateParties,
  ImportError,
  importRegisterFiles,
  inspectDatabase,
  migrateDatabase,
  operatorCode,
  PRODUCTION_LIMITS,
  permittedNames,
  readRateLimits,
  readTracing,
  readXacmlDomain,
  readXacmlDomains,
  restore,
  SITUATIONS,
  startPlatform,
  verify,
  world,
  xacmlDomain,
} from '@portvakt/platform';

const folder = await mkdtemp(join(tmpdir(), 'portvakt-'));
/** An SQLite file that does not exist yet; `postgres://…` in its place is PostgreSQL. */
const newDatabase = () => join(folder, `${crypto.randomUUID()}.sqlite`);
/** Whoever asks may do everything. */
const policy = `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="open" Version="1.0"
  RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <Target/>
  <Rule RuleId="all" Effect="Permit"/>
</Policy>`;
await writeFile(join(folder, 'policy.xml'), policy);
await writeFile(join(folder, 'domain.json'), '{ "policy": "policy.xml", "resourceTypes": ["record"] }');

export const examples = {
  async DomainFileError() {
    // #region DomainFileError
    try {
      await readXacmlDomain(join(folder, 'no-such-file.json'));
    } catch (error) {
      console.log(error instanceof DomainFileError); // true
    }
    // #endregion
  },

  async ImportError() {
    // #region ImportError
    const text = 'organizationNumber,name,form\n310044424,FJORDVIK AS,AS';
    try {
      await importRegisterFiles(newDatabase(), [{ name: 'organizations.csv', text }]);
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      // Nothing was imported.
      for (const { file, line } of error.problems) console.log(`${file}:${line}`); // organizations.csv:2
    }
    // #endregion
  },

  APPS_DOMAINS() {
    // #region APPS_DOMAINS
    console.log(APPS_DOMAINS.map((domain) => `ttd.${domain}`)[0]); // ttd.apps.tt02.altinn.no
    // #endregion
  },

  AUTHORITY_NAME() {
    // #region AUTHORITY_NAME
    // What to look for among the certificates that a machine trusts.
    console.log(`CN=${AUTHORITY_NAME}`); // CN=Portvakt local hosts authority
    // #endregion
  },

  EXACT_NAMES() {
    // #region EXACT_NAMES
    console.log(EXACT_NAMES.includes('test.maskinporten.no')); // true
    console.log(EXACT_NAMES.includes('maskinporten.no')); // false
    // #endregion
  },

  PRODUCTION_LIMITS() {
    // #region PRODUCTION_LIMITS
    // Most in a minute; 0 is no limit.
    const rateLimits = { ...PRODUCTION_LIMITS, client: 600 };
    console.log(rateLimits.client, rateLimits.codes); // 600 10
    // #endregion
  },

  SITUATIONS() {
    // #region SITUATIONS
    console.log(SITUATIONS['token-expired'].remedy); // Get a new one at 401 and repeat the call once.
    // #endregion
  },

  world() {
    // #region world
    const owner = world.organizations.find(({ serviceOwnerCode }) => serviceOwnerCode === 'ttd');
    console.log(owner?.organizationNumber); // 310001236
    // #endregion
  },

  async backUp() {
    // #region backUp
    const [database, file] = [newDatabase(), join(folder, 'first.backup')];
    await migrateDatabase(database);
    const { tables, masterKey } = await backUp(database, file);
    console.log(tables > 0, masterKey); // true null
    // #endregion
  },

  async createHostsAuthority() {
    // #region createHostsAuthority
    // Trusted on this machine alone, and the private key kept where only you can read it.
    const { certificate, privateKey } = await createHostsAuthority();
    console.log(certificate.split('\n')[0], typeof privateKey); // -----BEGIN CERTIFICATE----- string
    // #endregion
  },

  async databaseStatus() {
    // #region databaseStatus
    const { pending, unknown } = await databaseStatus(newDatabase());
    console.log(pending.length > 0, unknown); // true []
    // #endregion
  },

  async generateParties() {
    // #region generateParties
    const counts = await generateParties(newDatabase(), { parties: 300, rolesEach: 2, seed: 7 });
    console.log(counts); // { organizations: 200, persons: 100, roles: 400 }
    // #endregion
  },

  async importRegisterFiles() {
    // #region importRegisterFiles
    const text = 'organizationNumber,name,form\n310044423,FJORDVIK AS,AS';
    const { sections } = await importRegisterFiles(newDatabase(), [{ name: 'organizations.csv', text }]);
    console.log(sections); // { register: { added: 1, changed: 0, same: 0 } }
    // #endregion
  },

  async inspectDatabase() {
    // #region inspectDatabase
    const database = newDatabase();
    await migrateDatabase(database);
    const { faults } = await inspectDatabase(database);
    console.log(faults); // []
    // #endregion
  },

  async migrateDatabase() {
    // #region migrateDatabase
    const database = newDatabase();
    const had = await migrateDatabase(database);
    console.log(had.length > 0, await migrateDatabase(database)); // true []
    // #endregion
  },

  async operatorCode() {
    // #region operatorCode
    const { code, expires } = await operatorCode(newDatabase());
    // The code is for one person, to be told once: write it nowhere.
    console.log(code.length > 7, expires > Date.now()); // true true
    // #endregion
  },

  async permittedNames() {
    // #region permittedNames
    const { certificate } = await createHostsAuthority();
    const permitted = await permittedNames(certificate);
    console.log(EXACT_NAMES.every((name) => permitted.includes(name))); // true
    // #endregion
  },

  readRateLimits() {
    // #region readRateLimits
    const limits = readRateLimits('client=600,address=0');
    console.log(limits === 'off' || limits.client, readRateLimits('off')); // 600 off
    // #endregion
  },

  readTracing() {
    // #region readTracing
    const tracing = readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' });
    console.log(tracing?.url, readTracing({})); // http://localhost:4318/v1/traces undefined
    // #endregion
  },

  async readXacmlDomain() {
    // #region readXacmlDomain
    // In the folder: domain.json, and the policy that it names.
    const { resourceTypes } = await readXacmlDomain(folder);
    console.log(resourceTypes); // [ 'record' ]
    // #endregion
  },

  async readXacmlDomains() {
    // #region readXacmlDomains
    const authzen = await readXacmlDomains([folder]);
    const platform = await startPlatform({ port: 0, authzen });
    const { status } = await fetch(`${platform.urls.base}/.well-known/authzen-configuration`);
    console.log(status); // 200
    await platform.stop();
    // #endregion
  },

  async restore() {
    // #region restore
    const [before, after, file] = [newDatabase(), newDatabase(), join(folder, 'second.backup')];
    await migrateDatabase(before);
    const { rows } = await backUp(before, file);
    const restored = await restore(after, file);
    console.log(restored.rows === rows); // true
    // #endregion
  },

  async startPlatform() {
    // #region startPlatform
    const platform = await startPlatform({ port: 0 });
    const { status } = await fetch(`${platform.urls.base}/health/ready`);
    console.log(status); // 200
    await platform.stop();
    // #endregion
  },

  async verify() {
    // #region verify
    const [database, file] = [newDatabase(), join(folder, 'third.backup')];
    await migrateDatabase(database);
    await backUp(database, file);
    const { database: kind, schema } = await verify(file);
    console.log(kind, schema.length > 0); // sqlite true
    // #endregion
  },

  async xacmlDomain() {
    // #region xacmlDomain
    const domain = xacmlDomain({
      policy,
      resourceTypes: ['record'],
      subjects: [{ type: 'user', id: 'alice' }],
      resources: [{ type: 'record', id: 'record-1' }],
    });
    console.log(domain.serves('record'), domain.serves('fine')); // true false
    // #endregion
  },
};
