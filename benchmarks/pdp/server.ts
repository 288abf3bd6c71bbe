/** The servers that are measured, each in a process of its own: `node server.ts echo {answer}` or `node server.ts pdp {answers to remember}`. Tells the parent its port. */
import { createServer } from 'node:http';
import { question } from './questions.ts';

/** The same bytes in and out as the PDP's, and nothing between: what HTTP alone costs. */
async function echo(answer: string): Promise<void> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
  });
}

/** What is used of the platform's test harness; its sources are no part of this package. */
interface Harness {
  readonly app: {
    listen(at: object): Promise<string>;
    addresses(): readonly { port: number }[];
    inject(request: object): Promise<{ body: string }>;
  };
  token(scope: string): Promise<string>;
}

async function pdp(rememberedAnswers: number): Promise<void> {
  const harnessFile = new URL('../../packages/platform/src/authorization/harness.ts', import.meta.url).href;
  const { startHarness } = (await import(harnessFile)) as { startHarness(options: object): Promise<Harness> };
  const harness = await startHarness({ rememberedAnswers });
  await harness.app.listen({ port: 0, host: '127.0.0.1' });
  const [address] = harness.app.addresses();
  const token = await harness.token('altinn:authorization/authorize');
  const sample = await harness.app.inject({
    method: 'POST',
    url: '/authorization/api/v1/authorize',
    headers: { authorization: `Bearer ${token}` },
    payload: question('01816010027', '310044423'),
  });
  process.send?.({ port: address?.port ?? 0, token, answer: sample.body });
}

const [, , mode, answer] = process.argv;
if (mode === 'echo') await echo(answer ?? '{}');
else if (mode === 'pdp') await pdp(Number(answer ?? 0));
else throw new Error(`unknown mode ${mode}`);
