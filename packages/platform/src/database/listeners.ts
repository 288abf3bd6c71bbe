import type { Change, Listener } from './database.ts';
import type { Topic } from './topics.ts';

/** The listeners of one node, by topic. */
export class Listeners {
  readonly #byTopic = new Map<Topic, Set<Listener>>();

  add(topic: Topic, listener: Listener): () => void {
    const set = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /**
   * Every listener has been called when this returns; the promise waits for those that read something anew. The topic `*` is every topic.
   * @throws what a listener throws
   */
  async emit(change: Change): Promise<void> {
    if (change.topic === '*') return this.emitAll();
    await Promise.all([...(this.#byTopic.get(change.topic) ?? [])].map((listener) => listener(change.key)));
  }

  /** Everything may have changed: after a lost connection, or when the world has been reset. */
  async emitAll(): Promise<void> {
    const all = [...this.#byTopic.values()].flatMap((set) => [...set]);
    await Promise.all(all.map((listener) => listener(undefined)));
  }
}
