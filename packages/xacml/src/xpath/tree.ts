import type { XmlElement } from '../xml/reader.ts';

/** A node as XPath sees it. `order` numbers nodes in document order; attributes come right after their element. */
export interface XNode {
  readonly kind: 'root' | 'element' | 'attribute' | 'text' | 'comment' | 'instruction';
  readonly parent: XNode | undefined;
  readonly order: number;
  /** Qualified name as written; the target of a processing instruction. */
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly children: XNode[];
  readonly attributes: XNode[];
  /** Text of an attribute, text node, comment or instruction. */
  readonly value: string;
}

const built = new WeakMap<XmlElement, XNode>();

type Parts = Pick<XNode, 'kind' | 'name' | 'local' | 'uri' | 'value'>;

const unnamed = { name: '', local: '', uri: '' };

/**
 * The document node above a Content's element: the element is the only child of the root (CORE 5.30). Built once for an
 * element. Recursion is bounded by the XML reader's depth limit.
 */
export function documentOf(content: XmlElement): XNode {
  const known = built.get(content);
  if (known !== undefined) return known;
  let order = 0;
  const make = (parent: XNode | undefined, parts: Parts): XNode => ({
    ...parts,
    parent,
    order: order++,
    children: [],
    attributes: [],
  });
  const add = (parent: XNode, source: XmlElement): void => {
    const { name, local, uri } = source;
    const element = make(parent, { kind: 'element', name, local, uri, value: '' });
    parent.children.push(element);
    for (const attribute of source.attributes) {
      element.attributes.push(make(element, { ...attribute, kind: 'attribute' }));
    }
    for (const child of source.children) {
      if (typeof child === 'string') element.children.push(make(element, { ...unnamed, kind: 'text', value: child }));
      else if (child.kind === 'element') add(element, child);
      else if (child.kind === 'comment')
        element.children.push(make(element, { ...unnamed, kind: 'comment', value: child.text }));
      else {
        const { target, text } = child;
        element.children.push(
          make(element, { kind: 'instruction', name: target, local: target, uri: '', value: text }),
        );
      }
    }
  };
  const root = make(undefined, { ...unnamed, kind: 'root', value: '' });
  add(root, content);
  built.set(content, root);
  return root;
}

/** The string value of a node (XPath 1.0 section 5); `visit` is called once a node, so that a caller can count. */
export function stringValue(node: XNode, visit: () => void): string {
  visit();
  if (node.kind !== 'element' && node.kind !== 'root') return node.value;
  let text = '';
  const pending = [...node.children].reverse();
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    visit();
    if (each.kind === 'text') text += each.value;
    for (let i = each.children.length - 1; i >= 0; i--) pending.push(each.children[i] as XNode);
  }
  return text;
}

/** An XPath that leads to this node alone: what a content-selector gives each individual decision. */
export function pathTo(node: XNode): string {
  const steps: string[] = [];
  for (let each = node; each.parent !== undefined; each = each.parent) {
    if (each.kind === 'attribute') {
      steps.push(
        each.uri === '' ? `@${each.local}` : `@*[local-name()='${each.local}' and namespace-uri()='${each.uri}']`,
      );
      continue;
    }
    const siblings = each.parent.children;
    const same = siblings.filter((sibling) => sibling.kind === each.kind);
    const place = same.indexOf(each) + 1;
    const test = { element: '*', text: 'text()', comment: 'comment()', instruction: 'processing-instruction()' };
    steps.push(`${test[each.kind as keyof typeof test]}[${place}]`);
  }
  return `/${steps.reverse().join('/')}`;
}
