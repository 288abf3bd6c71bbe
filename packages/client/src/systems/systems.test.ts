import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSystemsClient, SystemsError } from './index.ts';
import { waitUntilAnswered } from './wait.ts';

const answering = (status: number, body: string) =>
  createSystemsClient({
    platform: 'https://platform.example',
    token: async () => 't',
    fetch: async () => new Response(body, { status }),
  });

describe('errors of the register', () => {
  it.each([
    [
      'A: an Altinn problem',
      404,
      '{"type":"urn:altinn:error:AUTH-00011","title":"Not found","status":404,"code":"AUTH-00011"}',
      'AUTH-00011',
      'another vendor',
    ],
    [
      'B: broken rules',
      400,
      '{"code":"STD-00000","title":"Invalid","validationErrors":[{"code":"AUTH.VLD-00003","title":"Unknown","paths":["/x"]}]}',
      'STD-00000',
      'AUTH.VLD-00003',
    ],
    [
      'C: framework validation',
      400,
      '{"title":"Invalid","errors":{"vendor":["is required"]}}',
      undefined,
      'vendor: is required',
    ],
    ['D: a sentence', 409, '"The id is taken"', undefined, 'The id is taken'],
    ['E: nothing', 403, '', undefined, 'lacks the scope'],
    ['a page of HTML', 502, '<html>Bad gateway</html>', undefined, 'answered 502'],
  ])('are read in every shape: %s', async (_shape, status, body, problem, text) => {
    const error = await answering(status, body)
      .get('x')
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SystemsError);
    expect(error).toMatchObject({ status, retryable: status >= 500 });
    expect((error as SystemsError).problem).toBe(problem);
    expect((error as Error).message).toContain(text);
    expect((error as Error).message).not.toContain('<html>');
  });

  it('take any 2xx for success, with or without a body', async () => {
    await expect(answering(202, '').deleteRequest('x')).resolves.toBeUndefined();
    expect(await answering(404, '').find({ systemId: 'a', org: 'b' })).toBeUndefined();
  });
});

describe('ids in addresses', () => {
  it('reach their record, or nothing is asked', async () => {
    const PARTS = ['', '.', '..', '%2e', '%2E', '/', '\\', ';', '?', '#', ' ', '%', '\u0000', '\ud800', 'æ', 'a'];
    const ids = fc.oneof(
      fc.array(fc.constantFrom(...PARTS), { maxLength: 4 }).map((parts) => parts.join('')),
      fc.constantFrom('x'.repeat(255)),
    );
    await fc.assert(
      fc.asyncProperty(ids, async (id) => {
        const asked: string[] = [];
        const client = createSystemsClient({
          platform: 'https://platform.example',
          token: async () => 't',
          fetch: async (input) => {
            asked.push(new URL(String(input)).pathname);
            return Response.json({});
          },
        });
        const base = '/authentication/api/v1/systemregister/vendor/';
        const outcome = await client.delete(id).catch((error: unknown) => error);
        if (asked.length === 0) expect(outcome).toMatchObject({ code: 'CONFIG' });
        else
          expect(
            asked.map((path) => [path.slice(0, base.length), decodeURIComponent(path.slice(base.length))]),
          ).toEqual([[base, id]]);
        await client.setRights(id, []).catch(() => {});
        for (const path of asked.slice(1)) expect(path.split('/').length).toBe(base.split('/').length + 1);
      }),
      { examples: ['', '.', '..', '%2e', '%2E%2e'].map((id) => [id]) },
    );
  });
});

describe('lists', () => {
  const paged = (next: string) => {
    const asked: string[] = [];
    const fetch = async (input: string | URL | Request) => {
      asked.push(String(input));
      return Response.json({ data: [{ id: String(asked.length) }], links: asked.length > 3 ? {} : { next } });
    };
    return {
      asked,
      client: createSystemsClient({
        platform: 'https://platform.example',
        token: async () => 't',
        fetch: fetch as typeof globalThis.fetch,
      }),
    };
  };
  const all = async (list: AsyncIterable<{ id: string }>) => {
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  };

  it('stop when a next repeats', async () => {
    const { client } = paged('https://platform.example/authentication/api/v1/systemuser/vendor/bysystem/x?token=a');
    expect(await all(client.users('x'))).toEqual(['1', '2']);
  });

  it('never follow a next to another host', async () => {
    const { client, asked } = paged('https://evil.example/authentication/api/v1/x');
    expect(await all(client.users('x'))).toEqual(['1']);
    expect(asked).toHaveLength(1);
  });
});

describe('waiting for the customer', () => {
  const waiting = async (statuses: readonly ('New' | 'Accepted' | 'Rejected' | Error)[], timeoutMs = 600_000) => {
    let now = 0;
    const waits: number[] = [];
    let looks = 0;
    const answer = waitUntilAnswered(
      async () => {
        const status = statuses[Math.min(looks, statuses.length - 1)] ?? 'New';
        looks += 1;
        if (status instanceof Error) throw status;
        return { status };
      },
      {
        timeoutMs,
        clock: () => now,
        sleep: async (ms) => {
          waits.push(ms);
          now += ms;
        },
      },
    );
    return { answer: await answer.catch((error: unknown) => error), waits };
  };

  it('looks again with growing pauses, half a minute at most', async () => {
    const { answer, waits } = await waiting([...Array.from({ length: 12 }, () => 'New' as const), 'Accepted']);
    expect(answer).toEqual({ status: 'Accepted' });
    expect(waits.slice(0, 3)).toEqual([1000, 1500, 2250]);
    expect(Math.max(...waits)).toBe(30_000);
  });

  it('gives a rejection back, looks past failures that pass, ends on others and at the deadline', async () => {
    const passing = new SystemsError('busy', { status: 503 });
    expect((await waiting([passing, 'Rejected'])).answer).toEqual({ status: 'Rejected' });
    const definite = new SystemsError('gone', { status: 404 });
    expect((await waiting([definite])).answer).toBe(definite);
    expect((await waiting(['New'], 10_000)).answer).toMatchObject({ code: 'TIMEOUT' });
  });
});
