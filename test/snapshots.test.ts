import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { type Route, startSandbox } from '@portvakt/platform/testing/sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callersOf, filled, send } from './walk.ts';

const COUNT = process.env['PORTVAKT_TESTS'] === 'long' ? 1000 : 250;
/** What no snapshot brings: random states and nonces, what the process measures and logs of itself, and the feed and the audit log, which are the database's own. */
const OTHERWISE =
  /^\/(idporten|metrics|health|audit|sandbox\/(snapshot|events)|portal\/api\/v1\/(?:log|audit)(?:\/|$)|authentication\/api\/v1\/(login|logout|openid)|login)/;
/** What names one answer among all that were ever given, and how far a frozen clock is behind the machine's. */
const OF_ONE_ANSWER = /"(traceId|correlation_id)":"[0-9a-f]+"|"(?:offsetMs|clockOffsetMs)":-?\d+/g;
const JSON_TYPE = { 'content-type': 'application/json' };

interface Question {
  readonly method: string;
  readonly path: string;
  readonly caller: string;
  readonly body?: string;
}

/** A platform that has been used: clients, a system user, an instance with data, a rotated key, a clock that has been moved. */
async function used() {
  const box = await startSandbox();
  box.platform.clock.advance(3 * 86_400_000);
  await box.call('POST', '/sandbox/rotate-keys');
  const systemUser = await box.systemUser({
    vendor: '310019747',
    customer: { organization: '310044423', partyId: 50_020_008, director: '01816010027' },
    resources: ['ttd-lonnsrapport'],
    scopes: ['altinn:instances.read'],
  });
  const callers = await callersOf(box);
  const person = { ...callers['person'], 'content-type': 'application/json' };
  const owner = JSON.stringify({ instanceOwner: { organisationNumber: '310044423' } });
  const made = await send(box, 'POST', '/ttd/org-demo/instances', person, owner);
  const [party = '', guid = ''] = (JSON.parse(made.text) as { id: string }).id.split('/');
  const content = Buffer.from([0, 1, 2, 254, 255, 10]);
  const upload = `/ttd/org-demo/instances/${party}/${guid}/data?dataType=melding`;
  await send(box, 'POST', upload, { ...person, 'content-type': 'application/octet-stream' }, content);
  box.platform.clock.freeze();
  return { box, callers, systemUser, instance: { party, guid } };
}

/** Everything that can be read, by whoever asks, and decisions about whatever there is. */
function questionsOf(routes: readonly Route[], callers: readonly string[], known: Readonly<Record<string, string>>) {
  const paths = routes
    .filter(({ method, path }) => method === 'GET' && !OTHERWISE.test(path))
    .map(({ path }) => filled(path, (name) => known[name] ?? 'x', known));
  const reading = fc.record({
    method: fc.constant('GET'),
    path: fc.constantFrom(...paths),
    caller: fc.constantFrom(...callers),
  });
  const deciding = fc
    .record({
      role: fc.constantFrom('01816010027', '07846610027', '09828610071'),
      resource: fc.constantFrom('ttd-lonnsrapport', 'skogdir-felling', 'nowhere'),
      action: fc.constantFrom('read', 'write', 'sign'),
      of: fc.constantFrom('310044423', '310019747', '310001236'),
    })
    .map(({ role, resource, action, of }) => ({
      method: 'POST',
      path: '/authorization/api/v1/authorize',
      caller: 'owner',
      body: JSON.stringify({
        Request: {
          AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:identifier-no', Value: role }] }],
          Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: action }] }],
          Resource: [
            {
              Attribute: [
                { AttributeId: 'urn:altinn:resource', Value: resource },
                { AttributeId: 'urn:altinn:organization:identifier-no', Value: of },
              ],
            },
          ],
        },
      }),
    }));
  const question: fc.Arbitrary<Question> = fc.oneof({ arbitrary: reading, weight: 3 }, deciding);
  // What differs is not to be found by chance: each is asked once at least.
  const each = paths.map((path, at) => ({ method: 'GET', path, caller: callers[at % callers.length] ?? 'none' }));
  return [...each, ...fc.sample(question, { numRuns: Math.ceil(COUNT / 3), seed: 20_261_129 })];
}

describe('a snapshot', () => {
  it('brings every answer back, at the start of another platform and while one runs', async () => {
    const { box, callers, systemUser, instance } = await used();
    const { port } = box.platform;
    const ids = [systemUser.id, systemUser.clientId, 'ttd-lonnsrapport'];
    const known = ids.map((id) => ({ org: 'ttd', app: 'org-demo', dataType: 'attachment', ...instance, id }));
    const questions = known.flatMap((one) => questionsOf(box.routes, Object.keys(callers), one));
    const ask = async ({ method, path, caller, body }: Question) => {
      const headers = { ...callers[caller], ...(body === undefined ? {} : JSON_TYPE) };
      const { status, text } = await send(box, method, path, headers, body);
      return `${caller} ${path} ${body ?? ''} ${status} ${text.replaceAll(OF_ONE_ANSWER, '$1')}`;
    };
    const all = async () => {
      const answers: string[] = [];
      for (const one of questions) answers.push(await ask(one));
      return answers;
    };
    // The overview tells what has been done, the first decision among it: only from the second time on are all answers the same.
    await all();
    const before = await all();
    expect(before.filter((answer) => / 200 /.test(answer)).length).toBeGreaterThan(COUNT / 5);
    for (const decision of ['Permit', 'NotApplicable'])
      expect(before.filter((answer) => answer.includes(`"decision":"${decision}"`)).length).toBeGreaterThan(0);
    const file = await box.platform.saveSnapshot();
    await box.stop();

    const place = join(mkdtempSync(join(tmpdir(), 'portvakt-snapshot-')), 'a.snapshot');
    writeFileSync(place, file);
    const other: Platform = await startPlatform({ port, snapshot: place });
    try {
      expect(await all()).toEqual(before);
      await fetch(new URL('/sandbox/reset', other.urls.base), { method: 'POST' });
      await fetch(new URL('/sandbox/rotate-keys', other.urls.base), { method: 'POST' });
      expect(await all()).not.toEqual(before);
      const loaded = await fetch(new URL('/sandbox/snapshot', other.urls.base), {
        method: 'PUT',
        body: new Uint8Array(file),
      });
      expect([loaded.status, await loaded.json()]).toEqual([200, expect.objectContaining({ product: '0.1.0' })]);
      expect(await all()).toEqual(before);
    } finally {
      await other.stop();
    }
  });
});
