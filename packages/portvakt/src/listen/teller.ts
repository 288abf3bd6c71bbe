import { doorAt } from '../sandbox-doors.ts';
import { type Standing, shownAddress } from './listener.ts';

const PATIENCE_MS = 10_000;
const MAX_TEXT = 500;

/** Tells the platform how forwarding goes, so that its portal can show it. What cannot be told is let be: the events matter more. */
export class Teller {
  readonly #door: URL;
  readonly #target: string;
  #next: Standing | undefined;
  #telling: Promise<void> | undefined;

  /** @param target where events go; its user, password and query are not told */
  constructor(base: string, id: string, target: string) {
    this.#door = doorAt(base, `sandbox/listeners/${id}`);
    this.#target = shownAddress(target).slice(0, MAX_TEXT);
  }

  /** One is told at a time; of those that come meanwhile the newest. */
  tell(standing: Standing): void {
    this.#next = standing;
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
  }

  /** Says that forwarding has ended. */
  async end(): Promise<void> {
    this.#next = undefined;
    await this.#telling;
    await this.#send({ method: 'DELETE' });
  }

  async #tellAll(): Promise<void> {
    for (let one = this.#next; one !== undefined; one = this.#next) {
      this.#next = undefined;
      const { trouble, ...rest } = one;
      const why = trouble === undefined ? {} : { trouble: trouble.slice(0, MAX_TEXT) };
      await this.#send({
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ target: this.#target, ...rest, ...why }),
      });
    }
  }

  async #send(init: RequestInit): Promise<void> {
    try {
      const answer = await fetch(this.#door, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
      await answer.body?.cancel();
    } catch {
      // The feed itself says when the platform is away.
    }
  }
}
