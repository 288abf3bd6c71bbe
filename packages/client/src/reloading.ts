import { KeyError } from './errors.ts';
import type { KeySource, Signer } from './keys.ts';
import { isWorkersLike } from './runtime.ts';

export interface ReloadOptions {
  /** The source is looked at when a token is asked for, but not more often than this; no timer runs. Default 1 s. */
  readonly pollMs?: number;
  /** Told when a new key cannot be used; the old one stays. */
  readonly onError?: (error: KeyError) => void;
}

/** How a key is read anew: what tells that it has changed, and what it then is. */
export interface Reloadable extends ReloadOptions {
  /** Cheap; another text when the key may be another. */
  stamp(signal?: AbortSignal): Promise<string>;
  load(): Promise<Signer>;
}

const DEFAULT_POLL_MS = 1000;

/** A source that reads its key again when the stamp has changed. */
export function reloading(options: Reloadable): KeySource {
  const poll = options.pollMs ?? DEFAULT_POLL_MS;
  let current: { readonly stamp: string; readonly signer: Signer } | undefined;
  let refusedStamp: string | undefined;
  let looked = 0;
  let looking: Promise<void> | undefined;

  const look = async (force: boolean): Promise<void> => {
    try {
      const stamp = await options.stamp();
      if (!force && (stamp === current?.stamp || stamp === refusedStamp)) return;
      const signer = await options.load();
      current = { stamp, signer };
      refusedStamp = undefined;
    } catch (error) {
      const told =
        error instanceof KeyError ? error : new KeyError('the key cannot be read again', { cause: error as Error });
      if (!current) throw told;
      refusedStamp = await options.stamp().catch(() => undefined);
      options.onError?.(told);
    }
  };
  const lookOnce = (force: boolean): Promise<void> => {
    if (looking && !isWorkersLike()) return looking;
    const now = look(force).finally(() => {
      looked = performance.now();
      looking = undefined;
    });
    looking = now;
    return now;
  };
  return {
    async signer() {
      if (!current || performance.now() - looked >= poll) await lookOnce(false);
      if (!current) throw new KeyError('the key cannot be read');
      return current.signer;
    },
    async refresh() {
      const before = current?.signer.id;
      await lookOnce(true);
      return current?.signer.id !== before;
    },
  };
}
