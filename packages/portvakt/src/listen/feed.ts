/** The platform's feed, read piece by piece. */
import { type DoorAnswer, doorAt, knock } from '../sandbox-doors.ts';

/** A CloudEvent as the feed has it. */
export interface CloudEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
}

/** A piece of the feed, or why there is none: `away` = ask again, and until then what to try; `gone`, `other` = the place that was asked for is not there. */
export type Piece =
  | { readonly kind: 'events'; readonly feed: string; readonly next: string; readonly events: readonly CloudEvent[] }
  | { readonly kind: 'away'; readonly why: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'other' };

/**
 * Asks what came after a place; waits for it.
 * @throws Error when the base is no URL, or what answers is no sandbox
 */
export async function readFeed(
  base: string,
  { after, waitS, limit, signal }: { after: string; waitS: number; limit: number; signal: AbortSignal },
): Promise<Piece> {
  const url = doorAt(base, 'sandbox/events');
  url.search = new URLSearchParams({ after, wait: String(waitS), limit: String(limit) }).toString();
  let answer: DoorAnswer;
  try {
    answer = await knock(url, { signal });
  } catch (error) {
    return { kind: 'away', why: (error as Error).message };
  }
  const { status, bytes } = answer;
  if (status === 410) return { kind: 'gone' };
  if (status === 409) return { kind: 'other' };
  if (status >= 500) return { kind: 'away', why: `${url.host} answers ${status}.` };
  const page = status < 300 ? pageIn(bytes.toString()) : undefined;
  if (page) return { kind: 'events', ...page };
  throw new Error(
    `${url.origin} answers ${status} to GET /sandbox/events, and not with a feed: is it a platform in sandbox mode? Start one with "portvakt up", or give --url.`,
  );
}

function pageIn(text: string) {
  try {
    const { feed, next, events } = JSON.parse(text) as Record<string, unknown>;
    if (typeof feed === 'string' && typeof next === 'string' && Array.isArray(events))
      return { feed, next, events: events as CloudEvent[] };
  } catch {
    // It is no feed.
  }
  return undefined;
}
