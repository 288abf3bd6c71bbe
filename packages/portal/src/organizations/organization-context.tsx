import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useAuthorizedParties } from '../api/session.ts';
import { useAddress } from '../components/in-address.ts';
import { actedFor, type Organization, organizationsOf } from './organizations.ts';
import { lastChosen, rememberChoice } from './remembered.ts';

interface Chosen {
  readonly organization: Organization | undefined;
  /** Number of the one that is named, or was acted for a moment ago, and may not be acted for: it is never another instead. */
  readonly lost: string | undefined;
  readonly organizations: readonly Organization[];
  readonly pending: boolean;
  readonly error: unknown;
  /** Asks anew whom one may act for. */
  readonly retry: () => unknown;
  readonly choose: (organization: Organization) => void;
}

const NOBODY: Chosen = {
  organization: undefined,
  lost: undefined,
  organizations: [],
  pending: false,
  error: undefined,
  retry: () => undefined,
  choose: () => undefined,
};
const Context = createContext<Chosen>(NOBODY);

/**
 * Knows whom the person acts for in this tab: whom the address names (`?virksomhet=`), or whom this tab has chosen, or whom the person chose
 * last. So a new tab and a new log-in go on where one was, and two tabs may differ. Who may act for only one organisation need not choose.
 */
export function OrganizationProvider({ person, children }: { readonly person: number; readonly children: ReactNode }) {
  const parties = useAuthorizedParties(true);
  const [query, change] = useAddress();
  const named = query.get('virksomhet');
  const [number, setNumber] = useState(() => named ?? lastChosen(person));
  const [had, setHad] = useState<string>();
  const value = useMemo<Chosen>(() => {
    const organizations = organizationsOf(parties.data ?? []);
    const acting = actedFor(organizations, named, number);
    const isGone = (one: string | null | undefined) =>
      one != null && parties.isSuccess && !organizations.some((candidate) => candidate.number === one);
    const isAsked = acting?.number === (named ?? number);
    const lost = isAsked ? undefined : ([named, had].find(isGone) ?? undefined);
    return {
      organization: lost === undefined ? acting : undefined,
      lost,
      organizations,
      pending: parties.isPending,
      error: parties.error ?? undefined,
      retry: parties.refetch,
      choose: (organization) => {
        rememberChoice(person, organization.number);
        setNumber(organization.number);
        setHad(organization.number);
        if (named === null) return;
        change((before) => {
          before.delete('virksomhet');
          return before;
        });
      },
    };
  }, [
    parties.data,
    parties.isPending,
    parties.isSuccess,
    parties.error,
    parties.refetch,
    number,
    named,
    had,
    person,
    change,
  ]);
  const acting = value.organization?.number;
  // Set while rendering: a page must never be drawn for another than was acted for.
  if (acting !== undefined && acting !== had) setHad(acting);
  return <Context value={value}>{children}</Context>;
}

/** Whom one may act for, and whom one acts for now. */
export const useOrganizations = (): Chosen => useContext(Context);
