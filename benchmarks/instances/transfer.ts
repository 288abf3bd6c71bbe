/** Uploads and downloads of one size, as a program that waits for each. */
import { Agent, type IncomingMessage, request } from 'node:http';

const PIECE = Buffer.alloc(64 * 1024, 7);
for (let at = 0; at < PIECE.length; at += 1) PIECE[at] = (at * 2_654_435_761) >>> 24;

export interface Call {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes to send. */
  readonly size?: number;
}

export interface Called {
  readonly status: number;
  readonly ms: number;
  /** Bytes of the answer, and the answer where it is short. */
  readonly received: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export function call({ port, method, path, headers, size = 0 }: Call): Promise<Called> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const length = size > 0 ? { 'content-length': String(size) } : {};
    const sent = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...length } });
    sent.once('error', reject);
    sent.once('response', (answer: IncomingMessage) => {
      let received = 0;
      let text = '';
      answer.on('data', (part: Buffer) => {
        received += part.length;
        if (text.length < 100_000 && received < 1_000_000) text += part.toString('utf8');
      });
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, ms: performance.now() - start, received, text }),
      );
    });
    let left = size;
    const write = (): void => {
      while (left > 0) {
        const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
        left -= piece.length;
        if (!sent.write(piece)) {
          sent.once('drain', write);
          return;
        }
      }
      sent.end();
    };
    write();
  });
}
