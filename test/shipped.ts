import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logIn } from '@portvakt/platform/testing';
import { appFiles } from '@portvakt/platform/testing/apps';
import { minimalJwk, openStore } from 'altinn-jwks';

/** The two programs as somebody has them: files that Node runs. */
export interface Installed {
  readonly portvakt: string;
  readonly 'altinn-jwks': string;
}
type Program = keyof Installed;

export const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const VENDOR = { organization: '310019747', director: '07846610027' };
const SERVICE_OWNER = { organization: '310001236', director: '24928210002' };
const VENDOR_SCOPES = [
  'altinn:authentication/systemregister.write',
  'altinn:authentication/systemuser.request.write',
  'altinn:authentication/systemuser.request.read',
];
const XPATH_2 = 'http://www.w3.org/TR/2007/REC-xpath20-20070123';

export interface Ended {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

interface Run {
  /** The command's path, as its program's help has it: `portvakt systems register`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  /** What stdout must show. */
  readonly shows: RegExp;
}

/** Runs every command once, in a folder of its own, against a platform that the shipped `up` runs. */
export class Tour {
  /** The commands that have been run. */
  readonly ran = new Set<string>();
  readonly #installed: Installed;
  readonly #folder: string;
  readonly #whileUp: (base: string) => Promise<void>;
  #platform: ChildProcess | undefined;
  #base = '';

  /** @param whileUp is given the platform's base URL while it runs */
  constructor(installed: Installed, folder: string, whileUp: (base: string) => Promise<void>) {
    this.#installed = installed;
    this.#folder = folder;
    this.#whileUp = whileUp;
  }

  file(name: string, content?: string): string {
    const path = join(this.#folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  exec(program: Program, args: readonly string[], stdin = ''): Promise<Ended> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [this.#installed[program], ...args],
        { cwd: this.#folder, env: this.#env(), maxBuffer: 50_000_000 },
        (error, out, err) => resolve({ code: error ? (error.code ?? 'killed') : 0, out, err }),
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(stdin);
    });
  }

  /** Every command of both programs, as their help tells: commander's tree. */
  async everyCommand(): Promise<readonly string[]> {
    const below = async (program: Program, path: readonly string[]): Promise<string[]> => {
      const { out } = await this.exec(program, [...path, '--help']);
      const [, table = ''] = /^Commands:\n((?: {2}.*\n?)+)/m.exec(out) ?? [];
      const children = [...table.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name);
      const own = children.filter((name) => name !== 'help');
      if (own.length === 0) return [[program, ...path].join(' ')];
      return (await Promise.all(own.map((name) => below(program, [...path, name])))).flat();
    };
    return [...(await below('portvakt', [])), ...(await below('altinn-jwks', []))].sort();
  }

  /** Nothing of the one who runs the tests, and no sources instead of what is shipped. */
  #env(): NodeJS.ProcessEnv {
    const { PATH, HOME, TMPDIR, SystemRoot } = process.env;
    return {
      ...{ PATH, HOME, TMPDIR, SystemRoot },
      ...(this.#base === '' ? {} : { PORTVAKT_URL: this.#base }),
      ALTINN_JWK_STORE: join(this.#folder, 'keys'),
      ALTINN_JWKS_PASSPHRASE: 'en-passfrase',
    };
  }

  /** Runs each, and collects what did not go as it should. */
  async #walk(runs: readonly Run[]): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const { command, args, stdin, shows } of runs) {
      const [program = '', ...path] = command.split(' ');
      const { code, out, err } = await this.exec(program as Program, [...path, ...args], stdin);
      this.ran.add(command);
      if (code !== 0 || !shows.test(out)) wrong.push(`${command} ended with ${code}: ${out.slice(0, 500)}${err}`);
    }
    return wrong;
  }

  /** @returns one line for each command that did not work */
  async walk(): Promise<readonly string[]> {
    mkdirSync(join(this.#folder, 'policies'), { recursive: true });
    await this.#start();
    try {
      await this.#whileUp(this.#base);
      const before = await this.#walk(this.#keyRuns());
      const clients = await this.#clients();
      const runs = [
        ...this.#tokenRuns(clients),
        ...this.#integrationRuns(clients),
        ...this.#systemRuns(clients),
        ...this.#setupRuns(clients),
        ...this.#fileRuns(),
        ...(await this.#certificateRuns()),
        ...this.#auditRuns(),
        ...this.#snapshotRuns(),
        ...this.#situationRuns(),
        ...this.#appRuns(),
      ];
      return [...before, ...(await this.#walk(runs)), ...(await this.#afterApproval(clients))];
    } finally {
      await this.stop();
    }
  }

  async #start(): Promise<void> {
    const args = [this.#installed.portvakt, 'up', '--port', '0', '--data', this.file('data'), '--json'];
    const child = spawn(process.execPath, args, { cwd: this.#folder, env: this.#env() });
    this.#platform = child;
    let err = '';
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes.toString();
    });
    const line = await new Promise<string>((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (bytes: Buffer) => {
        out += bytes.toString();
        if (out.includes('\n')) resolve(out);
      });
      child.once('exit', (code) => reject(new Error(`portvakt up ended with ${code}: ${err}`)));
    });
    this.#base = (JSON.parse(line) as { urls: { base: string } }).urls.base;
    this.ran.add('portvakt up');
  }

  async stop(): Promise<void> {
    const child = this.#platform;
    if (!child || child.exitCode !== null) return;
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  #keyRuns(): readonly Run[] {
    const jwks = (command: string, args: readonly string[], shows: RegExp, stdin?: string): Run => ({
      command: `altinn-jwks ${command}`,
      args,
      shows,
      ...(stdin === undefined ? {} : { stdin }),
    });
    return [
      jwks('create', ['app', '-e', 'test', '--suffix', 'one'], /^Generating key app-TEST\.one\n$/),
      jwks('list', ['--keys'], /app-TEST\.one/),
      jwks('export key', ['app', '--out', this.file('app.jwk')], /^$/),
      jwks('export maskinporten', ['app'], /^\[\{"alg":"RS256"/),
      jwks('export pem', ['app', '--private', '--out', this.file('app.pem')], /^$/),
      jwks('export p12', ['app', '--out', this.file('app.p12')], /^$/),
      jwks('import', ['fra-pem', this.file('app.pem'), '-e', 'test'], /^Imported key /),
      jwks('import', ['fra-p12', this.file('app.p12'), '-e', 'test'], /^Imported key /),
      jwks('rotate', ['app', '-e', 'test', '--suffix', 'two'], /^Generating key app-TEST\.two\n$/),
      jwks('use', ['app-TEST.two'], /app-TEST\.two/),
      jwks('revoke', ['app-TEST.one'], /app-TEST\.one/),
      jwks('prune', ['app', '--keep', '1'], /^/),
      jwks('thumbprint', ['app'], /^[\w-]{43}/),
      jwks('doctor', [], /^/),
      jwks('completion', ['bash'], /complete -o default/),
    ];
  }

  /** Clients of three organisations with the key `app`, made as the portal makes them. */
  async #clients(): Promise<Clients> {
    const set = await (await openStore(join(this.#folder, 'keys'))).read('app', 'TEST');
    if (!set) throw new Error('altinn-jwks has made no key set "app"');
    const keys = [minimalJwk(set.current)];
    const make = async (owner: { organization: string; director: string }, scopes: readonly string[]) => {
      return makeClient(this.#base, owner, scopes, keys);
    };
    return {
      customer: await make(CUSTOMER, ['altinn:instances.read', 'idporten:dcr.read', 'idporten:dcr.write']),
      vendor: await make(VENDOR, VENDOR_SCOPES),
      serviceOwner: await make(SERVICE_OWNER, ['altinn:authorization/authorize']),
    };
  }

  #tokenRuns({ customer, serviceOwner }: Clients): readonly Run[] {
    const as = (clientId: string) => ['--client-id', clientId, '--key', 'app'];
    const scope = ['--scope', 'altinn:instances.read'];
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const question = ['--person', CUSTOMER.director, '--party', CUSTOMER.organization, '--action', 'read'];
    const admin = ['--admin-client-id', customer, '--admin-key', 'app', '--environment', 'local'];
    return [
      {
        command: 'portvakt doctor',
        args: [...as(customer), '-e', 'local', ...scope, '--exchange'],
        shows: /Nothing is wrong/,
      },
      { command: 'portvakt token', args: [...as(customer), ...scope], shows: /^ey[\w-]+\.ey/ },
      { command: 'portvakt token', args: ['--as', 'person', '--pid', CUSTOMER.director], shows: /^ey[\w-]+\.ey/ },
      { command: 'portvakt exchange', args: [...as(customer), ...scope], shows: /^ey[\w-]+\.ey/ },
      {
        command: 'portvakt inspect',
        args: [],
        stdin: `${part({ alg: 'RS256' })}.${part({ iss: 'somebody' })}.c2lnbg\n`,
        shows: /"somebody"/,
      },
      {
        command: 'portvakt authorize',
        args: [...as(serviceOwner), ...question, '--resource-id', 'skogdir-felling'],
        shows: /^Permit/,
      },
      {
        command: 'altinn-jwks push maskinporten',
        args: ['app', '--client-id', customer, ...admin, '--yes'],
        shows: /Nothing to change/,
      },
    ];
  }

  #integrationRuns({ vendor, customer }: Clients): readonly Run[] {
    const run = (command: string, args: readonly string[], shows: RegExp): Run => ({
      command: `portvakt integrations ${command}`,
      args,
      shows,
    });
    const scope = 'altinn:instances.read';
    const other = this.file('other.json', JSON.stringify(OTHER_KEY));
    return [
      run('create', ['Rundtur', '--org', CUSTOMER.organization, '--key-set', 'app'], /^Made [\w-]{36}\.\n$/),
      run('list', ['--org', CUSTOMER.organization], new RegExp(customer)),
      run('show', [customer], /^Keys +1$/m),
      run('keys add', [vendor, other], /^Published other on /),
      run('keys list', [vendor], /^RS256 .* other$/m),
      run('keys remove', [vendor, 'other'], /^Took other away/),
      run('scopes add', [vendor, scope], /altinn:instances\.read/),
      run('scopes list', [vendor], /^altinn:instances\.read$/m),
      run('scopes remove', [vendor, scope], /now has/),
      run('log', [customer], /^20\S+ +ok +200 /m),
    ];
  }

  #systemRuns({ vendor }: Clients): readonly Run[] {
    const texts = { nb: 'Hovedbok', nn: 'Hovudbok', en: 'Ledger' };
    const id = `${VENDOR.organization}_rundtur`;
    const system = (more: object) =>
      this.file(
        `system${Object.keys(more).length}.json`,
        JSON.stringify({
          id,
          vendor: { ID: `0192:${VENDOR.organization}` },
          name: texts,
          description: texts,
          rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] }],
          clientId: [vendor],
          isVisible: false,
          ...more,
        }),
      );
    const as = ['--client-id', vendor, '--key', 'app'];
    const run = (command: string, args: readonly string[], shows: RegExp): Run => ({
      command: `portvakt systems ${command}`,
      args: [...args, ...as],
      shows,
    });
    const wish = ['--system', id, '--org', CUSTOMER.organization, '--right', 'ttd-lonnsrapport', '--external-ref'];
    return [
      run('register', [system({})], /^Registered /),
      run('update', [system({ description: { ...texts, en: 'A ledger' } })], /^Updated /),
      run('show', [id], /A ledger/),
      run('list', [], new RegExp(id)),
      run('request', [...wish, 'one'], /^New /),
      run('users', [id], /No system users/),
    ];
  }

  /** A set-up as a file: planned and kept, applied, looked at again, and read back. */
  #setupRuns({ customer }: Clients): readonly Run[] {
    const as = ['--client-id', customer, '--key', 'app'];
    const file = this.file(
      'portvakt.yaml',
      'clients:\n  - name: Fra fil\n    scopes: [altinn:instances.read]\n    keys:\n      - { store: ./keys, set: app }\n',
    );
    const kept = this.file('kept.plan.json');
    const run = (command: string, args: readonly string[], shows: RegExp): Run => ({
      command: `portvakt ${command}`,
      args: [...args, ...as],
      shows,
    });
    return [
      run('plan', ['--out', kept], /Plan: 2 to add, 0 to change, 0 to remove/),
      run('apply', [kept], /Applied: 2 added/),
      run('drift', [file], /Nothing to change/),
      run('import', ['--section', 'clients', '--out', this.file('imported.yaml')], /^Wrote .*clients: \d/),
    ];
  }

  /** What needs the id of a request, and the end of it all. */
  async #afterApproval({ vendor }: Clients): Promise<readonly string[]> {
    const as = ['--client-id', vendor, '--key', 'app'];
    const id = `${VENDOR.organization}_rundtur`;
    const ask = async (reference: string) => {
      const wish = ['--system', id, '--org', CUSTOMER.organization, '--right', 'ttd-lonnsrapport'];
      const more = ['--external-ref', reference, '--json', ...as];
      const { out, err } = await this.exec('portvakt', ['systems', 'request', ...wish, ...more]);
      if (out === '') throw new Error(`portvakt systems request: ${err}`);
      return (JSON.parse(out) as { id: string }).id;
    };
    const [approved, unwanted] = [await ask('one'), await ask('two')];
    const send = await inPortal(this.#base, CUSTOMER.director, CUSTOMER.organization);
    await send(`/authentication/api/v1/systemuser/request/${CUSTOMER.partyId}/${approved}/approve`);
    return this.#walk([
      { command: 'portvakt systems wait', args: [approved, ...as], shows: /^Accepted/ },
      { command: 'portvakt systems cancel', args: [unwanted, ...as], shows: /^Took / },
      { command: 'portvakt systems delete', args: [id, ...as], shows: /^Deleted / },
    ]);
  }

  #fileRuns(): readonly Run[] {
    const policy = this.file('policies/Policy.xml', POLICY);
    const request = this.file('policies/read.request.json', REQUEST);
    this.file('policies/read.expected.json', JSON.stringify({ Response: [{ Decision: 'Permit' }] }));
    const rows = 'organizationNumber,name,form\n310044423,EN AS,AS\n';
    const organizations = this.file('organizations.csv', rows);
    const data = ['--data', this.file('other-data')];
    return [
      { command: 'portvakt policy check', args: [policy], shows: /1 file, 0 errors/ },
      { command: 'portvakt policy test', args: [this.file('policies')], shows: /1 of 1 passed/ },
      { command: 'portvakt policy explain', args: [policy, request], shows: /Permit/ },
      { command: 'portvakt register generate', args: ['--parties', '9', ...data], shows: /^Made 6 organisations/ },
      { command: 'portvakt register import', args: [organizations, ...data], shows: /^Imported 1 organisations/ },
      { command: 'portvakt journey', args: ['--quiet'], shows: /The journey is complete/ },
      { command: 'portvakt completion', args: ['bash'], shows: /complete -o default/ },
      { command: 'portvakt hosts show', args: data, shows: /test\.maskinporten\.no/ },
      { command: 'portvakt hosts remove', args: data, shows: /^Removed the authority/ },
    ];
  }

  #auditRuns(): readonly Run[] {
    const file = this.file('audit.jsonl');
    return [
      { command: 'portvakt audit export', args: [file], shows: /^Written up to checkpoint / },
      { command: 'portvakt audit verify', args: [], shows: /^The audit log is whole: / },
    ];
  }

  #snapshotRuns(): readonly Run[] {
    const file = this.file('state.snapshot');
    return [
      { command: 'portvakt snapshot save', args: [file], shows: /^Saved / },
      { command: 'portvakt snapshot show', args: [file], shows: /on SQLite/ },
      { command: 'portvakt snapshot load', args: [file], shows: /^The platform is as it was at / },
      {
        command: 'portvakt operator code',
        args: ['--data', this.file('data')],
        shows: /^(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}\n/,
      },
      ...this.#careRuns(),
      { command: 'portvakt listen', args: ['--from', 'oldest', '--count', '1'], shows: /^1\tno\.portvakt\./ },
    ];
  }

  #careRuns(): readonly Run[] {
    const data = ['--data', this.file('sealed')];
    const file = this.file('state.backup');
    return [
      { command: 'portvakt db migrate', args: data, shows: /^Made \d+: / },
      { command: 'portvakt db status', args: data, shows: /^OK {4}The schema is up to date/ },
      { command: 'portvakt db check', args: data, shows: /^OK / },
      { command: 'portvakt backup', args: [file, ...data], shows: /^Wrote / },
      { command: 'portvakt verify', args: [file], shows: /^OK / },
      { command: 'portvakt restore', args: [file, '--data', this.file('restored')], shows: /^Restored / },
    ];
  }

  #situationRuns(): readonly Run[] {
    return [
      {
        command: 'portvakt situation start',
        args: ['request-declined', '--customer', '310044423'],
        shows: /in force for customer/,
      },
      { command: 'portvakt situation list', args: [], shows: /In force: request-declined/ },
      { command: 'portvakt situation stop', args: [], shows: /^No situation is in force/ },
      { command: 'portvakt situation report', args: [], shows: /situations have been met/ },
    ];
  }

  #appRuns(): readonly Run[] {
    for (const [path, text] of Object.entries(appFiles())) {
      mkdirSync(dirname(this.file(path)), { recursive: true });
      this.file(path, text);
    }
    return [
      { command: 'portvakt apps add', args: [this.#folder], shows: /^ttd\/soknad is there/ },
      { command: 'portvakt apps list', args: [], shows: /ttd\/soknad/ },
      { command: 'portvakt apps remove', args: ['ttd/soknad'], shows: /is gone/ },
      {
        command: 'portvakt apps sample',
        args: ['simple-form', this.file('sample')],
        shows: /has the sample simple-form/,
      },
    ];
  }

  async #certificateRuns(): Promise<readonly Run[]> {
    const issue = ['--org', CUSTOMER.organization, '--out', this.file('certificates'), '--json'];
    const wrong = await this.#walk([{ command: 'portvakt certificate issue', args: issue, shows: /"serialNumber"/ }]);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    const pem = readFileSync(this.file(`certificates/${CUSTOMER.organization}.certificate.pem`), 'utf8');
    const { X509Certificate } = await import('node:crypto');
    const { serialNumber } = new X509Certificate(pem);
    return [{ command: 'portvakt certificate revoke', args: [serialNumber], shows: /^Revoked / }];
  }
}

/** A Maskinporten client with these keys, made as the portal makes it. @returns its client_id */
export async function makeClient(
  base: string,
  owner: { readonly organization: string; readonly director: string },
  scopes: readonly string[],
  keys: readonly object[],
): Promise<string> {
  const send = await inPortal(base, owner.director, owner.organization);
  const { client_id: clientId } = (await send('/selvbetjening/api/v1/clients', {
    integration_type: 'maskinporten',
    application_type: 'web',
    client_name: 'Rundtur',
    description: 'Rundtur',
    token_endpoint_auth_method: 'private_key_jwt',
    grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    scopes,
  })) as { client_id: string };
  await send(`/selvbetjening/api/v1/clients/${clientId}/jwks`, { keys });
  return clientId;
}

export type Send = (path: string, body?: object) => Promise<unknown>;

/** A person in the portal, who posts what its pages post for an organisation. */
export async function inPortal(base: string, person: string, organization: string): Promise<Send> {
  const { browser } = await logIn(base, person);
  return async (path, body) => {
    const headers = { 'x-portvakt-organization': organization, origin: base, accept: 'application/json' };
    const page = await browser.step(new URL(path, base), {
      method: 'POST',
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (page.status >= 300) throw new Error(`POST ${path} answered ${page.status}: ${page.body}`);
    return JSON.parse(page.body) as unknown;
  };
}

interface Clients {
  readonly customer: string;
  readonly vendor: string;
  readonly serviceOwner: string;
}

/** The public half of a key that nobody has. */
const OTHER_KEY = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  ...{ kid: 'other', alg: 'RS256', use: 'sig' },
};

/** Decides by XPath 2.0, whose engine is loaded only when it is asked for. */
const POLICY = `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0"
  RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <PolicyDefaults><XPathVersion>${XPATH_2}</XPathVersion></PolicyDefaults>
  <Target/>
  <Rule RuleId="r" Effect="Permit">
    <Condition>
      <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
        <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-one-and-only">
          <AttributeSelector Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
            Path="if (exists(//name)) then //name/text() else ()" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>
        </Apply>
        <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">bok</AttributeValue>
      </Apply>
    </Condition>
  </Rule>
</Policy>
`;
const REQUEST = JSON.stringify({ Request: { Resource: { Content: '<name>bok</name>' } } });
