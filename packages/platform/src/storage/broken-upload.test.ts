import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { StatementSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const MEBIBYTE = 1024 * 1024;

describe.skipIf(process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined)('an upload that fails before its end', () => {
  let box: Sandbox;
  let token: string;
  let instance: string;
  beforeEach(async () => {
    box = await startSandbox({ dataElementLimit: MEBIBYTE });
    token = await box.personToken('01816010027');
    const body = { instanceOwner: { partyId: 50020008 } };
    instance = (await box.call<{ id: string }>('POST', '/ttd/demo/instances', { token, body })).body.id;
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await box.stop();
  });

  /** The database fails at the first piece. */
  const fail = (): void => {
    const { run } = StatementSync.prototype;
    vi.spyOn(StatementSync.prototype, 'run').mockImplementation(function (this: StatementSync, ...values) {
      if (this.sourceSQL.includes('content_chunk')) throw Object.assign(new Error('full'), { errcode: 13 });
      return run.apply(this, values);
    });
  };

  it.each([
    ['as the database is away', 503, fail],
    ['as it is too large', 413, () => {}],
  ])('is answered, %s, and the connection serves the next request', async (_, status, prepare) => {
    prepare();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = async (method: string, path: string, body?: Buffer) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' } : {}),
      };
      const outgoing = request(new URL(path, box.base), { method, headers, agent });
      const answered = once(outgoing, 'response');
      if (body) {
        // One half, and the other only when the answer is there.
        outgoing.write(body.subarray(0, body.length / 2));
        const [answer] = await answered;
        outgoing.end(body.subarray(body.length / 2));
        return { status: answer.statusCode as number, text: await text(answer), socket: outgoing.socket };
      }
      outgoing.end();
      const [answer] = await answered;
      return { status: answer.statusCode as number, text: await text(answer), socket: outgoing.socket };
    };
    const upload = await send(
      'POST',
      `/ttd/demo/instances/${instance}/data?dataType=attachment`,
      Buffer.alloc(4 * MEBIBYTE),
    );
    expect(upload.status).toBe(status);
    vi.restoreAllMocks();
    const next = await send('GET', '/health');
    expect(next.status).toBe(200);
    expect(next.socket).toBe(upload.socket);
    agent.destroy();
  });
});
