/** Which of an app's files say what it is, wherever in a folder they lie. */

/** Files by their path in the folder, as text. The paths are names alone: nothing is opened or written by them. */
export type AppFiles = Readonly<Record<string, string>>;

export interface AppFile {
  readonly path: string;
  readonly text: string;
}

export interface AppName {
  readonly org: string;
  readonly app: string;
}

export interface FoundFiles {
  readonly metadata: AppFile | undefined;
  readonly policy: AppFile | undefined;
  readonly process: AppFile | undefined;
  readonly texts: readonly AppFile[];
}

/** Most and largest files that are taken: what there is of an app beside its forms is small. */
export const MAX_APP_FILES = 60;
export const MAX_APP_FILE_LENGTH = 1_000_000;
/** All of them together, as JSON. */
export const MAX_APP_BYTES = 8_000_000;

const METADATA = /(?:^|\/)config\/applicationmetadata\.json$/i;
/** Of the folder `config`, what is read of an app. */
export const READ_FILE =
  /(?:^|\/)config\/(?:applicationmetadata\.json|authorization\/policy\.xml|process\/[^/]+\.bpmn|texts\/resource\.[^/]+\.json)$/i;

const normal = (path: string): string => path.replaceAll('\\', '/').replace(/^\.\//, '');

/** Editors of Windows begin a text file with a mark of its byte order. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF+/, '');

const depth = (path: string): number => path.split('/').length;

/** Finds them: those of the highest folder `config` that has metadata, so that a test app deeper down is not taken for the app. */
export function findFiles(files: AppFiles): FoundFiles {
  const all = Object.entries(files).map(([path, text]) => ({ path: normal(path), text: withoutMark(text) }));
  const wanted = all.filter(({ path }) => READ_FILE.test(path));
  wanted.sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
  const metadata = wanted.find(({ path }) => METADATA.test(path));
  const base = (metadata ?? wanted[0])?.path.replace(/config\/.*$/i, '') ?? '';
  const own = wanted.filter(({ path }) => path.startsWith(base) && depth(path.slice(base.length)) <= 3);
  const processes = own.filter(({ path }) => /\.bpmn$/i.test(path));
  return {
    metadata,
    policy: own.find(({ path }) => /authorization\/policy\.xml$/i.test(path)),
    process: processes.find(({ path }) => /\/process\.bpmn$/i.test(path)) ?? processes[0],
    texts: own.filter(({ path }) => /\/texts\//i.test(path)),
  };
}
