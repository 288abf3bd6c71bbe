import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemsClient, rightTo, type SystemsClient } from '@portvakt/client/systems';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemsCommand } from './index.ts';

const VENDOR = '310019747';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const SCOPES = [
  'altinn:authentication/systemregister.write',
  'altinn:authentication/systemuser.request.write',
  'altinn:authentication/systemuser.request.read',
  'altinn:instances.read',
  'altinn:instances.write',
];
const texts = { nb: 'Hovedbok', nn: 'Hovudbok', en: 'Ledger' };

let box: Sandbox;
let clientId: string;
let systems: SystemsClient;
beforeAll(async () => {
  box = await startSandbox();
  clientId = await box.createClient(VENDOR, SCOPES);
  systems = createSystemsClient({
    platform: box.base,
    token: () => box.maskinportenToken(VENDOR, SCOPES, { clientId }),
  });
});
afterAll(() => box.stop());

const registration = (name: string, clients: readonly string[] = []) => ({
  id: `${VENDOR}_${name}`,
  vendor: { ID: `0192:${VENDOR}` },
  name: texts,
  description: texts,
  rights: [rightTo('ttd/demo'), rightTo('ttd-lonnsrapport')],
  clientId: clients,
  isVisible: false,
});
const answer = async (id: string, what: 'approve' | 'reject', kind = 'request') => {
  const token = await box.personToken(CUSTOMER.director);
  const { status, text } = await box.call(
    'POST',
    `/authentication/api/v1/systemuser/${kind}/${CUSTOMER.partyId}/${id}/${what}`,
    { token },
  );
  expect([status, text]).toEqual([200, 'true']);
};

describe('a vendor’s client', () => {
  it('registers, asks, waits for the approval, gets tokens, changes and looks up', async () => {
    const system = registration('ledger', [clientId]);
    await systems.register(system);
    await systems.update({ ...system, description: { ...texts, en: 'A ledger' } });
    expect((await systems.get(system.id)).description.en).toBe('A ledger');
    expect((await systems.list()).map(({ systemId }) => systemId)).toContain(system.id);
    const request = await systems.request({
      systemId: system.id,
      partyOrgNo: CUSTOMER.organization,
      rights: [rightTo('ttd/demo')],
    });
    expect(request).toMatchObject({ status: 'New', confirmUrl: expect.stringContaining(request.id) });
    expect(
      (await systems.request({ systemId: system.id, partyOrgNo: CUSTOMER.organization, rights: [rightTo('ttd/demo')] }))
        .id,
    ).toBe(request.id);
    let looks = 0;
    const accepted = await systems.waitForApproval(request.id, {
      sleep: async () => {
        looks += 1;
        if (looks === 2) await answer(request.id, 'approve');
      },
    });
    expect([accepted.status, looks]).toEqual(['Accepted', 2]);
    expect(
      await box.altinnToken(VENDOR, ['altinn:instances.read'], {
        clientId,
        systemUser: { org: CUSTOMER.organization },
      }),
    ).toBeTruthy();
    const user = await systems.find({ systemId: system.id, org: CUSTOMER.organization });
    expect(user?.id).toBe(request.id);
    const users: string[] = [];
    for await (const { id } of systems.users(system.id)) users.push(id);
    expect(users).toEqual([request.id]);
    const change = await systems.requestChange(request.id, randomUUID(), {
      requiredRights: [rightTo('ttd-lonnsrapport')],
    });
    await answer(change.id, 'approve', 'changerequest');
    expect((await systems.waitForChange(change.id)).status).toBe('Accepted');
  });

  it('tells what is wrong with the contract’s codes', async () => {
    await expect(
      systems.register({ ...registration('bad'), rights: [rightTo('no-such-resource')] }),
    ).rejects.toMatchObject({ status: 400, faults: [{ code: 'AUTH.VLD-00003' }] });
    await expect(systems.getRequest(randomUUID())).rejects.toMatchObject({ status: 404, problem: 'AUTH-00010' });
    expect(await systems.find({ systemId: `${VENDOR}_nothing`, org: CUSTOMER.organization })).toBeUndefined();
  });
});

describe('portvakt systems', () => {
  /** Words as a shell takes them. */
  const words = (line: string): string[] =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  async function run(...args: string[]) {
    const ended = { out: '', error: '', status: 0 };
    const io = {
      out: (text: string) => {
        ended.out += text;
      },
      error: (text: string) => {
        ended.error += text;
      },
      exit: (status: number) => {
        ended.status = status;
      },
    };
    process.env['MASKINPORTEN_CLIENT_JWK'] = JSON.stringify(box.privateJwk);
    await systemsCommand(io).parseAsync([...args, '--url', box.base, '--client-id', clientId], { from: 'user' });
    return ended;
  }

  it('registers a file, asks, and ends with 0 on approval and 3 on rejection', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'portvakt-systems-')), 'system.json');
    const { id } = registration('payroll');
    writeFileSync(file, JSON.stringify(registration('payroll')));
    expect((await run('register', file)).out).toBe(`Registered ${id}.\n`);
    expect((await run('list')).out).toContain(id);
    const ask = async (reference: string) =>
      (
        JSON.parse(
          (
            await run(
              'request',
              '--system',
              id,
              '--org',
              CUSTOMER.organization,
              '--right',
              'ttd/demo',
              '--external-ref',
              reference,
              '--json',
            )
          ).out,
        ) as { id: string }
      ).id;
    const [good, bad] = [await ask('one'), await ask('two')];
    await answer(good, 'approve');
    await answer(bad, 'reject');
    expect(await run('wait', good)).toEqual({ out: 'Accepted\n', error: '', status: 0 });
    expect(await run('wait', bad)).toEqual({ out: 'Rejected\n', error: '', status: 3 });
    expect((await run('users', id)).out).toBe(`${CUSTOMER.organization} one ${good}\n`);
    await expect(run('show', `${VENDOR}_nothing`)).rejects.toThrow('404');
    await expect(run('request')).rejects.toThrow('--system');
    expect((await run('delete', id)).out).toBe(`Deleted ${id}.\n`);
  });

  it('says that a request stands already, and what of the new one was not taken', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'portvakt-systems-')), 'system.json');
    const { id } = registration('standing');
    writeFileSync(file, JSON.stringify(registration('standing')));
    await run('register', file);
    const ask = (...more: string[]) => run('request', '--system', id, '--org', CUSTOMER.organization, ...more);
    const first = JSON.parse((await ask('--right', 'ttd/demo', '--json')).out) as { id: string; stood: boolean };
    expect(first.stood).toBe(false);
    const same = (await ask('--right', 'ttd/demo')).out;
    expect(same).toMatch(
      new RegExp(
        `^The request ${first.id} stands already \\(New\\); no other was made\\.\nTODO {2}The customer approves at`,
      ),
    );
    const other = (await ask('--right', 'ttd/demo', 'ttd-lonnsrapport')).out;
    expect(other).not.toMatch(/^New/m);
    expect(other).toContain('Not taken: right ttd-lonnsrapport.');
    expect(JSON.parse((await ask('--right', 'ttd-lonnsrapport', '--json')).out)).toMatchObject({
      id: first.id,
      stood: true,
      notTaken: ['right ttd-lonnsrapport'],
      rights: [rightTo('ttd/demo')],
    });
    // The command that it names works as it is printed.
    const [, line = ''] = /"portvakt systems ([^"]+)"/.exec(other) ?? [];
    expect((await run(...words(line))).out).toBe(`Took ${first.id} back.\n`);
    expect((await ask('--right', 'ttd-lonnsrapport')).out).toMatch(/^New /);
  });

  it('asks what a system user shall be allowed, before it asks anybody else', async () => {
    await expect(run('request', '--system', 'x', '--org', '310044423')).rejects.toThrow(
      /^What shall the system user be allowed\? Give --right or --package, .*"portvakt systems show x" has them\.$/,
    );
  });

  it('repeats what a refusal without a body says in its header', async () => {
    const scope = ['--scope', 'altinn:instances.read'];
    for (const args of [
      ['list'],
      ['show', 'x'],
      ['request', '--system', 'x', '--org', CUSTOMER.organization, '--right', 'ttd/demo'],
    ])
      await expect(run(...args, ...scope)).rejects.toThrow(
        /answered 403: Bearer error="insufficient_scope".*scope="altinn:authentication\/system/,
      );
  });
});
