import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/clock.ts';
import { principalOf } from '../validate/principal.ts';
import { createPdpClient, type PdpOptions, type Question, type XacmlJsonResult } from './index.ts';

const LEVEL = 'urn:altinn:minimum-authenticationlevel';
const SYSTEM_USER = '7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d';
const TTL_MS = 60_000;

type Asked = Record<string, { Id?: string; Attribute: { AttributeId: string; Value: string }[] }[]> & {
  MultiRequests?: { RequestReference: { ReferenceId: string[] }[] };
};

const deny: XacmlJsonResult = { decision: 'Deny' };
const permit = (level?: string): XacmlJsonResult => ({
  decision: 'Permit',
  obligations: level === undefined ? null : [{ attributeAssignment: [{ category: LEVEL, value: level }] }],
});

/** A client of a decision point that answers each question by its attributes, as one text. */
function pdp(answer: (question: string) => XacmlJsonResult | Promise<XacmlJsonResult>, more: Partial<PdpOptions> = {}) {
  const asked: string[] = [];
  const clock = fakeClock();
  const client = createPdpClient({
    platform: 'https://platform.example',
    token: async () => 't',
    cacheMs: TTL_MS,
    clock,
    fetch: async (_input, init) => {
      const signal = init?.signal;
      const response = await Promise.race([
        Promise.all(
          questionsIn(JSON.parse(String(init?.body)).Request).map((one) => {
            asked.push(one);
            return answer(one);
          }),
        ),
        new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      ]);
      return Response.json({ response });
    },
    ...more,
  });
  return { client, asked, clock };
}

const values = (attributes: { Value: string }[] = []): string => attributes.map(({ Value }) => Value).join(' ');

function questionsIn(request: Asked): readonly string[] {
  const all = ['AccessSubject', 'Action', 'Resource'].flatMap((name) => request[name] ?? []);
  const references = request.MultiRequests?.RequestReference;
  if (!references) return [all.map(({ Attribute }) => values(Attribute)).join(' | ')];
  return references.map(({ ReferenceId }) =>
    ReferenceId.map((id) => values(all.find(({ Id }) => Id === id)?.Attribute)).join(' | '),
  );
}

const question = (claims: Record<string, unknown>, action = 'read', organisation = '312770016'): Question => ({
  subject: principalOf(claims, 'altinn'),
  action,
  resource: { resource: 'fjord-boter', party: { organisation } },
});
const user = (id: number, level = 3) => ({ 'urn:altinn:userid': id, 'urn:altinn:authlevel': level });
const systemUser = (level: number) => ({
  authorization_details: {
    type: 'urn:altinn:systemuser',
    systemuser_id: [SYSTEM_USER],
    systemuser_org: { authority: 'iso6523-actorid-upis', ID: '0192:314240979' },
  },
  'urn:altinn:authlevel': level,
});

describe('answers of the PDP that are kept (client-library#93)', () => {
  it('are asked for each time where nothing says otherwise', async () => {
    const { client, asked } = pdp(() => permit(), { cacheMs: 0 });
    for (let times = 0; times < 3; times += 1) await client.decide(question(user(1)));
    expect(asked).toHaveLength(3);
  });

  it('serve the same question until their time is over, counted from the asking', async () => {
    let right = true;
    let slow = async () => {};
    const { client, asked, clock } = pdp(async () => {
      await slow();
      return right ? permit() : deny;
    });
    slow = async () => clock.advance(10_000);
    expect((await client.decide(question(user(1)))).permit).toBe(true);
    slow = async () => {};
    right = false;
    clock.advance(TTL_MS - 10_001);
    expect((await client.decide(question(user(1)))).permit).toBe(true);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    // The right was taken away: no later than this it is gone.
    expect((await client.decide(question(user(1)))).permit).toBe(false);
    right = true;
    expect((await client.decide(question(user(1)))).permit).toBe(false);
    expect((await client.decide(question(user(1)), { refresh: true })).permit).toBe(true);
    expect((await client.decide(question(user(1)))).permit).toBe(true);
    expect(asked).toHaveLength(3);
  });

  it('live five minutes at most, and not at all under a clock that is set back', async () => {
    const { client, asked, clock } = pdp(() => permit(), { cacheMs: 3_600_000 });
    await client.decide(question(user(1)));
    clock.advance(300_000);
    await client.decide(question(user(1)));
    expect(asked).toHaveLength(2);
    clock.advance(-1);
    await client.decide(question(user(1)));
    expect(asked).toHaveLength(3);
  });

  it('never serve another subject, action, party or scope', async () => {
    const { client, asked } = pdp((one) => (one.startsWith('1 ') && one.includes('| read |') ? permit() : deny));
    const asking = [
      question(user(1)),
      question(user(11)),
      question(user(1), 'write'),
      question(user(1), 'read', '314240979'),
      question({ ...user(1), scope: 'a:b' }),
      question({ 'urn:altinn:partyid': 1, 'urn:altinn:authlevel': 3 }),
    ];
    for (let round = 0; round < 2; round += 1) {
      const decisions = await Promise.all(asking.map((one) => client.decide(one)));
      expect(decisions.map(({ permit: isPermitted }) => isPermitted)).toEqual([true, false, false, true, true, true]);
    }
    expect(asked).toHaveLength(asking.length);
  });

  it('are judged anew for each subject: a level that one has, another may lack', async () => {
    const { client, asked } = pdp(() => permit('3'));
    expect(await client.decide(question(systemUser(3)))).toMatchObject({ permit: true, requiredLevel: 3 });
    expect(await client.decide(question(systemUser(2)))).toMatchObject({ permit: false, requiredLevel: 3 });
    expect(await client.decide(question(systemUser(4)))).toMatchObject({ permit: true });
    // The PDP hears the same of all three.
    expect(asked).toHaveLength(1);
  });

  it('are never Indeterminate, NotApplicable, several results or an error', async () => {
    const answers: (() => Response)[] = [
      () => Response.json({ response: [{ decision: 'Indeterminate' }] }),
      () => Response.json({ response: [{ decision: 'NotApplicable' }] }),
      () => Response.json({ response: [permit(), permit()] }),
      () => Response.json({ response: [] }),
      () => new Response('', { status: 503 }),
      () => {
        throw new TypeError('fetch failed');
      },
    ];
    for (const answer of answers) {
      let count = 0;
      const { client } = pdp(() => permit(), {
        fetch: async () => {
          count += 1;
          return count === 1 ? answer() : Response.json({ response: [permit()] });
        },
      });
      const first = await client.decide(question(user(1))).catch(() => ({ permit: false }));
      expect(first.permit).toBe(false);
      expect((await client.decide(question(user(1)))).permit).toBe(true);
      expect(count).toBe(2);
    }
  });

  it('are asked for once however many wait, and who leaves leaves the others alone', async () => {
    let release = (_: XacmlJsonResult) => {};
    const { client, asked } = pdp(() => new Promise((resolve) => (release = resolve)));
    const leaving = new AbortController();
    const left = client.decide(question(user(1)), { signal: leaving.signal });
    const others = Array.from({ length: 20 }, () => client.decide(question(user(1))));
    await expect.poll(() => asked).toHaveLength(1);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    release(permit());
    expect((await Promise.all(others)).every((one) => one.permit)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('end their request when the only one who waits has left, and the next one asks anew', async () => {
    let aborted = false;
    let hangs = true;
    const { client, asked } = pdp(() => (hangs ? new Promise(() => {}) : permit()), {});
    const leaving = new AbortController();
    const left = client.decide(question(user(1)), { signal: leaving.signal }).catch((error: unknown) => {
      aborted = error === 'enough';
    });
    await expect.poll(() => asked).toHaveLength(1);
    hangs = false;
    leaving.abort('enough');
    const next = await client.decide(question(user(1)));
    await left;
    expect([aborted, next.permit, asked.length]).toEqual([true, true, 2]);
  });

  it('let the least recently used go beyond their number', async () => {
    const { client, asked } = pdp(() => permit(), { cacheEntries: 2 });
    for (const id of [1, 2, 1, 3, 1, 2]) await client.decide(question(user(id)));
    expect(asked.map((one) => one[0])).toEqual(['1', '2', '3', '2']);
  });

  it('are not those of very long questions', async () => {
    const { client, asked } = pdp(() => permit());
    for (let times = 0; times < 2; times += 1) await client.decide(question(user(1), 'x'.repeat(9000)));
    expect(asked).toHaveLength(2);
  });

  it('cannot be changed by one who was given them', async () => {
    const { client } = pdp(() => deny);
    const { raw } = await client.decide(question(user(1)));
    expect(() => Object.assign(raw as object, { decision: 'Permit' })).toThrow(TypeError);
    expect((await client.decide(question(user(1)))).permit).toBe(false);
  });

  it('change no decision while the clock stands still, one by one or many at once', async () => {
    const claims = fc.oneof(
      fc
        .record({ id: fc.integer({ min: 1, max: 3 }), level: fc.integer({ min: 0, max: 4 }) })
        .map(({ id, level }) => user(id, level)),
      fc.integer({ min: 0, max: 4 }).map(systemUser),
    );
    const asking = fc
      .record({ claims, action: fc.constantFrom('read', 'write', 'sign') })
      .map((one) => question(one.claims, one.action));
    const steps = fc.array(fc.oneof(asking, fc.array(asking, { maxLength: 5 })), { maxLength: 20 });
    const answers = [
      permit(),
      permit('2'),
      permit('4'),
      deny,
      { decision: 'NotApplicable' },
      { decision: 'Indeterminate' },
    ] as const;
    await fc.assert(
      fc.asyncProperty(steps, fc.integer(), async (all, salt) => {
        // The same question has the same answer, whatever that is.
        const answer = (one: string): XacmlJsonResult => {
          const sum = [...one].reduce((total, char) => (total * 31 + char.charCodeAt(0)) >>> 0, salt >>> 0);
          return answers[sum % answers.length] ?? deny;
        };
        const caching = pdp(answer);
        const plain = pdp(answer, { cacheMs: 0 });
        for (const step of all) {
          const [given, expected] = await Promise.all(
            [caching, plain].map(({ client }) =>
              Array.isArray(step) ? client.decideAll(step) : client.decide(step as Question),
            ),
          );
          expect(given).toEqual(expected);
        }
        expect(caching.asked.length).toBeLessThanOrEqual(plain.asked.length);
      }),
    );
  });
});
