import { addressOf, CHAPTERS, FRONT, LANGUAGES, type Language, PAGES, type PageNames } from './contents.ts';
import { escaped } from './html.ts';
import type { Section } from './markdown.ts';
import { WORDS, type Words } from './words.ts';

/** Where the build has put what every page loads. */
export interface Assets {
  readonly early: string;
  readonly script: string;
  readonly style: string;
  readonly bare: string;
  readonly font: string;
  readonly index: string;
}

export interface Page {
  readonly language: Language;
  readonly names: PageNames;
  readonly title: string;
  readonly summary: string;
  readonly html: string;
  readonly sections: readonly Section[];
}

/** The titles of all pages in one language, by name. */
export type Titles = ReadonlyMap<string, string>;

const MARK = `<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="var(--ds-color-accent-base-default)"/><g fill="var(--ds-color-accent-base-contrast-default)"><path d="M7 26V15a9 9 0 0 1 18 0v11h-4.5V15a4.5 4.5 0 0 0-9 0v11z"/><path d="M16 17.2a2.4 2.4 0 0 0-1.15 4.5L14.2 26h3.6l-.65-4.3A2.4 2.4 0 0 0 16 17.2z"/></g></svg>`;

/** The whole of a page. No style and no script stands in it: a strict policy holds. */
export function framed(page: Page, titles: Titles, assets: Assets): string {
  const { language, names, title, summary } = page;
  const words = WORDS[language];
  const whole = names === FRONT ? `${words.guide} – Portvakt` : `${title} – ${words.guide} – Portvakt`;
  return `<!doctype html>
<html lang="${language}" data-color-scheme="auto" data-index="${assets.index}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escaped(summary)}">
<title>${escaped(whole)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="preload" href="${assets.font}" as="font" type="font/woff2" crossorigin>
${LANGUAGES.map((one) => `<link rel="alternate" hreflang="${one}" href="${addressOf(one, names[one])}">`).join('\n')}
<script src="${assets.early}"></script>
<link rel="stylesheet" href="${assets.style}">
<noscript><link rel="stylesheet" href="${assets.bare}"></noscript>
<script type="module" src="${assets.script}"></script>
</head>
<body>
<a class="ds-skip-link" href="#content">${words.skip}</a>
${header(language, names, words)}
<div class="columns">
${navigation(page, titles, words)}
<main id="content" tabindex="-1">
<article>
<h1 class="ds-heading" data-size="xl">${escaped(title)}</h1>
${page.html}</article>
${neighbours(page, titles, words)}
</main>
${contentsOf(page, words)}
</div>
${searchDialog(words)}
<p class="said" role="status" data-copied="${words.copied}" data-not-copied="${words.notCopied}"></p>
</body>
</html>
`;
}

function header(language: Language, names: PageNames, words: Words): string {
  const others = LANGUAGES.filter((one) => one !== language).map(
    (one) =>
      `<a class="ds-link" lang="${one}" hreflang="${one}" href="${addressOf(one, names[one])}" data-size="sm">${words.other}</a>`,
  );
  const themes = Object.entries(words.themes).map(([name, text]) => `<option value="${name}">${text}</option>`);
  return `<header class="top">
<button type="button" class="ds-button menu-button" data-variant="tertiary" data-color="neutral" aria-expanded="false" aria-controls="pages" hidden>${words.menu}</button>
<a class="brand" href="${addressOf(language, FRONT[language])}">${MARK}<span>Portvakt <span class="brand-part">${words.guide.toLowerCase()}</span></span></a>
<div class="tools">
<button type="button" class="ds-button search-button" data-variant="secondary" data-color="neutral" data-size="sm" aria-keyshortcuts="/" hidden>${words.search}<kbd aria-hidden="true">/</kbd></button>
<label class="theme" hidden><span class="unseen">${words.theme}</span><select class="ds-input" data-size="sm">${themes.join('')}</select></label>
${others.join('')}
<a class="ds-link" href="/docs" data-size="sm">${words.reference}</a>
<a class="ds-link" href="/" data-size="sm">${words.portal}</a>
</div>
</header>`;
}

function navigation({ language, names }: Page, titles: Titles, words: Words): string {
  const link = (page: PageNames) =>
    `<li><a href="${addressOf(language, page[language])}"${page === names ? ' aria-current="page"' : ''}>${escaped(titles.get(page[language]) ?? '')}</a></li>`;
  const chapters = CHAPTERS.map(
    ({ title, pages }) => `<li><p class="chapter">${title[language]}</p><ul>${pages.map(link).join('')}</ul></li>`,
  );
  return `<nav id="pages" class="pages" aria-label="${words.pages}"><ul>${link(FRONT)}${chapters.join('')}</ul></nav>`;
}

function contentsOf({ sections }: Page, words: Words): string {
  const links = sections.flatMap(({ id, title }) =>
    id === undefined ? [] : [`<li><a href="#${id}">${escaped(title)}</a></li>`],
  );
  if (links.length < 2) return '';
  return `<nav class="here" aria-label="${words.onThisPage}"><p class="chapter" aria-hidden="true">${words.onThisPage}</p><ul>${links.join('')}</ul></nav>`;
}

/** The way on, and back. */
function neighbours({ language, names }: Page, titles: Titles, words: Words): string {
  const place = PAGES.indexOf(names);
  const link = (page: PageNames | undefined, word: string, rel: string) =>
    page === undefined
      ? ''
      : `<a class="${rel}" rel="${rel}" href="${addressOf(language, page[language])}"><span>${word}</span>${escaped(titles.get(page[language]) ?? '')}</a>`;
  if (place < 0) return '';
  return `<nav class="neighbours" aria-label="${words.before}, ${words.after}">${link(PAGES[place - 1], words.before, 'prev')}${link(PAGES[place + 1], words.after, 'next')}</nav>`;
}

const searchDialog = (words: Words): string => `<dialog class="ds-dialog search" aria-label="${words.searchHint}">
<div class="search-line"><input type="search" class="ds-input" aria-label="${words.searchHint}" placeholder="${words.searchHint}" autocomplete="off" maxlength="100"><button type="button" class="ds-button" data-variant="tertiary" data-color="neutral">${words.close}</button></div>
<p class="ds-paragraph count" data-size="sm" role="status" data-found="${words.found}" data-none="${words.notFound}" data-failed="${words.searchFailed}"></p>
<ul class="results"></ul>
</dialog>`;
