import type { Language } from './contents.ts';

/** What stands round the pages. */
export interface Words {
  readonly guide: string;
  readonly skip: string;
  readonly menu: string;
  readonly pages: string;
  readonly onThisPage: string;
  readonly portal: string;
  readonly reference: string;
  readonly theme: string;
  readonly themes: Readonly<Record<'auto' | 'light' | 'dark', string>>;
  /** In the other language, to whom cannot read this one. */
  readonly other: string;
  readonly search: string;
  readonly searchHint: string;
  readonly close: string;
  readonly found: string;
  readonly notFound: string;
  readonly searchFailed: string;
  readonly copy: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly code: string;
  readonly before: string;
  readonly after: string;
  readonly missing: string;
  readonly missingWhy: string;
  readonly toFront: string;
  readonly table: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  nb: {
    guide: 'Veileder',
    skip: 'Hopp til innholdet',
    menu: 'Meny',
    pages: 'Sider i veilederen',
    onThisPage: 'På denne siden',
    portal: 'Portalen',
    reference: 'API',
    theme: 'Utseende',
    themes: { auto: 'Som systemet', light: 'Lyst', dark: 'Mørkt' },
    other: 'English',
    search: 'Søk',
    searchHint: 'Søk i veilederen',
    close: 'Lukk',
    found: 'Treff: {count}',
    notFound: 'Ingen treff. Prøv et annet ord.',
    searchFailed: 'Søket kunne ikke hentes. Er plattformen i gang?',
    copy: 'Kopier',
    copied: 'Kopiert',
    notCopied: 'Ikke kopiert: marker teksten og kopier den selv',
    code: 'Kode',
    before: 'Forrige',
    after: 'Neste',
    missing: 'Denne siden finnes ikke',
    missingWhy: 'Adressen kan være skrevet feil, eller siden kan ha fått et nytt navn.',
    toFront: 'Til forsiden av veilederen',
    table: 'Tabell',
  },
  en: {
    guide: 'Guide',
    skip: 'Skip to the content',
    menu: 'Menu',
    pages: 'Pages of the guide',
    onThisPage: 'On this page',
    portal: 'Portal',
    reference: 'API',
    theme: 'Appearance',
    themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
    other: 'Norsk',
    search: 'Search',
    searchHint: 'Search the guide',
    close: 'Close',
    found: 'Found: {count}',
    notFound: 'Nothing found. Try another word.',
    searchFailed: 'The search could not be fetched. Is the platform running?',
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'Not copied: mark the text and copy it yourself',
    code: 'Code',
    before: 'Previous',
    after: 'Next',
    missing: 'There is no such page',
    missingWhy: 'The address may be mistyped, or the page may have got a new name.',
    toFront: 'To the front page of the guide',
    table: 'Table',
  },
};
