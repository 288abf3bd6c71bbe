import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where a page ended: the last row's `lastChanged` (ms) and id. */
export interface Cursor {
  readonly lastChanged: number;
  readonly id: string;
}

const MAC_BYTES = 12;

const mac = (key: Buffer, filters: string, body: string): Buffer =>
  createHmac('sha256', key).update(`${filters}\n${body}`).digest().subarray(0, MAC_BYTES);

/** An url-safe token of at most 100 characters that is good only for the same filters (altinn-instances.md 4.2). */
export function encodeCursor(cursor: Cursor, filters: string, key: Buffer): string {
  const body = `${cursor.lastChanged.toString(36)}.${cursor.id.replaceAll('-', '')}`;
  return `${body}.${mac(key, filters, body).toString('base64url')}`;
}

/** The cursor in a token, or undefined when it was altered or belongs to other filters. */
export function decodeCursor(token: string, filters: string, key: Buffer): Cursor | undefined {
  const match = /^([0-9a-z]{1,11})\.([0-9a-f]{32})\.([\w-]{16})$/.exec(token);
  if (!match) return undefined;
  const [, time = '', hex = '', given = ''] = match;
  if (!timingSafeEqual(Buffer.from(given, 'base64url'), mac(key, filters, `${time}.${hex}`))) return undefined;
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return { lastChanged: Number.parseInt(time, 36), id };
}
