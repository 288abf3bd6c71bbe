/** Pages of lists (system-register-and-users.md 9): opaque tokens, absolute links with the public host. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { member } from './readers.ts';
import { unbound } from './refusals.ts';

/** Where a page begins: after this row. */
export interface Cursor {
  /** ms since the epoch */
  readonly created: number;
  readonly id: string;
}

export interface Page<T> {
  readonly links: { readonly next?: string };
  readonly data: readonly T[];
}

const TOKEN = Type.String({ description: 'Opaque: follow links.next as it was given', maxLength: 200 });

/** The query of a list: where the page begins, if not with the first row. */
export const PAGED = {
  token: member(TOKEN, (token): Cursor | undefined => {
    if (token === undefined) return undefined;
    const [created, id] = /^[\w-]{1,200}$/.test(token)
      ? Buffer.from(token, 'base64url').toString('utf8').split(' ')
      : [];
    if (!/^\d{1,15}$/.test(created ?? '') || id === undefined || !/^[0-9a-f-]{36}$/.test(id))
      throw unbound({ token: ['not a token of this list: follow links.next as it was given'] });
    return { created: Number(created), id };
  }),
};

/** The query of the stream: the place after which it goes on. */
export const STREAMED = {
  token: member(TOKEN, (token): number => {
    if (token === undefined) return 0;
    const text = Buffer.from(token, 'base64url').toString('utf8');
    if (!/^\d{1,15}$/.test(text))
      throw unbound({ token: ['not a token of this stream: follow links.next as it was given'] });
    return Number(text);
  }),
};

/** @param rows one more than the page size when there is a next page */
export function page<R extends { readonly created: number; readonly id: string }, T>(
  request: FastifyRequest,
  base: string,
  rows: readonly R[],
  size: number,
  write: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const token =
    rows.length > size && last ? Buffer.from(`${last.created} ${last.id}`).toString('base64url') : undefined;
  return {
    links: token === undefined ? {} : { next: linkTo(request, base, token) },
    data: shown.map(write),
  };
}

/** This request's address with another token, on the host by which the caller knows us. */
export function linkTo(request: FastifyRequest, base: string, token: string): string {
  const path = request.url.split('?', 1)[0];
  return `${publicBase(request, base)}${path}?token=${token}`;
}

const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::\d{1,5})?$/i;

/** `X-Forwarded-Proto` and `X-Forwarded-Host` when a proxy has set them to something that can be a host. */
function publicBase(request: FastifyRequest, base: string): string {
  const first = (name: string) =>
    String(request.headers[name] ?? '')
      .split(',', 1)[0]
      ?.trim() ?? '';
  const host = first('x-forwarded-host');
  if (!HOST.test(host)) return base;
  const protocol = first('x-forwarded-proto').toLowerCase();
  return `${protocol === 'http' || protocol === 'https' ? protocol : 'https'}://${host}`;
}
