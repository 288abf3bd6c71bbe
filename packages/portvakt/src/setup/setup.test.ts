import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKey, minimalJwk, openStore } from 'altinn-jwks';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActual } from './actual.ts';
import { difference } from './difference.ts';
import { type Harness, OWNER, startHarness } from './harness.ts';
import { applyCommand, driftCommand, importCommand, planCommand } from './index.ts';
import { SECTIONS } from './model.ts';
import { hasDied, KEY_FILES, missing, mortal, POLICY_FILES, pairs, reach, setups, wantedOf } from './random-harness.ts';

const isLong = process.env['PORTVAKT_TESTS'] === 'long';
const RUNS = isLong ? 1000 : 8;
const KILLS = isLong ? 50 : 2;
/** Tells a hang from work. */
const LONG_MS = 10_800_000;
const CUSTOMER = '310044423';
const ALL = new Set(SECTIONS);
const TEXTS = '{ nb: Plan, nn: Plan, en: Plan }';

const match = (id: string, value: string, category: string) =>
  `<AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
      <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue>
      <AttributeDesignator AttributeId="${id}" Category="urn:oasis:names:tc:xacml:3.0:attribute-category:${category}"
        DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>
    </Match></AllOf></AnyOf>`;
const policy = (resource: string, action: string) => `<?xml version="1.0" encoding="utf-8"?>
<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="plan" Version="1.0"
  RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <Target/>
  <Rule RuleId="r" Effect="Permit"><Target>
    ${match('urn:altinn:resource', resource, 'resource')}
    ${match('urn:oasis:names:tc:xacml:1.0:action:action-id', action, 'action')}
  </Target></Rule>
</Policy>
`;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  for (const [index, file] of KEY_FILES.entries())
    harness.file(file, JSON.stringify(minimalJwk(await createKey({ kid: `k${index}` }))));
  for (const file of [...POLICY_FILES, 'skogdir-plan-0.xml', 'skogdir-plan-1.xml'])
    harness.file(file, policy(file.slice(0, -'-0.xml'.length), file.endsWith('-0.xml') ? 'read' : 'write'));
});
afterAll(() => harness.stop());

/** Ids of systems cannot be used twice, by no pair. */
const tagged = (setup: object, tag: string): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(setup).replaceAll('_@', `_${tag}`)) as Readonly<Record<string, unknown>>;

const path = (name: string) => join(harness.folder, name);

describe('portvakt plan, apply, drift', () => {
  const FILE = `organization: ${OWNER}
scopes:
  - name: skogdir:plan.read
    description: Lese planer
    access: [${CUSTOMER}]
clients:
  - name: Planlegger
    scopes: [skogdir:plan.read]
    keys:
      - file: key-0.json
resources:
  - identifier: skogdir-plan
    resourceType: GenericAccessResource
    title: ${TEXTS}
    description: ${TEXTS}
    rightDescription: ${TEXTS}
    hasCompetentAuthority: { organization: ${OWNER}, orgcode: skogdir }
    policy: skogdir-plan-0.xml
systems:
  - id: ${OWNER}_plan
    name: ${TEXTS}
    description: ${TEXTS}
    rights: [skogdir-plan]
    clients: [Planlegger]
    isVisible: false
    allowedRedirectUrls: [https://plan.example]
systemUserRequests:
  - system: ${OWNER}_plan
    customer: ${CUSTOMER}
    rights: [skogdir-plan]
`;

  it('show what would change, ask, do it in order, and then find nothing to change', async () => {
    const file = harness.file('portvakt.yaml', FILE);
    const plan = await harness.run(planCommand, [file]);
    expect(plan).toMatchObject({ status: 0, error: '' });
    expect(plan.out).toContain('  + scope skogdir:plan.read\n      description: "Lese planer"\n');
    expect(plan.out).toContain('  + keys of Planlegger\n      + k0\n');
    expect(plan.out).toMatch(/\n\nPlan: 8 to add, 0 to change, 0 to remove\.\n$/);
    expect(await harness.run(driftCommand, [file])).toMatchObject({ status: 2, out: plan.out });
    expect(await harness.run(applyCommand, [file])).toMatchObject({
      status: 1,
      error: expect.stringMatching(/no terminal to ask on: add --yes.*Nothing was done\.$/),
    });
    const asked: string[] = [];
    const ask = (answer: string) => async (question: string) => {
      asked.push(question);
      return answer;
    };
    expect(await harness.run(applyCommand, [file], { ask: ask('y') })).toMatchObject({
      status: 1,
      error: 'Nothing was done.',
    });
    expect((await harness.run(driftCommand, [file])).out).toBe(plan.out);
    const applied = await harness.run(applyCommand, [file], { ask: ask('yes') });
    expect(applied.out).toMatch(
      /Applied: 8 added, 0 changed, 0 removed\.\nThe client_id of Planlegger is [\w-]{36}\.\n$/,
    );
    expect(asked[0]).toBe(`Do these 8 things to ${OWNER} at ${harness.box.base}? Only "yes" is taken: `);
    const again = await harness.run(planCommand, [file, '--json']);
    expect(JSON.parse(again.out)).toMatchObject({
      organization: OWNER,
      target: harness.box.base,
      steps: [],
      summary: { add: 0, change: 0, remove: 0 },
    });
    expect(await harness.run(driftCommand, [file])).toMatchObject({
      status: 0,
      out: expect.stringContaining('Nothing to change'),
    });
    expect((await harness.run(applyCommand, [file])).out).toContain('Nothing to change');
  });

  it('show a change as what comes and goes, and leave alone what the file does not say', async () => {
    const changed = FILE.replace('Lese planer', 'Lese alle planer')
      .replace(`access: [${CUSTOMER}]`, 'access: [310056766]')
      .replace('title: { nb: Plan,', 'title: { nb: Planer,')
      .replace('plan-0', 'plan-1')
      .replace('    scopes: [skogdir:plan.read]\n', '    access_token_lifetime: 600\n');
    const file = harness.file('changed.yaml', changed);
    expect((await harness.run(planCommand, [file])).out).toBe(`${file} for ${OWNER} at ${harness.box.base}:

  ~ scope skogdir:plan.read
      description: "Lese planer" → "Lese alle planer"
  + access of 310056766 to skogdir:plan.read
  ~ client Planlegger
      access_token_lifetime: 120 → 600
  ~ resource skogdir-plan
      title.nb: "Plan" → "Planer"
  ~ policy of skogdir-plan
  - access of ${CUSTOMER} to skogdir:plan.read

Plan: 1 to add, 4 to change, 1 to remove.
`);
    expect((await harness.run(applyCommand, [file, '--yes'])).status).toBe(0);
    const { clients } = await readActual(await harness.apis(), undefined, new Set(['clients']));
    expect(clients.find(({ name }) => name === 'Planlegger')?.record).toMatchObject({
      scopes: ['skogdir:plan.read'],
      access_token_lifetime: 600,
    });
    expect((await harness.run(applyCommand, [harness.file('portvakt.yaml', FILE), '--yes'])).status).toBe(0);
  });

  it('publish a new key before the old one goes, and wait in between where the world is larger', async () => {
    const file = harness.file('rotated.yaml', FILE.replace('key-0.json', 'key-1.json'));
    const waits: number[] = [];
    const seen: (readonly string[])[] = [];
    const apis = await harness.apis();
    const { clients } = await readActual(apis, undefined, new Set(['clients']));
    const id = clients.find(({ name }) => name === 'Planlegger')?.id ?? '';
    const sleep = async (ms: number) => {
      waits.push(ms);
      seen.push((await apis.selfService.keys(id)).map(({ kid }) => kid));
    };
    expect((await harness.run(applyCommand, [file, '--yes', '--settle', '120'], { sleep })).status).toBe(0);
    expect(seen).toEqual([['k0', 'k1']]);
    expect(waits[0]).toBeGreaterThan(100_000);
    expect((await apis.selfService.keys(id)).map(({ kid }) => kid)).toEqual(['k1']);
  });

  it('say what is ambiguous, of another, or gone for ever, and do nothing', async () => {
    const apis = await harness.apis();
    const body = {
      integration_type: 'maskinporten',
      client_name: 'Tvilling',
      description: 'T',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    };
    const ids = [await apis.selfService.createClient(body), await apis.selfService.createClient(body)].map(
      ({ client_id: id }) => id,
    );
    const told = async (text: string) =>
      (await harness.run(applyCommand, [harness.file('wrong.yaml', text), '--yes'])).error;
    const twins = await told('clients:\n  - name: Tvilling\n');
    expect(twins).toMatch(/wrong\.yaml:2:5: 2 clients are called Tvilling: add the id of the one that is meant, /);
    for (const id of ids) expect(twins).toContain(id);
    expect(
      (
        await harness.run(planCommand, [
          harness.file('right.yaml', `clients:\n  - { name: Tvilling, id: ${ids[0]} }\n`),
        ])
      ).out,
    ).toContain('Nothing to change');
    expect(await told('organization: 310044423\nclients: []\n')).toContain(
      'The file is about 310044423, and the credentials speak for 310013579',
    );
    expect(
      await told(`systems:\n  - { id: 310044423_x, name: ${TEXTS}, description: ${TEXTS}, clients: [Ingen] }\n`),
    ).toContain('must begin with 310013579_');
    expect(
      await told(
        `systems:\n  - { id: ${OWNER}_x, name: ${TEXTS}, description: ${TEXTS}, clients: [Ingen, Tvilling] }\n`,
      ),
    ).toMatch(/there is no client Ingen\n.*several clients are called Tvilling/);
    const theirs = `resources:\n  - identifier: ttd-lonnsrapport\n    resourceType: GenericAccessResource\n    title: ${TEXTS}\n    description: ${TEXTS}\n    hasCompetentAuthority: { organization: ${OWNER}, orgcode: skogdir }\n`;
    expect(await told(theirs)).toContain('belongs to 310001236');
    const gone = `systems:\n  - { id: ${OWNER}_borte, name: ${TEXTS}, description: ${TEXTS}, clients: [Planlegger2] }\nclients: [{ name: Planlegger2 }]\n`;
    expect(await told(gone)).not.toContain('Stopped');
    expect(
      (
        await harness.run(applyCommand, [
          harness.file(
            'prune.yaml',
            `prune: true\nsystems:\n${FILE.slice(FILE.indexOf(`  - id: ${OWNER}_plan`), FILE.indexOf('systemUserRequests'))}`,
          ),
          '--yes',
        ])
      ).out,
    ).toContain(`- system ${OWNER}_borte`);
    expect(await told(gone)).toContain('has been deleted, and its id can never be used again');
    for (const id of ids) await apis.selfService.deactivateClient(id);
  });

  it('tell at once all that the file names and nobody has: keys, policies, resources, clients, systems', async () => {
    const file = harness.file(
      'names.yaml',
      `organization: ${OWNER}
clients:
  - name: Navn
    keys:
      - { file: borte.json }
resources:
  - identifier: skogdir-navn
    resourceType: GenericAccessResource
    title: ${TEXTS}
    description: ${TEXTS}
    rightDescription: ${TEXTS}
    hasCompetentAuthority: { organization: ${OWNER}, orgcode: skogdir }
    policy: borte.xml
systems:
  - id: ${OWNER}_navn
    name: ${TEXTS}
    description: ${TEXTS}
    rights: [skogdir-navn, skogdir-felling, finnes-ikke, ttd/demo]
    clients: [Ukjent]
systemUserRequests:
  - system: ${OWNER}_navn
    customer: ${CUSTOMER}
    rights: [skogdir-navn, heller-ikke]
  - system: ${OWNER}_finnes-ikke
    customer: ${CUSTOMER}
    rights: [skogdir-navn]
`,
    );
    const told = (await harness.run(planCommand, [file])).error.split('\n');
    expect(told.map((line) => line.replace(/^.*names\.yaml:/, ''))).toEqual([
      expect.stringMatching(/^5:11: borte\.json cannot be read/),
      expect.stringMatching(/^13:5: borte\.xml cannot be read/),
      expect.stringMatching(/^15:5: .*there is no client Ukjent/),
      '15:5: there is no resource finnes-ikke to have rights to',
      '22:5: there is no resource heller-ikke to have rights to',
      `25:5: there is no system ${OWNER}_finnes-ikke to ask for`,
    ]);
  });

  it('never take away the client that asks, and tell so', async () => {
    const apis = await harness.apis();
    const file = harness.file('prune-all.yaml', 'prune: [clients]\nclients: []\n');
    const applied = await harness.run(applyCommand, [file, '--yes']);
    expect(applied.out).toContain(`Note: The client ${harness.self}, which asks, is not in the file and stays`);
    expect(applied.status).toBe(0);
    expect((await apis.selfService.clients()).map(({ client_id: id }) => id)).toEqual([harness.self]);
    expect((await harness.run(driftCommand, [file])).status).toBe(0);
  });

  it('tell where they stopped, and go on from there', async () => {
    const file = harness.file(
      'stopped.yaml',
      FILE.replace('[skogdir:plan.read]', '[skogdir:plan.read, altinn:finnes.ikke]'),
    );
    const stopped = await harness.run(applyCommand, [file, '--yes']);
    expect(stopped).toMatchObject({
      status: 1,
      error: expect.stringMatching(
        /Stopped at step 1 of \d+, client Planlegger: .*altinn:finnes\.ikke.*\nNothing has been done\./,
      ),
    });
    expect((await harness.run(applyCommand, [harness.file('portvakt.yaml', FILE), '--yes'])).status).toBe(0);
  });
});

describe('who asks', () => {
  const asOrganization = (number: string) => ['-e', 'local', '--url', harness.box.base, '--org', number];

  it('may be an organisation of the sandbox, without a client or a key, and nowhere else', async () => {
    const file = harness.file(
      'org.yaml',
      `clients:\n  - name: Bakeri\n    scopes: [altinn:instances.read]\n    keys: [{ file: key-0.json }]\n`,
    );
    const as = asOrganization(CUSTOMER);
    expect((await harness.run(applyCommand, [file, '--yes'], {}, as)).out).toContain('Applied: 2 added');
    expect((await harness.run(driftCommand, [file], {}, as)).status).toBe(0);
    expect((await harness.run(planCommand, [file, '-e', 'prod'], {}, as)).error).toMatch(/^--org is for the sandbox/);
    expect((await harness.run(planCommand, [file], {}, ['-e', 'test'])).error).toMatch(/Which client\?/);
  });

  it('reads and changes what is its own: another organisation sees none of it', async () => {
    const mine = path('mine.yaml');
    const theirs = path('theirs.yaml');
    await harness.run(importCommand, ['--out', mine, '--section', 'clients', 'systems'], {}, asOrganization(CUSTOMER));
    await harness.run(importCommand, ['--out', theirs, '--section', 'clients', 'systems']);
    expect(readFileSync(mine, 'utf8')).toContain('Bakeri');
    expect(readFileSync(theirs, 'utf8')).not.toContain('Bakeri');
    const [id] = await readActual(await harness.apis(), undefined, new Set(['clients'])).then(({ clients }) =>
      clients.map((client) => client.id),
    );
    const file = harness.file('foreign.yaml', `clients:\n  - { name: Stjålet, id: ${id} }\n`);
    const taken = await harness.run(applyCommand, [file, '--yes'], {}, asOrganization('310075272'));
    expect(taken).toMatchObject({
      status: 1,
      error: expect.stringMatching(/Stopped at step 1 of 1, client Stjålet: .*exists/),
    });
  });

  it('of systems alone need not be able to read clients', async () => {
    const scopes = ['altinn:authentication/systemregister.write'];
    const vendor = await harness.box.createClient('310025917', scopes);
    const as = [...harness.as, '--client-id', vendor];
    const system = `  - { id: 310025917_nordlys, name: ${TEXTS}, description: ${TEXTS}, clients: [${vendor}], isVisible: false }\n`;
    const file = harness.file('nordlys.yaml', `systems:\n${system}`);
    expect((await harness.run(planCommand, [file], {}, as)).error).toMatch(/idporten:dcr\.read/);
    harness.file('nordlys.yaml', `systems:\n${system.replace(`clients: [${vendor}], `, '')}`);
    expect((await harness.run(applyCommand, [file, '--yes'], {}, as)).out).toContain('Applied: 1 added');
    expect((await harness.run(importCommand, ['--out', path('nordlys-import.yaml')], {}, as)).status).toBe(0);
    expect((await harness.run(driftCommand, [path('nordlys-import.yaml')], {}, as)).status).toBe(0);
  });

  it('tells its client in the words of "integrations" too, and an organisation by its nine digits', async () => {
    const { box, self, folder, as } = harness;
    const out = ['--section', 'clients', '--out', path('elsewhere.yaml')];
    const other = await harness.run(importCommand, [...out, '--admin-client-id', 'nobody'], {}, as);
    expect(other.error).toMatch(/MP-100|nobody/);
    const named = ['--url', box.base, '--admin-client-id', self, '--admin-key', 'none', '--store', folder];
    expect((await harness.run(importCommand, out, {}, named)).error).toMatch(/no key set none/);
    const short = await harness.run(importCommand, out, {}, ['--url', box.base, '--org', '31']);
    expect(short.error).toMatch(/nine digits/);
  });

  it('is shown names as they are, without what would play tricks on a terminal', async () => {
    const file = harness.file(
      'tricks.yaml',
      'clients:\n  - name: "Gran\\e[2J\\u202Enarg"\n    description: "<b>x</b>\\a"\n',
    );
    const { out } = await harness.run(planCommand, [file]);
    expect(out).toContain('+ client Gran?[2J?narg');
    expect(out).toContain('<b>x</b>');
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });
});

describe('a plan that is kept', () => {
  const file = () => harness.file('kept.yaml', 'scopes:\n  - { name: skogdir:kept.read, description: Ett }\n');
  const keep = async () => {
    expect((await harness.run(planCommand, [file(), '--out', path('kept.plan')])).status).toBe(0);
  };

  it('is applied as it was, without being asked', async () => {
    await keep();
    expect((await harness.run(applyCommand, [path('kept.plan')])).out).toContain('Applied: 1 added');
    expect((await harness.run(applyCommand, [path('kept.plan')])).error).toMatch(
      /What is there has changed since the plan was made, at .*Nothing was done; make a new plan/,
    );
  });

  it('is refused with words when the file has changed, or the place is another', async () => {
    await keep();
    harness.file('kept.yaml', 'scopes:\n  - { name: skogdir:kept.read, description: To }\n');
    expect((await harness.run(applyCommand, [path('kept.plan')])).error).toMatch(
      /kept\.yaml, or a key or policy that it refers to, has changed since/,
    );
    await keep();
    const kept = JSON.parse(readFileSync(path('kept.plan'), 'utf8')) as Record<string, unknown>;
    harness.file('other.plan', JSON.stringify({ ...kept, target: 'prod' }));
    expect((await harness.run(applyCommand, [path('other.plan')])).error).toContain(
      'The plan was made for prod, and this would be http',
    );
    harness.file('old.plan', JSON.stringify({ ...kept, portvaktPlan: 0 }));
    expect((await harness.run(applyCommand, [path('old.plan')])).error).toContain('of another version');
    harness.file('half.plan', JSON.stringify(kept).slice(0, -20));
    expect((await harness.run(applyCommand, [path('half.plan')])).error).toMatch(
      /half\.plan is a plan that is half written: make it anew\.$/,
    );
    harness.file('damaged.plan', JSON.stringify({ portvaktPlan: 1 }));
    expect((await harness.run(applyCommand, [path('damaged.plan')])).error).toContain('damaged');
  });
});

describe('two at once', () => {
  it('one is told who is at work; a lock whose process has died is no lock', async () => {
    const file = harness.file('locked.yaml', 'scopes: []\n');
    harness.file(
      'locked.yaml.lock',
      JSON.stringify({
        pid: process.ppid,
        host: (await import('node:os')).hostname(),
        since: '2026-01-01T00:00:00.000Z',
      }),
    );
    expect((await harness.run(applyCommand, [file, '--yes'])).error).toMatch(
      new RegExp(`^Process ${process.ppid} on .* is at work on .*locked\\.yaml: wait for it\\.`),
    );
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('exit', resolve));
    harness.file(
      'locked.yaml.lock',
      JSON.stringify({ pid: dead.pid, host: (await import('node:os')).hostname(), since: '2026-01-01T00:00:00.000Z' }),
    );
    expect((await harness.run(applyCommand, [file, '--yes'])).status).toBe(0);
    expect(existsSync(path('locked.yaml.lock'))).toBe(false);
  });

  it('without a common lock, what another has changed meanwhile is not overwritten', async () => {
    const file = harness.file('race.yaml', 'scopes:\n  - { name: skogdir:kept.read, description: Tre }\n');
    const apis = await harness.apis();
    const ask = async () => {
      const [scope] = (await apis.selfService.scopes()).filter(({ name }) => name === 'skogdir:kept.read');
      await apis.selfService.replaceScope('skogdir:kept.read', { ...scope, description: 'Andres' });
      return 'yes';
    };
    expect((await harness.run(applyCommand, [file], { ask })).error).toMatch(
      /scope skogdir:kept\.read has changed since it was read; somebody else is at work/,
    );
    const scopes = await apis.selfService.scopes();
    expect(scopes.find(({ name }) => name === 'skogdir:kept.read')).toMatchObject({ description: 'Andres' });
  });
});

describe('portvakt import', () => {
  it('writes what is there, so that nothing is left to change; over no file, unless told to', async () => {
    mkdirSync(path('imported'), { recursive: true });
    const out = path('imported/portvakt.yaml');
    expect((await harness.run(importCommand, ['--out', out])).out).toMatch(
      /^Wrote .*\(scopes: \d+, clients: \d+, resources: \d+, systems: 1, systemUserRequests: 1\)/,
    );
    const text = readFileSync(out, 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/portvakt\/dist\/setup\.schema\.json\n/);
    const plan = await harness.run(planCommand, [out]);
    expect(plan.out).toContain('Nothing to change');
    writeFileSync(path('imported/prune.yaml'), text.replace('\nscopes:', '\nprune: true\nscopes:'));
    expect((await harness.run(planCommand, [path('imported/prune.yaml')])).out).toContain('Nothing to change');
    expect((await harness.run(importCommand, ['--out', out])).error).toMatch(
      /is there already, and nothing was written: give another --out, or --force/,
    );
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect((await harness.run(importCommand, ['--out', out, '--force'])).status).toBe(0);
  });

  it('writes the sections that are asked for, and tells which it may not read', async () => {
    const out = path('imported/scopes.yaml');
    expect((await harness.run(importCommand, ['--out', out, '--section', 'scopes'])).status).toBe(0);
    expect(readFileSync(out, 'utf8')).not.toContain('clients:');
    const weak = await harness.box.createClient(OWNER, ['idporten:scopes.read']);
    const part = path('imported/part.yaml');
    const ended = await harness.run(importCommand, ['--out', part, '--client-id', weak]);
    expect(ended.status).toBe(0);
    expect(ended.error).toMatch(/Not read: clients: .*idporten:dcr\.read/);
  });

  it('of any set-up leads to it again', async () => {
    for (const [number, setup] of fc.sample(setups('@'), isLong ? 100 : 2).entries()) {
      const { prune: _, ...asked } = tagged(setup, `i${number}`);
      await reach(await wantedOf({ ...asked, prune: true }, harness.folder), await harness.apis());
      const out = path(`imported/any-${number}.yaml`);
      expect((await harness.run(importCommand, ['--out', out])).status).toBe(0);
      expect((await harness.run(driftCommand, [out])).out).toContain('Nothing to change');
    }
  });
});

describe('the page on set-ups', () => {
  it('shows a file and its first plan as they are, and the file can be applied', async () => {
    const page = readFileSync(new URL('../../../../docs/setup-as-a-file.md', import.meta.url), 'utf8');
    const [, example = ''] = /<!-- example -->([\s\S]*)<!-- \/example -->/.exec(page) ?? [];
    const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(example)?.[1] ?? '';
    mkdirSync(path('page/policies'), { recursive: true });
    const key = await createKey({ kid: 'fakturering-TEST.1' });
    await (await openStore(path('page/keys'))).update('fakturering', 'TEST', (set) => set.add(key));
    harness.file('page/policies/skogdir-planer.xml', policy('skogdir-planer', 'read'));
    const file = harness.file('page/portvakt.yaml', block('yaml'));
    const shown = (text: string) =>
      text.replaceAll(harness.box.base, 'http://localhost:7070').replaceAll(file, 'portvakt.yaml');
    expect(shown((await harness.run(planCommand, [file])).out)).toBe(block('text'));
    expect((await harness.run(applyCommand, [file, '--yes'])).status).toBe(0);
    expect((await harness.run(driftCommand, [file])).status).toBe(0);
  });
});

/** `portvakt apply` in a process of its own, ended when it has begun so many steps. @returns the signal that ended it */
async function applyUntil(file: string, steps: number): Promise<unknown> {
  const command = fileURLToPath(new URL('../cli.ts', import.meta.url));
  const args = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', command];
  const child = spawn(process.execPath, [...args, 'apply', file, '--yes', ...harness.as], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let begun = 0;
  child.stderr.on('data', (bytes: Buffer) => {
    begun += bytes.toString().split('…\n').length - 1;
    if (begun > steps) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
}

describe('over HTTP', () => {
  it(
    'any set-up is reached from any, also when the program dies on the way, and then there is nothing to change',
    async () => {
      let deaths = 0;
      const apis = await harness.apis();
      const read = (wanted?: Awaited<ReturnType<typeof wantedOf>>) => readActual(apis, wanted, wanted?.sections ?? ALL);
      for (const [number, { first, second, dies, isDone }] of fc.sample(pairs('@'), RUNS).entries()) {
        await reach(await wantedOf({ ...tagged(first, `h${number}`), prune: true }, harness.folder), apis);
        const wanted = await wantedOf(tagged(second, `h${number}`), harness.folder);
        await reach(wanted, mortal(apis, dies, isDone)).catch((error: unknown) => {
          if (!hasDied(error)) throw error;
          deaths += 1;
        });
        await reach(wanted, apis);
        expect(missing(wanted, await read())).toEqual([]);
        expect(difference(wanted, await read(wanted)).steps).toEqual([]);
      }
      expect(deaths).toBeGreaterThan(RUNS / 4);
    },
    LONG_MS,
  );

  it(
    'kill -9 in the middle, and the next run comes to the same end',
    async () => {
      const apis = await harness.apis();
      let killed = 0;
      // So slow that the signal comes before the end.
      const slowly = () => harness.box.platform.faults.add({ kind: 'latency', ms: 30 });
      for (const [number, { first, second, dies }] of fc.sample(pairs('@'), KILLS).entries()) {
        await reach(await wantedOf({ ...tagged(first, `k${number}`), prune: true }, harness.folder), apis);
        const setup = tagged(second, `k${number}`);
        const wanted = await wantedOf(setup, harness.folder);
        const { steps } = difference(wanted, await readActual(apis, wanted, wanted.sections));
        const file = harness.file(`killed-${number}.yaml`, JSON.stringify(setup));
        slowly();
        const signal = await applyUntil(file, dies % Math.max(1, steps.length - 1));
        harness.box.platform.faults.clear();
        expect(signal).toBe(steps.length === 0 ? null : 'SIGKILL');
        if (signal) killed += 1;
        expect((await harness.run(applyCommand, [file, '--yes'])).status).toBe(0);
        expect(missing(wanted, await readActual(apis, undefined, ALL))).toEqual([]);
        expect((await harness.run(driftCommand, [file])).status).toBe(0);
      }
      expect(killed).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});
