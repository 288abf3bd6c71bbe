import { type Browser, type Page } from 'playwright-core';
/** The browser to drive: the one that PORTVAKT_CHROMIUM names, else the first that is installed; undefined when there is none. */
export declare const CHROMIUM: string | undefined;
/** Starts the browser. */
export declare const launch: (timeout: number) => Promise<Browser>;
/** Logs in through the test ID-porten as the person with this number, by its own pages. */
export declare function logIn(page: Page, person: string): Promise<void>;
/** The button with the name of who is logged in. */
export declare const personMenu: (page: Page) => import('playwright-core').Locator;
export interface Fault {
  readonly rule: string;
  readonly where: readonly string[];
}
/** What axe finds against WCAG 2.2 A and AA on the page as it stands. The portal's own policy would forbid a script tag, so it is evaluated. */
export declare function faultsOf(page: Page): Promise<readonly Fault[]>;
