import { useState } from 'react';

/** What a button does, once at a time: whether it is under way, and what it threw the last time. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (what: () => Promise<unknown>): Promise<void> => {
    if (busy) return;
    setError(undefined);
    setBusy(true);
    try {
      await what();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
