import { operationsOf } from '@portvakt/platform/testing/operations';
import { startSandbox } from '@portvakt/platform/testing/sandbox';
import { expect, it } from 'vitest';

const SAMPLES: Readonly<Record<string, string>> = {
  party: '50020008',
  partyId: '50020008',
  org: 'ttd',
  app: 'demo',
  owner: 'skogdir',
};
const GUID = '00000000-0000-4000-8000-000000000001';
/** They take away what others stand on. */
const LEFT_OUT = new Set(['rotateSigningKeys', 'resetWorld', 'loadSnapshot']);
/** They wait, or stream. */
const WAITING = new Set(['followEvents']);

it('lets no browser guess a type, and keeps no answer to a caller: of every operation, served or refused', async () => {
  const box = await startSandbox();
  const token = await box.personToken('01816010027');
  const operations = operationsOf(box.platform.http).filter(
    ({ operationId }) => !LEFT_OUT.has(operationId) && !WAITING.has(operationId),
  );
  const faults: string[] = [];
  for (const { operationId, method, path, access } of operations)
    for (const headers of [{}, { authorization: `Bearer ${token}`, 'x-portvakt-organization': '310044423' }]) {
      const url = box.base + path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? GUID);
      const answer = await fetch(url, { method: String(method), headers, redirect: 'manual' });
      await answer.arrayBuffer();
      const sniff = answer.headers.get('x-content-type-options');
      const kept = answer.headers.get('cache-control');
      // What may be kept says for whom and how long.
      const mayBeKept = access.who === 'anyone' || kept?.startsWith('private') === true;
      if (sniff !== 'nosniff' || !(mayBeKept || kept?.includes('no-store')))
        faults.push(`${operationId} ${answer.status}: ${sniff}, ${kept}`);
      // In the sandbox there is no TLS to hold anybody to.
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    }
  for (const path of ['/%zz', `/${'x'.repeat(5000)}`, '/nowhere', '/', '/docs', '/metrics', '/health']) {
    const answer = await fetch(box.base + path);
    await answer.arrayBuffer();
    if (answer.headers.get('x-content-type-options') !== 'nosniff') faults.push(`${path} ${answer.status}`);
  }
  await box.stop();
  expect(operations.length).toBeGreaterThan(200);
  expect(faults).toEqual([]);
});
