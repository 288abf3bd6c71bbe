/**
 * The least that a decision about a party never seen before costs: HTTP with the same bytes, and three questions to PostgreSQL one after the
 * other. `node three-trips.ts {answer} {url}`
 */
import { createServer } from 'node:http';
import pg from 'pg';

const [, , answer = '{}', url = ''] = process.argv;
const TRIPS = 3;
const pool = new pg.Pool({ connectionString: url, max: 10 });
const server = createServer((request, response) => {
  request.resume();
  request.on('end', async () => {
    for (let trip = 0; trip < TRIPS; trip += 1)
      await pool.query({ name: 'one', text: 'select $1::int as one', values: [trip] });
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});
process.once('disconnect', () => process.exit(0));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu_us: user + system, rss_MB: 0, heap_MB: 0 });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});
