import { createHash } from 'node:crypto';

/** The source expression by which a content security policy lets this one style sheet or script stand in a page (CSP 3, `hash-source`). */
export const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
