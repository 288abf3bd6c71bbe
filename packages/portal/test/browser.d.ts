import { type Platform } from '@portvakt/platform';
import type { Page } from 'playwright-core';

export { faultsOf, logIn } from './chromium.ts';
/** True when there is no browser to drive; the reason is printed, so that a skipped test is seen. */
export declare const noBrowser: () => boolean;
export interface Site {
  readonly platform: Platform;
  /** What pages have thrown, and what their content security policy has refused. */
  readonly complaints: readonly string[];
  /** A page in a browser profile of its own, at the address; bokmål. */
  open(path?: string): Promise<Page>;
  close(): Promise<void>;
}
/** The real platform with the portal as it is built from the sources, and a real browser. */
export declare function startSite(): Promise<Site>;
/** Logs out, by the menu of the person. */
export declare function logOut(page: Page): Promise<void>;
declare const TAGS: {
  'Norsk (bokmål)': string;
  'Norsk (nynorsk)': string;
  English: string;
};
/** Changes the language of the page, by its menu, and waits until the page speaks it. */
export declare function speak(page: Page, language: keyof typeof TAGS): Promise<void>;
/** Chooses whom to act for, when there is a choice. */
export declare function actFor(page: Page, organization: string): Promise<void>;
/** Takes a picture of the page when PORTVAKT_SHOTS names a folder, so that a person can look at what the tests walked through. */
export declare function picture(page: Page, name: string): Promise<void>;
/** Axe finds nothing on the page as it stands. */
export declare function faultless(page: Page, name: string): Promise<void>;
/** The same in a narrow window too, where nothing may be beside it. */
export declare function faultlessAtBothWidths(page: Page, name: string): Promise<void>;
