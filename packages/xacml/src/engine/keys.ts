/** What `keyOf` gives when a slot has not exactly one known value. */
export const OTHER_KEY = -1;
export const NO_VALUE = -2;
export const MANY_VALUES = -3;
export const FAILED = -4;
