import { NetworkError } from './errors.ts';

/** More than any answer that is one: beside it even a question with 10,000 decisions is short. */
const MOST_CHARACTERS = 20_000_000;

/** The body as text. @throws NetworkError as soon as it is too long to be an answer: it may never end */
export async function boundedText(response: Response, host: string): Promise<string> {
  // A fetch of one's own may have no stream of the web's.
  const reader = response.body?.getReader?.();
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST_CHARACTERS) break;
  }
  reader.cancel().catch(() => {});
  throw new NetworkError('NETWORK', `${host} answered with more than ${MOST_CHARACTERS} characters, and was cut off`, {
    retryable: false,
    hint: 'Check the address: another program or a proxy may answer instead',
  });
}
