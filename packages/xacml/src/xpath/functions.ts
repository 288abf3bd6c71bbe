import { XPathError } from './parse.ts';
import type { XNode } from './tree.ts';
import type { XValue } from './value.ts';

/** What functions need from the running evaluation. */
export interface CallScope {
  readonly node: XNode;
  readonly position: number;
  readonly size: number;
  spend(steps?: number): void;
  nodeText(node: XNode): string;
  text(value: XValue): string;
  number(value: XValue): number;
  boolean(value: XValue): boolean;
}

type XFunction = (scope: CallScope, args: readonly XValue[]) => XValue;

const arg = (args: readonly XValue[], place: number): XValue => args[place] as XValue;

function nodeSet(value: XValue): XNode[] {
  if (typeof value === 'object') return value;
  throw new XPathError(`a node-set is needed, not a ${typeof value}`);
}

/** The first node of the argument, or the context node without one. */
function subject(scope: CallScope, args: readonly XValue[]): XNode | undefined {
  return args.length === 0 ? scope.node : nodeSet(arg(args, 0))[0];
}

function ownText(scope: CallScope, args: readonly XValue[]): string {
  const text = args.length === 0 ? scope.nodeText(scope.node) : scope.text(arg(args, 0));
  scope.spend(text.length >> 4);
  return text;
}

const round = (value: number): number => (Number.isFinite(value) ? Math.floor(value + 0.5) : value);

/** Characters from a position on (1 is the first), as XPath rounds and compares (section 4.2). */
function substring(scope: CallScope, args: readonly XValue[]): string {
  const characters = Array.from(scope.text(arg(args, 0)));
  scope.spend(characters.length >> 4);
  const from = round(scope.number(arg(args, 1)));
  const to = args.length === 3 ? from + round(scope.number(arg(args, 2))) : Number.POSITIVE_INFINITY;
  return characters.filter((_, index) => index + 1 >= from && index + 1 < to).join('');
}

function translate(scope: CallScope, args: readonly XValue[]): string {
  const from = Array.from(scope.text(arg(args, 1)));
  const to = Array.from(scope.text(arg(args, 2)));
  const table = new Map<string, string>();
  for (const [index, character] of from.entries()) if (!table.has(character)) table.set(character, to[index] ?? '');
  const text = scope.text(arg(args, 0));
  scope.spend(text.length >> 4);
  return Array.from(text, (character) => table.get(character) ?? character).join('');
}

/** Whether the context node's nearest xml:lang is the language or a sub-language of it. */
function isLanguage(scope: CallScope, args: readonly XValue[]): boolean {
  const wanted = scope.text(arg(args, 0)).toLowerCase();
  for (let node: XNode | undefined = scope.node; node !== undefined; node = node.parent) {
    scope.spend();
    const found = node.attributes.find((each) => each.name === 'xml:lang')?.value.toLowerCase();
    if (found !== undefined) return found === wanted || found.startsWith(`${wanted}-`);
  }
  return false;
}

function sum(scope: CallScope, args: readonly XValue[]): number {
  return nodeSet(arg(args, 0)).reduce((total, node) => total + scope.number(scope.nodeText(node)), 0);
}

function part(scope: CallScope, args: readonly XValue[], before: boolean): string {
  const [text, mark] = [scope.text(arg(args, 0)), scope.text(arg(args, 1))];
  scope.spend(text.length >> 4);
  const at = text.indexOf(mark);
  if (at < 0) return '';
  return before ? text.slice(0, at) : text.slice(at + mark.length);
}

/** The core function library (XPath 1.0 section 4) with fewest and most arguments. `id` needs a DTD, so it finds nothing. */
const LIBRARY: ReadonlyMap<string, readonly [number, number, XFunction]> = new Map<
  string,
  readonly [number, number, XFunction]
>([
  ['last', [0, 0, (scope) => scope.size]],
  ['position', [0, 0, (scope) => scope.position]],
  ['count', [1, 1, (_scope, args) => nodeSet(arg(args, 0)).length]],
  ['id', [1, 1, () => []]],
  ['local-name', [0, 1, (scope, args) => subject(scope, args)?.local ?? '']],
  ['namespace-uri', [0, 1, (scope, args) => subject(scope, args)?.uri ?? '']],
  ['name', [0, 1, (scope, args) => subject(scope, args)?.name ?? '']],
  ['string', [0, 1, ownText]],
  ['concat', [2, 1000, (scope, args) => args.map((each) => scope.text(each)).join('')]],
  ['starts-with', [2, 2, (scope, args) => scope.text(arg(args, 0)).startsWith(scope.text(arg(args, 1)))]],
  ['contains', [2, 2, (scope, args) => scope.text(arg(args, 0)).includes(scope.text(arg(args, 1)))]],
  ['substring-before', [2, 2, (scope, args) => part(scope, args, true)]],
  ['substring-after', [2, 2, (scope, args) => part(scope, args, false)]],
  ['substring', [2, 3, substring]],
  ['string-length', [0, 1, (scope, args) => Array.from(ownText(scope, args)).length]],
  [
    'normalize-space',
    [
      0,
      1,
      (scope, args) =>
        ownText(scope, args)
          .replace(/[ \t\r\n]+/g, ' ')
          .replace(/^ | $/g, ''),
    ],
  ],
  ['translate', [3, 3, translate]],
  ['boolean', [1, 1, (scope, args) => scope.boolean(arg(args, 0))]],
  ['not', [1, 1, (scope, args) => !scope.boolean(arg(args, 0))]],
  ['true', [0, 0, () => true]],
  ['false', [0, 0, () => false]],
  ['lang', [1, 1, isLanguage]],
  [
    'number',
    [
      0,
      1,
      (scope, args) => (args.length === 0 ? scope.number(scope.nodeText(scope.node)) : scope.number(arg(args, 0))),
    ],
  ],
  ['sum', [1, 1, sum]],
  ['floor', [1, 1, (scope, args) => Math.floor(scope.number(arg(args, 0)))]],
  ['ceiling', [1, 1, (scope, args) => Math.ceil(scope.number(arg(args, 0)))]],
  ['round', [1, 1, (scope, args) => round(scope.number(arg(args, 0)))]],
]);

/** Calls a function of the core library. @throws XPathError for an unknown one or a wrong count of arguments. */
export function callFunction(scope: CallScope, name: string, args: readonly XValue[]): XValue {
  const found = LIBRARY.get(name);
  if (found === undefined) throw new XPathError(`there is no XPath function ${name.slice(0, 60)}`);
  const [fewest, most, run] = found;
  if (args.length < fewest || args.length > most)
    throw new XPathError(`${name}() does not take ${args.length} arguments`);
  return run(scope, args);
}
