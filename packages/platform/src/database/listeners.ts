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

  emit(change: Change): void {
    for (const listener of this.#byTopic.get(change.topic) ?? []) listener(change.key);
  }

  /** After a lost connection: everything may have changed. */
  emitAll(): void {
    for (const set of this.#byTopic.values()) for (const listener of set) listener(undefined);
  }
}
