import { createContext, type ReactNode, useContext, useState } from 'react';
import type { Identity } from './callers.ts';

const Context = createContext<
  | { readonly identity: Identity | undefined; readonly setIdentity: (identity: Identity | undefined) => void }
  | undefined
>(undefined);

/** Holds whose token is put on. In memory only: it is gone when the page is. */
export function IdentityProvider({ children }: { readonly children: ReactNode }) {
  const [identity, setIdentity] = useState<Identity>();
  return <Context value={{ identity, setIdentity }}>{children}</Context>;
}

export function useIdentity() {
  const found = useContext(Context);
  if (!found) throw new Error('there is no IdentityProvider around this');
  return found;
}
