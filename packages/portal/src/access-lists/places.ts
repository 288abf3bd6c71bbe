/** Where the pages are. */
export const LISTS = '/resources/access-lists';
/** Beside them: any word may be a list's identifier. */
export const NEW_LIST = '/resources/new-access-list';
