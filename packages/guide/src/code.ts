import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import csharp from 'highlight.js/lib/languages/csharp';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';
import createMarkdown from 'markdown-it';
import type { Sample } from './samples.ts';
import type { Words } from './words.ts';

/** Text as it stands in HTML and its attributes. */
const { escapeHtml: escaped } = createMarkdown().utils;

for (const [name, grammar] of Object.entries({ bash, csharp, javascript, json, python, typescript, yaml }))
  hljs.registerLanguage(name, grammar);

const GRAMMARS: Readonly<Record<string, string>> = { sh: 'bash', ts: 'typescript', cs: 'csharp', py: 'python' };

/** Code with its parts in classes: colours are the style sheet's. */
function coloured(code: string, name: string): string {
  const language = GRAMMARS[name] ?? name;
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : escaped(code);
}

/** A block of code that can be scrolled by the keyboard and copied. */
export function codeBlock(code: string, grammar: string, words: Words, label: string = words.code): string {
  return `<div class="code"><pre tabindex="0" role="region" aria-label="${escaped(label)}"><code>${coloured(code, grammar)}</code></pre><button type="button" class="ds-button copy" data-variant="tertiary" data-size="sm" hidden>${words.copy}</button></div>`;
}

/** Samples that do the same, a tab each; without scripts they stand below each other. */
export function codeTabs(group: string, samples: readonly Sample[], words: Words): string {
  const id = (place: number) => `${group}-${place}`;
  const tabs = samples.map(
    ({ label }, place) =>
      `<button type="button" role="tab" id="tab-${id(place)}" aria-controls="panel-${id(place)}" aria-selected="${place === 0}" tabindex="${place === 0 ? 0 : -1}" data-label="${label}">${label}</button>`,
  );
  const panels = samples.map(
    ({ file, label, grammar, code }, place) =>
      `<div role="tabpanel" id="panel-${id(place)}" aria-labelledby="tab-${id(place)}"${place === 0 ? '' : ' hidden'}><p class="file ds-paragraph" data-size="sm">${escaped(file)}</p>${codeBlock(code, grammar, words, `${label}: ${file}`)}</div>`,
  );
  return `<div class="ds-tabs samples" data-size="sm"><div role="tablist" aria-label="${escaped(group)}">${tabs.join('')}</div>${panels.join('')}</div>\n`;
}
