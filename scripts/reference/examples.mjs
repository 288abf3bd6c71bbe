// The examples of the reference: examples/api/<package>/<door>.ts, which the repository's compiler checks with everything else. What stands
// between `// #region name` and `// #endregion` is the example of that export; of several, when several names stand there.

/** `import a, { b, type C } from 'd';`, on one line or several. */
const IMPORT = /^import (type )?(?:(\w+)(?:, )?)?(?:\{([^}]*)\})? ?from ('[^']+');\n/gm;
const REGION = /^ *\/\/ #region (.+)\n([\s\S]*?)^ *\/\/ #endregion\n/gm;
/** Above the first of these stands what a file's examples share. */
const LISTS = /^export const (?:examples|onTheWire) = \{$/m;
const WIDTH = 120;

const named = (list = '') =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
const isUsed = (code, item) => new RegExp(`\\b${item.replace(/^type |^.* as /, '')}\\b`).test(code);

/** The imports of a file that some code of it needs, so that it can be copied alone. */
function importsFor(source, code) {
  return [...source.matchAll(IMPORT)].flatMap(([, type = '', whole, list, from]) => {
    const items = named(list).filter((item) => isUsed(code, item));
    const own = whole !== undefined && isUsed(code, whole) ? [whole] : [];
    if (items.length > 0) own.push(`{ ${items.join(', ')} }`);
    if (own.length === 0) return [];
    const line = `import ${type}${own.join(', ')} from ${from};`;
    return [line.length > WIDTH ? line.replace('{ ', '{\n  ').replaceAll(', ', ',\n  ').replace(' }', ',\n}') : line];
  });
}

function dedented(code) {
  const lines = code.trimEnd().split('\n');
  const depth = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(depth)).join('\n');
}

const block = (imports, code) =>
  `\`\`\`ts\n${[imports.join('\n'), code].filter((part) => part !== '').join('\n\n')}\n\`\`\``;

/** @returns what the examples of a file share, if they do, and the block of each export */
export function examplesOf(source) {
  const shared = source
    .slice(0, source.search(LISTS))
    .replaceAll(IMPORT, '')
    .replace(/^\/\*\*[\s\S]*?\*\/\n(?=\n|$)/, '')
    .trim();
  const blocks = new Map();
  for (const [, names, body] of source.matchAll(REGION)) {
    const code = dedented(body);
    for (const name of names.trim().split(/\s+/)) blocks.set(name, block(importsFor(source, code), code));
  }
  return { shared: shared === '' ? undefined : block(importsFor(source, shared), shared), blocks };
}

/** Puts each example below the description of its export, and what they share before all. */
export function withExamples(page, { shared, blocks }) {
  const out = [];
  let isCode = false;
  let waiting;
  let isShared = shared === undefined;
  for (const line of page.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    const heading = isCode ? null : /^(#{2,}) (?:abstract )?~*(\S+?)(?:\(\))?~*$/.exec(line.replaceAll('\\', ''));
    if (waiting !== undefined && !isCode && (heading || /^#|^\*\*\*$/.test(line))) {
      out.push('#### Example', '', waiting, '');
      waiting = undefined;
    }
    if (!isShared && !isCode && line.startsWith('## ')) {
      out.push('What the examples on this page share:', '', shared, '');
      isShared = true;
    }
    if (heading?.[1] === '###') waiting = blocks.get(heading[2]);
    out.push(line);
  }
  if (waiting !== undefined) out.push(...(out.at(-1) === '' ? [] : ['']), '#### Example', '', waiting, '');
  return out.join('\n');
}
