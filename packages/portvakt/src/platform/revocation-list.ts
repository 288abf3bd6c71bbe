import { bytesFrom } from '../input.ts';

const TIMEOUT_MS = 20_000;
/** Those of authorities with many certificates have a few MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * A revocation list, as it is now. It is signed, so that plain http, by which authorities offer it, will do.
 * @param place a file, or an http address
 * @throws Error that names the place, and why there is none
 */
export async function revocationListAt(place: string): Promise<Uint8Array | string> {
  const list = /^https?:\/\//.test(place) ? await fetched(place) : await bytesFrom(place);
  return list.includes('-----BEGIN') ? list.toString() : list;
}

async function fetched(url: string): Promise<Buffer> {
  const failed = (why: string, cause?: unknown) => new Error(`${url} gives no revocation list: ${why}`, { cause });
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw failed(`status ${answer.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body ?? []) {
      size += part.length;
      if (size > MAX_BYTES) throw failed(`it has more than ${MAX_BYTES} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(url)) throw error;
    throw failed('it cannot be reached', error);
  }
}
