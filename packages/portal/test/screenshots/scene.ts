import type { Page } from 'playwright-core';
import type { Who, World } from './world.ts';

/** What the platform does while the picture is taken: answers, answers 500, or does not answer at all. */
export type Answers = 'all' | 'failing' | 'none';

export interface Scene {
  /** Names the picture: page and state. */
  readonly name: string;
  /** Who is logged in; nobody when it is left out. */
  readonly who?: Who;
  readonly path: (world: World) => string;
  readonly answers?: Answers;
  /** What the page is about and the frame asks for too, a path: else the frame has its answers whatever happens. */
  readonly asks?: string;
  /** In how many looks it is taken, chosen in rotation; all when left out. For states that one part draws alike on every page. */
  readonly looks?: number;
  /** What is pressed or written before the picture; nothing that is sent to be kept. */
  readonly act?: (page: Page, world: World) => Promise<unknown>;
}

export const USERS = '/accessmanagement/ui/systemuser';
export const CONSENT = '/accessmanagement/ui/consent';
export const SUPPLIERS = '/accessmanagement/ui/maskinporten';
/** An id that nothing has. */
export const NOBODY = '7b1f0f52-0000-4000-8000-000000000000';
export const FELLING = 'resource=skogdir-felling';
/** The identifier of the directorate's access list. */
export const LIST = 'entreprenorer';
