import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { addressOf, FRONT, LANGUAGES, type Language, PAGES, type PageNames } from './contents.ts';
import { type Assets, framed, type Page } from './frame.ts';
import { type Rendered, render } from './markdown.ts';
import { SEARCH } from './search.ts';
import { WORDS } from './words.ts';

const FOLDER = join(import.meta.dirname, '..', 'pages');

/** Everything that the pages say, rendered. */
export type Site = Readonly<Record<Language, readonly (Rendered & { readonly names: PageNames })[]>>;

/** @throws when a page is missing, or is not as a page must be */
export function readSite(): Site {
  const read = (language: Language) =>
    PAGES.map((names) => {
      const file = join(FOLDER, language, `${names[language]}.md`);
      try {
        return { names, ...render(readFileSync(file, 'utf8'), language) };
      } catch (error) {
        throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  return { nb: read('nb'), en: read('en') };
}

/** The index of the search in one language: a document for each section. */
export function searchIndex(site: Site, language: Language): string {
  const index = new MiniSearch(SEARCH);
  for (const { names, title, sections } of site[language])
    for (const { id, title: heading, text } of sections) {
      const address = addressOf(language, names[language]);
      index.add({ id: id === undefined ? address : `${address}#${id}`, page: title, heading, text });
    }
  return JSON.stringify(index);
}

/** Every page by the path of its file. */
export function pagesOf(site: Site, assets: (language: Language) => Assets): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const language of LANGUAGES) {
    const titles = new Map(site[language].map(({ names, title }) => [names[language], title]));
    for (const page of site[language]) {
      const path = `${addressOf(language, page.names[language])}${page.names === FRONT ? '/index' : ''}.html`;
      files.set(path.replace('/guide/', ''), framed({ ...page, language }, titles, assets(language)));
    }
  }
  files.set('404.html', framed(missing(), new Map(site.nb.map(({ names, title }) => [names.nb, title])), assets('nb')));
  return files;
}

/** Shown for an address that has no page, in both languages: nobody knows which the reader has. */
function missing(): Page {
  const part = (language: Language) => {
    const { missingWhy, toFront } = WORDS[language];
    return `<p class="ds-paragraph" lang="${language}">${missingWhy} <a class="ds-link" href="${addressOf(language, FRONT[language])}">${toFront}</a></p>\n`;
  };
  const { missing: title, missingWhy: summary } = WORDS.nb;
  const html = `${part('nb')}<h2 class="ds-heading" data-size="md" lang="en">${WORDS.en.missing}</h2>\n${part('en')}`;
  return { language: 'nb', names: { nb: FRONT.nb, en: FRONT.en }, title, summary, html, sections: [] };
}
