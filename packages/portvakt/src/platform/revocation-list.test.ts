import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { revocationListAt } from './revocation-list.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function served(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ca.crl`;
}

describe('a revocation list', () => {
  it('comes from a file or an address, as DER or PEM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-crl-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'ca.crl'), Buffer.from([0x30, 0x82]));
    expect(await revocationListAt(join(folder, 'ca.crl'))).toEqual(Buffer.from([0x30, 0x82]));
    expect(await revocationListAt(await served((_, response) => response.end('-----BEGIN X509 CRL-----')))).toBe(
      '-----BEGIN X509 CRL-----',
    );
  });

  it('that is not to be had is told with its place and why, in one line', async () => {
    const url = await served((_, response) => response.writeHead(404).end());
    await expect(revocationListAt(url)).rejects.toThrow(`${url} gives no revocation list: status 404`);
    await expect(revocationListAt('http://127.0.0.1:9/ca.crl')).rejects.toThrow('it cannot be reached');
    await expect(revocationListAt('/nowhere/ca.crl')).rejects.toThrow('/nowhere/ca.crl cannot be read');
  });
});
