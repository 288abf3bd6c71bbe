/** What is used of Eleventy, which comes without types. */
declare module '@11ty/eleventy' {
  /** Makes addresses of links to the files of other pages. */
  export const InputPathToUrlTransformPlugin: unknown;

  /** A page, or its data. */
  export interface WithPage {
    readonly page: { readonly rawInput: string; readonly inputPath: string; readonly filePathStem: string };
  }

  /** What a configuration is given. */
  export interface UserConfig {
    readonly directories: { readonly output: string };
    addCollection(
      name: string,
      of: (all: { getFilteredByGlob(glob: string): readonly WithPage[] }) => readonly WithPage[],
    ): void;
    addExtension(endings: readonly string[], options: { readonly key: string }): void;
    addFilter(name: string, filter: (pages: readonly WithPage[], name: string) => WithPage | undefined): void;
    addGlobalData(name: string, data: unknown): void;
    addPassthroughCopy(copies: Readonly<Record<string, string>>): void;
    addPlugin(plugin: unknown): void;
    addTemplateFormats(format: string): void;
    addUrlTransform(of: (address: { readonly urlStem: string }) => string): void;
    addWatchTarget(folder: string): void;
    on(event: string, what: () => Promise<void>): void;
    setLibrary(name: string, library: unknown): void;
  }
}
