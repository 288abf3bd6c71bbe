import { useState } from 'react';

/** Whether it is still on its way: what has failed once is not waited for, though it may be asked for again. */
export const isAwaited = (of: { readonly isPending: boolean; readonly failureCount: number }): boolean =>
  of.isPending && of.failureCount === 0;

/** Whether something has been there once: what is drawn with it stays, also while more of it is on its way. */
export function useHasCome(isHere: boolean): boolean {
  const [hasCome, setCome] = useState(isHere);
  // Set while rendering: what waits for it is not drawn once more without it.
  if (isHere && !hasCome) setCome(true);
  return hasCome || isHere;
}
