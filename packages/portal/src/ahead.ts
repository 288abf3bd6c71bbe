/**
 * What a page asks for as soon as it is open, asked for before it is drawn: else it would be drawn twice, once without what it is about. A page
 * without is drawn as ever; what cannot be had is told by the page, which asks again.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { Profile } from './api/types.ts';
import type { Organization } from './organizations/organizations.ts';
import type { Language } from './texts/choice.ts';

/** A page that is opened with an address: by whom, for whom, and where. */
export interface Opened {
  readonly queries: QueryClient;
  readonly profile: Profile;
  /** Whom the person acts for; undefined until one is chosen. */
  readonly organization: Organization | undefined;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly language: Language;
}

/** Begins to ask. */
export type Ahead = (opened: Opened) => readonly Promise<unknown>[];

/** Of a page that shows nothing until an organisation is chosen. */
export const forOrganization =
  (ask: (organization: Organization, opened: Opened) => readonly Promise<unknown>[]): Ahead =>
  (opened) =>
    opened.organization === undefined ? [] : ask(opened.organization, opened);
