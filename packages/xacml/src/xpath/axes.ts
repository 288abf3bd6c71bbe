import type { Axis, NodeTest } from './parse.ts';
import type { XNode } from './tree.ts';

function* descendants(node: XNode): Generator<XNode> {
  const pending = [...node.children].reverse();
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    yield each;
    for (let i = each.children.length - 1; i >= 0; i--) pending.push(each.children[i] as XNode);
  }
}

function* ancestors(node: XNode): Generator<XNode> {
  for (let each = node.parent; each !== undefined; each = each.parent) yield each;
}

function* siblings(node: XNode, direction: 1 | -1): Generator<XNode> {
  const all = node.kind === 'attribute' ? [] : (node.parent?.children ?? []);
  for (let i = all.indexOf(node) + direction; i >= 0 && i < all.length; i += direction) yield all[i] as XNode;
}

function* following(node: XNode): Generator<XNode> {
  if (node.kind === 'attribute' && node.parent !== undefined) yield* descendants(node.parent);
  const start = node.kind === 'attribute' ? node.parent : node;
  for (let each = start; each !== undefined; each = each.parent) {
    for (const sibling of siblings(each, 1)) {
      yield sibling;
      yield* descendants(sibling);
    }
  }
}

function* preceding(node: XNode): Generator<XNode> {
  const start = node.kind === 'attribute' ? node.parent : node;
  for (let each = start; each !== undefined; each = each.parent) {
    for (const sibling of siblings(each, -1)) {
      yield* [...descendants(sibling)].reverse();
      yield sibling;
    }
  }
}

/** Nodes of an axis, in the order the axis has: reverse axes from the node outwards. */
export function* walk(axis: Axis, node: XNode): Generator<XNode> {
  switch (axis) {
    case 'self':
      yield node;
      return;
    case 'child':
      yield* node.children;
      return;
    case 'attribute':
      yield* node.attributes;
      return;
    case 'parent':
      if (node.parent !== undefined) yield node.parent;
      return;
    case 'descendant':
      yield* descendants(node);
      return;
    case 'descendant-or-self':
      yield node;
      yield* descendants(node);
      return;
    case 'ancestor':
      yield* ancestors(node);
      return;
    case 'ancestor-or-self':
      yield node;
      yield* ancestors(node);
      return;
    case 'following-sibling':
      yield* siblings(node, 1);
      return;
    case 'preceding-sibling':
      yield* siblings(node, -1);
      return;
    case 'following':
      yield* following(node);
      return;
    case 'preceding':
      yield* preceding(node);
      return;
  }
}

/** Whether a node passes a node test on an axis (names are of the axis's principal node type). */
export function passes(axis: Axis, test: NodeTest, node: XNode): boolean {
  if (test.kind === 'name') {
    if (node.kind !== (axis === 'attribute' ? 'attribute' : 'element')) return false;
    return (test.uri === undefined || test.uri === node.uri) && (test.local === undefined || test.local === node.local);
  }
  switch (test.type) {
    case 'node':
      return true;
    case 'text':
      return node.kind === 'text';
    case 'comment':
      return node.kind === 'comment';
    default:
      return node.kind === 'instruction' && (test.target === undefined || test.target === node.name);
  }
}
