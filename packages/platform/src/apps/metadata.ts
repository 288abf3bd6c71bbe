/** What an app's metadata says, and what is wrong with it. */
import { OWN_PARTS } from '../hosts/index.ts';
import { dataTypeFault } from '../storage/index.ts';
import type { ReadProcess } from './bpmn.ts';
import type { AppFile } from './files.ts';
import type { Findings } from './findings.ts';
import { parseLenient } from './lenient-json.ts';

export type Metadata = Readonly<Record<string, unknown>>;

export interface ReadMetadata {
  readonly org: string;
  readonly app: string;
  readonly metadata: Metadata;
}

const isObject = (value: unknown): value is Metadata =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ORG = /^[a-z][a-z0-9-]{1,19}$/;
const APP = /^[a-z][a-z0-9-]{1,79}$/;

/** Org and app of an id, when it is one that an address can have. */
function appIdIn(id: unknown): { readonly org: string; readonly app: string } | undefined {
  const [org = '', app = '', ...more] = typeof id === 'string' ? id.split('/') : [];
  return more.length === 0 && ORG.test(org) && APP.test(app) && !OWN_PARTS.has(org) ? { org, app } : undefined;
}

/** A JSON object out of a file. @returns undefined when there is an error among the findings */
export function objectIn(
  { path, text }: AppFile,
  code: 'metadata-unreadable' | 'text-unreadable',
  findings: Findings,
): Metadata | undefined {
  const say = code === 'metadata-unreadable' ? 'error' : 'warn';
  try {
    const value = parseLenient(text);
    if (isObject(value)) return value;
    findings[say](code, `${path} must hold a JSON object`, { file: path });
  } catch (error) {
    findings[say](code, `${path} is no JSON: ${error instanceof Error ? error.message : error}`, { file: path });
  }
  return undefined;
}

/** @returns undefined when there is an error among the findings */
export function readMetadata(file: AppFile, findings: Findings): ReadMetadata | undefined {
  const metadata = objectIn(file, 'metadata-unreadable', findings);
  if (!metadata) return undefined;
  const where = { file: file.path };
  const { id, org } = metadata;
  const named = appIdIn(id);
  if (!named) {
    findings.error(
      'app-id-invalid',
      `the metadata's id is ${JSON.stringify(id)?.slice(0, 100) ?? 'missing'}: TT02 takes org/app in small letters, digits and hyphens, such as ttd/my-app (a template becomes an app when Altinn Studio writes its name in)`,
      where,
    );
    return undefined;
  }
  if (org !== undefined && org !== named.org)
    findings.warn(
      'org-differs',
      `the metadata's org is ${JSON.stringify(org)?.slice(0, 40)}, and its id begins with ${named.org}: at publishing TT02 takes the id's`,
      where,
    );
  const dataTypes = dataTypesOf(metadata, file.path, findings);
  return (
    dataTypes && { ...named, metadata: { ...metadata, id: `${named.org}/${named.app}`, org: named.org, dataTypes } }
  );
}

/** @returns undefined when there is an error among the findings */
function dataTypesOf({ dataTypes = [] }: Metadata, file: string, findings: Findings): readonly Metadata[] | undefined {
  const list: readonly unknown[] = Array.isArray(dataTypes) ? dataTypes : dataTypes === null ? [] : [dataTypes];
  const seen = new Set<string>();
  const kept: Metadata[] = [];
  for (const [index, type] of list.entries()) {
    const fault = dataTypeFault(type);
    if (fault !== undefined || !isObject(type)) {
      findings.error('data-type-invalid', `dataTypes[${index}] ${fault ?? 'must be an object'}`, { file });
      return undefined;
    }
    const id = String(type['id']);
    if (seen.has(id))
      findings.warn('data-type-repeated', `the data type ${id} is there twice: the first counts`, { file });
    seen.add(id);
    // .NET reads null as if it were not there.
    kept.push(Object.fromEntries(Object.entries(type).filter(([, value]) => value !== null)));
  }
  return kept;
}

/** What metadata and process say of each other. */
export function compareWithProcess(
  { metadata }: ReadMetadata,
  { process, dataTypes }: ReadProcess,
  files: { readonly metadata: string; readonly process: string },
  findings: Findings,
): void {
  const tasks = new Set(process.tasks.map(({ id }) => id));
  const types = metadata['dataTypes'] as readonly Metadata[];
  const names = [...tasks].join(', ');
  for (const { id, taskId } of types)
    if (typeof taskId === 'string' && taskId !== '' && !tasks.has(taskId))
      findings.warn(
        'data-type-task-unknown',
        `the data type ${id} belongs to the task ${taskId}, which the process does not have (it has ${names}): the app never asks for it, creates it or locks it`,
        { file: files.metadata },
      );
  const known = new Set(types.map(({ id }) => id));
  for (const { id, what, line } of dataTypes)
    if (!known.has(id))
      findings.warn(
        'data-type-unknown',
        `the process says that the data type ${id} ${what}, and the metadata has none of that id: the app fails when it comes there`,
        { file: files.process, line },
      );
}
