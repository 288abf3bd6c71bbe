import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, type Language, PAGES } from '../src/contents.ts';
import { outlineOf, pageMarkdown } from '../src/markdown.ts';
import { sampleNames, samplesOf } from '../src/samples.ts';
import { WORDS } from '../src/words.ts';
import { buildGuide } from './building.ts';

const SOURCES = join(import.meta.dirname, '..', 'pages');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portvakt-guide-'));
  await buildGuide(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fileOf = (address: string): string => {
  const path = address.replace(/^\/guide\/?/, '');
  return [`${path}.html`, join(path, 'index.html'), path].find((one) => existsSync(join(folder, one))) ?? '';
};

/** A page as it was built. */
const builtPage = (language: Language, name: string): string =>
  readFileSync(join(folder, language === LANGUAGES[0] ? '' : language, `${name}.html`), 'utf8');

/** The samples that a page shows, in its order. */
const samplesIn = (language: Language, name: string): readonly (string | undefined)[] => {
  const text = readFileSync(join(SOURCES, language, `${name}.md`), 'utf8');
  return [...text.matchAll(/^\[[^\]]*\]\(\.\.\/\.\.\/samples\/([\w-]+)\)$/gm)].map(([, sample]) => sample);
};

describe('the guide as it is built', () => {
  it('has only links whose page and heading are there, and files that were built', async () => {
    const dead: string[] = [];
    let count = 0;
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
      one.endsWith('.html'),
    )) {
      const html = await readFile(join(folder, file), 'utf8');
      const own = `/guide/${file.replace(/(^|\/)index\.html$/, '').replace(/\.html$/, '')}`;
      for (const [, target = ''] of html.matchAll(/(?:href|src|data-index)="([^"]+)"/g)) {
        const address = target.startsWith('#') ? own + target : target;
        if (/^https:/.test(address) || !address.startsWith('/guide')) continue;
        count += 1;
        const [path = '', anchor] = address.split('#');
        const found = fileOf(path);
        if (found === '') dead.push(`${file}: ${target}`);
        else if (
          anchor !== undefined &&
          !(await readFile(join(folder, found), 'utf8')).includes(`id="${decodeURIComponent(anchor)}"`)
        )
          dead.push(`${file}: ${target}`);
      }
      expect(html, file).not.toMatch(/ style="|<style|<script>|\.md[#"]/);
    }
    expect(count).toBeGreaterThan(100);
    expect(dead).toEqual([]);
  });

  it('links from the pages lead elsewhere only to the portal, the reference, and over https', () => {
    for (const language of LANGUAGES)
      for (const names of PAGES) {
        const [, article = ''] = /<article>(.*)<\/article>/s.exec(builtPage(language, names[language])) ?? [];
        expect(article).not.toBe('');
        for (const [, target = ''] of article.matchAll(/href="([^"]+)"/g))
          expect(target).toMatch(/^(\/$|\/docs$|\/playground$|\/guide|#|https:\/\/)/);
      }
  });

  it('has each page in both languages with the same samples, and every sample on a page', () => {
    for (const { nb, en } of PAGES) expect([nb, samplesIn('nb', nb)]).toEqual([nb, samplesIn('en', en)]);
    for (const language of LANGUAGES) {
      const shown = PAGES.flatMap((names) => samplesIn(language, names[language]));
      expect(shown.sort()).toEqual([...sampleNames()].sort());
      const files = readdirSync(join(SOURCES, language)).filter((file) => file.endsWith('.md'));
      expect(files.sort()).toEqual(PAGES.map((names) => `${names[language]}.md`).sort());
    }
  });

  it('shows a sample as it stands in its file', () => {
    const unescaped = (html: string) =>
      html
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#x27;', "'")
        .replaceAll('&amp;', '&');
    const shown = unescaped(PAGES.map(({ nb }) => builtPage('nb', nb)).join('\n'));
    for (const name of sampleNames()) for (const { code } of samplesOf(name)) expect(shown).toContain(code);
  });

  it('is the same when it is built again, and compressed as it stands', async () => {
    const again = await mkdtemp(join(tmpdir(), 'portvakt-guide-'));
    try {
      await buildGuide(again);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name).slice(folder.length));
      const unlike = files.filter((file) => !readFileSync(join(folder, file)).equals(readFileSync(join(again, file))));
      expect(unlike).toEqual([]);
      for (const file of files.filter((one) => one.endsWith('.html'))) {
        const text = readFileSync(join(folder, file));
        expect(brotliDecompressSync(readFileSync(join(folder, `${file}.br`))).equals(text)).toBe(true);
        expect(gunzipSync(readFileSync(join(folder, `${file}.gz`))).equals(text)).toBe(true);
      }
    } finally {
      await rm(again, { recursive: true, force: true });
    }
  });

  it('writes HTML in a page as text', () => {
    const text = '# A <b>\n\nText <script>alert(1)</script>.\n';
    expect(outlineOf(text)).toMatchObject({ title: 'A <b>', summary: 'Text <script>alert(1)</script>.' });
    const html = pageMarkdown().render(text, { language: 'en' });
    expect(html).toContain('&lt;b&gt;');
    expect(html).toContain('&lt;script&gt;');
    expect(() => outlineOf('No title.')).toThrow('a page begins with its title');
  });

  it('has the same words in both languages', () => {
    for (const words of Object.values(WORDS)) expect(Object.values(words).filter((word) => word === '')).toEqual([]);
  });
});
