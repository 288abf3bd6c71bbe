import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useAuthorizedParties } from '../api/session.ts';
import { type Organization, organizationsOf } from './organizations.ts';

interface Chosen {
  readonly organization: Organization | undefined;
  readonly organizations: readonly Organization[];
  readonly pending: boolean;
  readonly error: unknown;
  readonly choose: (organization: Organization) => void;
}

const NOBODY: Chosen = {
  organization: undefined,
  organizations: [],
  pending: false,
  error: undefined,
  choose: () => undefined,
};
const KEY = 'portvakt.organization';
const Context = createContext<Chosen>(NOBODY);

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Knows whom the person acts for in this tab. Who may act for only one organisation need not choose. */
export function OrganizationProvider({ children }: { readonly children: ReactNode }) {
  const parties = useAuthorizedParties(true);
  const [number, setNumber] = useState(remembered);
  const value = useMemo<Chosen>(() => {
    const organizations = organizationsOf(parties.data ?? []);
    const only = organizations.length === 1 ? organizations[0] : undefined;
    return {
      organization: organizations.find((candidate) => candidate.number === number) ?? only,
      organizations,
      pending: parties.isPending,
      error: parties.error ?? undefined,
      choose: (organization) => {
        try {
          sessionStorage.setItem(KEY, organization.number);
        } catch {
          // Storage may be forbidden: then the choice holds until the page is loaded anew.
        }
        setNumber(organization.number);
      },
    };
  }, [parties.data, parties.isPending, parties.error, number]);
  return <Context value={value}>{children}</Context>;
}

/** Whom one may act for, and whom one acts for now. */
export const useOrganizations = (): Chosen => useContext(Context);
