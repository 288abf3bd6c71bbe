import type { AppFiles } from '../api/apps.ts';

/** Of a folder that was chosen, what is read of an app: the platform says the same, and more. */
const READ =
  /(?:^|\/)config\/(?:applicationmetadata\.json|authorization\/policy\.xml|process\/[^/]+\.bpmn|texts\/resource\.[^/]+\.json)$/i;
const MOST = 60;
const LONGEST = 1_000_000;

export interface Choosable {
  readonly name: string;
  readonly webkitRelativePath: string;
  readonly size: number;
  text(): Promise<string>;
}

const pathOf = ({ name, webkitRelativePath }: Choosable): string => webkitRelativePath || placed(name);

/** Where a file lies in its app that was chosen by itself, without its folder. */
function placed(name: string): string {
  if (/\.bpmn$/i.test(name)) return `config/process/${name}`;
  if (/^policy\.xml$/i.test(name)) return `config/authorization/${name}`;
  return /^resource\./i.test(name) ? `config/texts/${name}` : `config/${name}`;
}

/** The texts of those of the chosen files that say what the app is. */
export async function chosenFiles(files: readonly Choosable[]): Promise<AppFiles> {
  const wanted = files.filter((file) => READ.test(pathOf(file)) && file.size <= LONGEST).slice(0, MOST);
  return Object.fromEntries(await Promise.all(wanted.map(async (file) => [pathOf(file), await file.text()] as const)));
}
