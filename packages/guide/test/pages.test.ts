import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuide } from '../src/build.ts';
import { addressOf, LANGUAGES, PAGES } from '../src/contents.ts';
import { render } from '../src/markdown.ts';
import { sampleNames, samplesOf } from '../src/samples.ts';
import { readSite } from '../src/site.ts';
import { WORDS } from '../src/words.ts';

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
    const site = readSite();
    for (const { html } of [...site.nb, ...site.en])
      for (const [, target = ''] of html.matchAll(/href="([^"]+)"/g))
        expect(target).toMatch(/^(\/$|\/docs$|\/playground$|\/guide|#|https:\/\/)/);
  });

  it('has each page in both languages with the same samples, and every sample on a page', () => {
    const site = readSite();
    for (const [place, names] of PAGES.entries())
      expect([names.nb, site.nb[place]?.samples]).toEqual([names.nb, site.en[place]?.samples]);
    for (const language of LANGUAGES)
      expect(site[language].flatMap(({ samples }) => samples).sort()).toEqual([...sampleNames()].sort());
    for (const language of LANGUAGES) {
      const files = readdirSync(join(import.meta.dirname, '..', 'pages', language));
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
    const shown = unescaped(
      readSite()
        .nb.map(({ html }) => html)
        .join('\n'),
    );
    for (const name of sampleNames()) for (const { code } of samplesOf(name)) expect(shown).toContain(code);
  });

  it('writes HTML in a page as text', () => {
    const { html, title } = render('# A <b>\n\nText <script>alert(1)</script>.\n', 'en');
    expect(title).toBe('A <b>');
    expect(html).toContain('&lt;script&gt;');
    expect(() => render('No title.', 'nb')).toThrow('a page begins with its title');
  });

  it('has an address of its own for each page, and the same words in both languages', () => {
    const addresses = LANGUAGES.flatMap((language) => PAGES.map((names) => addressOf(language, names[language])));
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const words of Object.values(WORDS)) expect(Object.values(words).filter((word) => word === '')).toEqual([]);
  });
});
