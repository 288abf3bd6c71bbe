/** How Eleventy makes the guide: `npm run build -w @portvakt/guide`. */
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { InputPathToUrlTransformPlugin, type UserConfig, type WithPage } from '@11ty/eleventy';
import { bundled, compress } from './src/assets.ts';
import { CHAPTERS, LANGUAGES, type Language, PAGES } from './src/contents.ts';
import { type Outline, outlineOf, pageMarkdown } from './src/markdown.ts';
import { WORDS } from './src/words.ts';

/** What there is of a page's data when the rest is made from it. */
interface Made extends WithPage {
  readonly language?: Language;
  readonly outline?: Outline;
  readonly permalink?: unknown;
}

/** Bokmål stands at the front, the other languages below it. */
const stem = (path: string): string => path.replace(new RegExp(`^/${LANGUAGES[0]}(?=/)`), '');

const isPage = ({ page }: Made) => page.inputPath.endsWith('.md');

const MADE = {
  permalink: (data: Made) => (data.language ? `${stem(data.page.filePathStem)}.html` : data.permalink),
  outline: (data: Made) => (isPage(data) ? outlineOf(data.page.rawInput) : undefined),
  words: ({ language }: Made) => language && WORDS[language],
  title: ({ outline, language }: Made) => outline?.title ?? (language && WORDS[language].missing),
  place: ({ page, language }: Made) =>
    PAGES.findIndex((names) => language && page.filePathStem === `/${language}/${names[language]}`),
};

/** Tells Eleventy where everything is, and what it becomes. */
export default function guide(eleventy: UserConfig) {
  const folder = () => eleventy.directories.output;
  eleventy.on('eleventy.before', () => rm(folder(), { recursive: true, force: true }));
  eleventy.on('eleventy.after', () => compress(folder()));
  eleventy.addGlobalData('assets', () => bundled(folder()));
  // The font goes nowhere without its licence (SIL Open Font License 1.1, condition 2).
  const licence = createRequire(import.meta.url).resolve('@fontsource-variable/inter/LICENSE');
  eleventy.addPassthroughCopy({ [licence]: 'assets/inter-OFL.txt' });

  eleventy.setLibrary('md', pageMarkdown());
  eleventy.addWatchTarget('samples');
  eleventy.addPlugin(InputPathToUrlTransformPlugin);
  eleventy.addUrlTransform(({ urlStem }) => `/guide${urlStem}`.replace(/\/$/, ''));
  eleventy.addTemplateFormats('11ty.ts');
  eleventy.addExtension(['11ty.ts'], { key: '11ty.js' });

  eleventy.addGlobalData('eleventyComputed', MADE);
  for (const [name, data] of Object.entries({ chapters: CHAPTERS, languages: LANGUAGES, all: WORDS }))
    eleventy.addGlobalData(name, data);
  for (const language of LANGUAGES)
    eleventy.addCollection(language, (all) =>
      PAGES.map((names) => {
        const file = `pages/${language}/${names[language]}.md`;
        const [page] = all.getFilteredByGlob(file);
        if (page === undefined) throw new Error(`${file} is in the contents, and is not there`);
        return page;
      }),
    );
  eleventy.addFilter('called', (pages, name) => pages.find(({ page }) => page.filePathStem.endsWith(`/${name}`)));

  return {
    dir: { input: 'pages', includes: '../layouts', output: 'dist' },
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
  };
}
