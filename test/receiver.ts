/** A webhook in a process of its own, which notes what it gets in a file before it answers: `node receiver.ts <port> <file>`. */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [port = '0', file = ''] = process.argv.slice(2);
const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  const { id, redelivery } = JSON.parse(body) as { readonly id: string; readonly redelivery?: number };
  appendFileSync(file, `${id} ${redelivery ?? 0}\n`);
  process.stdout.write('.');
  response.writeHead(204).end();
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
