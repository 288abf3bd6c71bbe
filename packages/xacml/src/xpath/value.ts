import type { XNode } from './tree.ts';

/** A value of XPath 1.0: a node-set in document order, a string, a number or a boolean. */
export type XValue = XNode[] | string | number | boolean;
