/** A key that is more days old is told of: a registration lives a year. */
export const OLD_KEY_DAYS = 335;
