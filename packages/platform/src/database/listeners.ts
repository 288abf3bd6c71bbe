import type { Change, Listener } from './index.ts';

/** The listeners of one node, by topic. */
export class Listeners {
  readonly #byTopic = new Map<string, Set<Listener>>();

  add(topic: string, listener: Listener): () => void {
    const set = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /** The topic `*` is every topic. */
  emit(change: Change): void {
    if (change.topic === '*') this.emitAll();
    for (const listener of this.#byTopic.get(change.topic) ?? []) listener(change.key);
  }

  /** Everything may have changed: after a lost connection, or when the world has been reset. */
  emitAll(): void {
    for (const set of this.#byTopic.values()) for (const listener of set) listener(undefined);
  }
}
