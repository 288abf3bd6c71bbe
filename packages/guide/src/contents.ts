/** The languages of the guide; the first stands at `/guide`, the others below it. */
export const LANGUAGES = ['nb', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A page by the name of its file in each language, which is also the end of its address. */
export type PageNames = Readonly<Record<Language, string>>;

export interface Chapter {
  readonly title: Readonly<Record<Language, string>>;
  readonly pages: readonly PageNames[];
}

/** The front page, whose address is the folder's own. */
const FRONT: PageNames = { nb: 'index', en: 'index' };

/** The pages in the order in which they are read: the getting-started page's own first. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: { nb: 'Kom i gang', en: 'Get started' },
    pages: [{ nb: 'token', en: 'token' }],
  },
  {
    title: { nb: 'Kall Altinn', en: 'Call Altinn' },
    pages: [
      { nb: 'organisasjon', en: 'organisation' },
      { nb: 'virksomhetsbruker', en: 'enterprise-user' },
      { nb: 'systembruker', en: 'system-user' },
    ],
  },
  {
    title: { nb: 'På vegne av andre', en: 'On behalf of others' },
    pages: [
      { nb: 'leverandor', en: 'supplier' },
      { nb: 'samtykke', en: 'consent' },
    ],
  },
  {
    title: { nb: 'Beskytt det du selv lager', en: 'Protect what you make' },
    pages: [
      { nb: 'beskytt-api', en: 'protect-an-api' },
      { nb: 'egen-app', en: 'own-app' },
    ],
  },
  {
    title: { nb: 'Nøkler i drift', en: 'Keys in operation' },
    pages: [
      { nb: 'nokkelbytte', en: 'rotate-keys' },
      { nb: 'key-vault', en: 'key-vault' },
    ],
  },
  {
    title: { nb: 'Fra test til drift', en: 'From test to production' },
    pages: [
      { nb: 'testing', en: 'testing' },
      { nb: 'situasjoner', en: 'situations' },
      { nb: 'ci', en: 'ci' },
      { nb: 'til-produksjon', en: 'to-production' },
    ],
  },
];

/** Every page, the front page first. */
export const PAGES: readonly PageNames[] = [FRONT, ...CHAPTERS.flatMap(({ pages }) => pages)];
