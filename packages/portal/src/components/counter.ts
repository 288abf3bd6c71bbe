import type { Texts } from '../texts/index.tsx';

/**
 * What is left of a text field, as properties of the field. There is none while the field is wrong: Designsystemet's counter takes away the mark
 * that tells it.
 * @param limit characters
 */
export const counterOf = ({ common }: Texts, limit: number, error: string | undefined) =>
  error === undefined ? { counter: { limit, under: common.charactersLeft, over: common.charactersOver } } : {};
