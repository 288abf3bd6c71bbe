import createMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import { codeBlock, codeTabs } from './code.ts';
import { LANGUAGES } from './contents.ts';
import { samplesOf } from './samples.ts';
import { WORDS, type Words } from './words.ts';

/** A heading of the second level, and the text from it to the next. */
export interface Section {
  /** Undefined before the first heading. */
  readonly id?: string;
  readonly title: string;
  readonly text: string;
}

/** What is told of a page outside it. */
export interface Outline {
  readonly title: string;
  /** What the page is for: its first paragraph. */
  readonly summary: string;
  readonly sections: readonly Section[];
  readonly headings: readonly Section[];
}

/** The words of the language that a page's data has, as the generator gives it. */
const wordsOf = (env: object | undefined): Words =>
  WORDS[LANGUAGES.find((language) => env && 'language' in env && language === env.language) ?? LANGUAGES[0]];

/** Makes HTML of Markdown: the design system's classes, anchors, samples as tabs, and the words of the page's language round code and tables. */
export function pageMarkdown(): MarkdownIt {
  const markdown = createMarkdown({ html: false });
  const { rules } = markdown.renderer;
  rules['fence'] = (tokens, place, _options, env) => {
    const { content = '', info = '' } = tokens[place] ?? {};
    return codeBlock(content.trimEnd(), info, wordsOf(env));
  };
  // Wider than the page they scroll by themselves.
  rules['table_open'] = (tokens, place, options, env, self) =>
    `<div class="wide" tabindex="0" role="region" aria-label="${wordsOf(env).table}">${self.renderToken(tokens, place, options)}`;
  rules['table_close'] = () => '</table></div>\n';
  markdown.core.ruler.push('guide', ({ tokens, env }) => {
    decorate(tokens);
    putSamples(tokens, wordsOf(env));
  });
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

/**
 * @param text a page as Markdown; its first line is its title
 * @throws when it has none
 */
export function outlineOf(text: string): Outline {
  const tokens = createMarkdown({ html: false }).parse(text, {});
  const [opening, heading, , , first] = tokens;
  if (opening?.tag !== 'h1' || heading === undefined) throw new Error('a page begins with its title');
  const sections = sectionsOf(tokens.slice(3), plain(heading));
  const headings = sections.filter(({ id }) => id !== undefined);
  return { title: plain(heading), summary: first ? plain(first) : '', sections, headings };
}

const SIZES: Readonly<Record<string, string>> = { h1: 'xl', h2: 'md' };

/** Classes, and ids of headings. */
function decorate(tokens: readonly Token[]): void {
  tokens.forEach((token, place) => {
    const own = CLASSES[token.type];
    if (own !== undefined) token.attrJoin('class', own);
    if (token.type === 'heading_open') {
      token.attrJoin('class', 'ds-heading');
      token.attrSet('data-size', SIZES[token.tag] ?? 'sm');
      const next = tokens[place + 1];
      if (next && token.tag !== 'h1') token.attrSet('id', slug(plain(next)));
    }
    if (token.children) decorate(token.children);
  });
}

/** In the place of a paragraph that names a folder of samples: the samples. */
function putSamples(tokens: readonly Token[], words: Words): void {
  tokens.forEach((token, place) => {
    const [, name] = (token.type === 'inline' && SAMPLE.exec(token.content)) || [];
    const [opening, closing] = [tokens[place - 1], tokens[place + 1]];
    if (name === undefined || !opening || !closing) return;
    opening.hidden = true;
    closing.hidden = true;
    token.type = 'html_block';
    token.content = codeTabs(name, samplesOf(name), words);
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
    if (before?.tag === 'h2') sections.push({ id: slug(plain(token)), title: plain(token), text: '' });
    else if (!SAMPLE.test(token.content)) {
      const current = sections.at(-1);
      if (current) current.text += `${plain(token)} `;
    }
  });
  return sections;
}

/** As GitHub makes anchors of headings, so that a link holds in both places. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
