import { posix } from 'node:path';
import createMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import { codeBlock, codeTabs } from './code.ts';
import { addressOf, LANGUAGES, type Language } from './contents.ts';
import { samplesOf } from './samples.ts';
import { WORDS, type Words } from './words.ts';

/** A heading of the second level, and the text from it to the next. */
export interface Section {
  /** Undefined before the first heading. */
  readonly id?: string;
  readonly title: string;
  readonly text: string;
}

export interface Rendered {
  readonly title: string;
  /** What the page is for: its first paragraph. */
  readonly summary: string;
  readonly html: string;
  readonly sections: readonly Section[];
  /** The folders of samples that it shows. */
  readonly samples: readonly string[];
}

/** Makes HTML of Markdown, with the words of one language round code and tables. */
function maker(words: Words): MarkdownIt {
  const markdown = createMarkdown({ html: false });
  const { rules } = markdown.renderer;
  rules['fence'] = (tokens, place) => {
    const { content = '', info = '' } = tokens[place] ?? {};
    return codeBlock(content.trimEnd(), info, words);
  };
  // Wider than the page they scroll by themselves.
  rules['table_open'] = (tokens, place, options, _env, self) =>
    `<div class="wide" tabindex="0" role="region" aria-label="${words.table}">${self.renderToken(tokens, place, options)}`;
  rules['table_close'] = () => '</table></div>\n';
  return markdown;
}

/** Everything that a page may hold has the design system's class. */
const CLASSES: Readonly<Record<string, string>> = {
  paragraph_open: 'ds-paragraph',
  bullet_list_open: 'ds-list',
  ordered_list_open: 'ds-list',
  link_open: 'ds-link',
  table_open: 'ds-table',
};

/** A paragraph that is nothing but a link to a folder of samples: GitHub shows the link, the guide the samples. */
const SAMPLE = /^\[[^\]]*\]\(\.\.\/\.\.\/samples\/([\w-]+)\)$/;

const LINK = /^(?:\.\.\/(nb|en)\/)?([\w-]+)\.md(#[\w-]+)?$/;

/**
 * @param text a page as Markdown; its first line is its title
 * @throws when it has no title, or shows samples that are not there
 */
export function render(text: string, language: Language): Rendered {
  const words = WORDS[language];
  const markdown = maker(words);
  const tokens = markdown.parse(text, {});
  const [opening, heading, , , first] = tokens;
  if (opening?.tag !== 'h1' || heading === undefined) throw new Error('a page begins with its title');
  const body = tokens.slice(3);
  decorate(body, language);
  const sections = sectionsOf(body, plain(heading));
  const samples = putSamples(body, words);
  const html = markdown.renderer.render(body, markdown.options, {});
  return { title: plain(heading), summary: first ? plain(first) : '', html, sections, samples };
}

/** Classes, ids of headings, and addresses of links. */
function decorate(tokens: readonly Token[], language: Language): void {
  tokens.forEach((token, place) => {
    const own = CLASSES[token.type];
    if (own !== undefined) token.attrJoin('class', own);
    if (token.type === 'heading_open') {
      token.attrJoin('class', 'ds-heading');
      token.attrSet('data-size', token.tag === 'h2' ? 'md' : 'sm');
      const next = tokens[place + 1];
      if (next) token.attrSet('id', slug(plain(next)));
    }
    const target = token.type === 'link_open' ? token.attrGet('href') : null;
    if (target !== null) token.attrSet('href', hrefOf(String(target), language));
    if (token.children) decorate(token.children, language);
  });
}

/** A link to another page's file, as its address; every other link as it is. */
function hrefOf(target: string, language: Language): string {
  const [, other, name, anchor = ''] = LINK.exec(posix.normalize(target)) ?? [];
  if (name === undefined) return target;
  return addressOf(LANGUAGES.find((one) => one === other) ?? language, name) + anchor;
}

/** In the place of a paragraph that names a folder of samples: the samples. @returns the folders */
function putSamples(tokens: readonly Token[], words: Words): readonly string[] {
  return tokens.flatMap((token, place) => {
    const [, name] = (token.type === 'inline' && SAMPLE.exec(token.content)) || [];
    const [opening, closing] = [tokens[place - 1], tokens[place + 1]];
    if (name === undefined || !opening || !closing) return [];
    opening.hidden = true;
    closing.hidden = true;
    token.type = 'html_block';
    token.content = codeTabs(name, samplesOf(name), words);
    return [name];
  });
}

/** The words of a line without its marks. */
const plain = ({ children, content }: Token): string =>
  children === null ? content : children.map((child) => (/break/.test(child.type) ? ' ' : child.content)).join('');

function sectionsOf(tokens: readonly Token[], title: string): readonly Section[] {
  const sections: { id?: string; title: string; text: string }[] = [{ title, text: '' }];
  tokens.forEach((token, place) => {
    if (token.type !== 'inline') return;
    const before = tokens[place - 1];
    if (before?.tag === 'h2') sections.push({ id: String(before.attrGet('id') ?? ''), title: plain(token), text: '' });
    else if (!SAMPLE.test(token.content)) {
      const current = sections.at(-1);
      if (current) current.text += `${plain(token)} `;
    }
  });
  return sections;
}

/** As GitHub makes anchors of headings, so that a link holds in both places. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
