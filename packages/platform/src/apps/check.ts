/** An app from its own folder's files: what it is, and what TT02 makes of it. Pure: nothing is opened, stored or asked. */
import { loadCatalogue } from '../register/index.ts';
import type { Application, CompiledPolicy, Resources } from '../resources/index.ts';
import { readProcess } from './bpmn.ts';
import { type AppFile, type AppFiles, findFiles } from './files.ts';
import { type Finding, Findings } from './findings.ts';
import { compareWithProcess, type Metadata, objectIn, readMetadata } from './metadata.ts';
import { readPolicy } from './policy.ts';

export interface AppText {
  /** Two letters. */
  readonly language: string;
  readonly body: Metadata;
}

/** An app that can be brought in. */
export interface ReadApp {
  readonly application: Application;
  readonly policy: CompiledPolicy;
  readonly texts: readonly AppText[];
}

export interface CheckedApp {
  /** Undefined when there is an error among the findings. */
  readonly app: ReadApp | undefined;
  readonly findings: readonly Finding[];
}

/** Reads and checks an app; what is wrong with each file is told, not that of the first alone. */
export function checkApp(files: AppFiles, resources: Pick<Resources, 'compile'>): CheckedApp {
  const findings = new Findings();
  const found = findFiles(files);
  const metadata = required(found.metadata, 'metadata', findings);
  const process = required(found.process, 'process', findings);
  const policy = required(found.policy, 'policy', findings);
  const read = metadata && readMetadata(metadata, findings);
  const way = process && readProcess(process, findings);
  if (read && way) compareWithProcess(read, way, { metadata: metadata.path, process: process.path }, findings);
  const compiled = policy && read && readPolicy(policy, read, way, { resources, catalogue: loadCatalogue() }, findings);
  const texts = found.texts.flatMap((file) => textIn(file, findings));
  if (findings.isRefused || !read || !way || !compiled) return { app: undefined, findings: findings.all };
  const application = { ...read, process: way.process };
  return { app: { application, policy: compiled, texts }, findings: findings.all };
}

const WHERE = {
  metadata: ['config/applicationmetadata.json', 'without it there is no app'],
  process: ['config/process/process.bpmn', 'the app does not start without it'],
  policy: ['config/authorization/policy.xml', 'TT02 publishes no app without it'],
} as const;

function required(file: AppFile | undefined, what: keyof typeof WHERE, findings: Findings): AppFile | undefined {
  const [path, why] = WHERE[what];
  if (!file) findings.error(`${what}-missing`, `there is no ${path}: ${why}`);
  return file;
}

/** As Designer finds them: `resource.nb.json`, two characters for the language. */
const TEXT_FILE = /\/resource\.(..)\.json$/;

function textIn(file: AppFile, findings: Findings): readonly AppText[] {
  const { path } = file;
  const [, language = ''] = TEXT_FILE.exec(path) ?? [];
  if (!/^[a-z]{2}$/.test(language)) {
    findings.warn('text-not-published', `${path} is not published: TT02 takes resource.<two letters>.json alone`, {
      file: path,
    });
    return [];
  }
  const body = objectIn(file, 'text-unreadable', findings);
  return body ? [{ language, body: { ...body, language } }] : [];
}
