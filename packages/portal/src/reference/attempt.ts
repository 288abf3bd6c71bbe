/** Sends a request as it is filled in, and reads what came. */
import { now } from '../clock.ts';
import type { Identity } from './callers.ts';
import type { Operation } from './document.ts';
import { type Filled, type Part, type Sent, sentOf } from './request.ts';

export interface Outcome {
  /** 0 = a redirection, which the browser tells nothing of. */
  readonly status: number;
  readonly ms: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined when it is no text. */
  readonly text: string | undefined;
  readonly bytes: number;
  readonly isCut: boolean;
}

const MOST_SHOWN = 200_000;

/** Only what is shown goes along: the token that is put on, and no cookie. @throws TypeError when there is no answer */
export async function attempt(operation: Operation, filled: Filled, identity: Identity | undefined): Promise<Outcome> {
  const sent = sentOf(operation, filled);
  const headers = new Headers(
    sent.headers.filter(([name]) => name !== 'content-disposition').map(([name, value]) => [name, value]),
  );
  if (identity) headers.set('authorization', `Bearer ${identity.token}`);
  const body = bodyOf(sent, filled, headers);
  const began = now();
  const response = await fetch(sent.target, {
    method: sent.method,
    headers,
    credentials: 'omit',
    redirect: 'manual',
    cache: 'no-store',
    ...(body === undefined ? {} : { body }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = textOf(bytes, response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    ms: Math.round(now() - began),
    headers: [...response.headers],
    text: text?.slice(0, MOST_SHOWN),
    bytes: bytes.length,
    isCut: (text?.length ?? 0) > MOST_SHOWN,
  };
}

function bodyOf({ body }: Sent, { files, text }: Filled, headers: Headers): BodyInit | undefined {
  if (body?.kind === 'text') return text;
  if (body?.kind === 'file') return fileOf(files['file'], headers);
  return body && formOf(body.parts, files);
}

function fileOf(file: File | undefined, headers: Headers): BodyInit | undefined {
  if (!file) return undefined;
  if (file.type !== '') headers.set('content-type', file.type);
  headers.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
  return file;
}

function formOf(parts: readonly Part[], files: Filled['files']): FormData {
  const form = new FormData();
  for (const { name, text } of parts) {
    const file = files[name];
    if (text !== undefined) form.append(name, new Blob([text], { type: 'application/json' }));
    else if (file) form.append(name, file);
  }
  return form;
}

function textOf(bytes: Uint8Array, type: string): string | undefined {
  if (bytes.length > 0 && !/json|text|xml|html|javascript|x-www-form|pem/.test(type)) return undefined;
  const text = new TextDecoder().decode(bytes);
  if (!type.includes('json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
