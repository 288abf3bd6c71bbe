/** What has happened on this platform, as a feed: in the sandbox, for those whose programs must follow. */
export { Events, type FeedPage } from './events.ts';
export { type KnownListener, type ListenerNote, Listeners, PROBLEMS } from './listeners.ts';
export { refuse } from './refusals.ts';
export type { StoredEvent } from './store.ts';
