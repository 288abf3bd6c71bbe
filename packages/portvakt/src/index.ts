/** The `portvakt` command; its parts are not a library. */
export {};
