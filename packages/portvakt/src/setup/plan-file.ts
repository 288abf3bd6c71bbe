/** A plan that has been looked at, to be applied later: as it was, or not at all. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isObject } from '../self-service/http.ts';
import { canonical } from './compare.ts';
import type { Wanted } from './model.ts';
import type { Difference } from './steps.ts';

const VERSION = 1;

/** What is kept of a plan: no more than tells whether it still holds. */
export interface SavedPlan {
  readonly portvaktPlan: number;
  readonly made: string;
  /** The set-up file, from the plan's folder on. */
  readonly file: string;
  readonly target: string;
  readonly organization: string;
  readonly wanted: string;
  readonly steps: string;
  readonly shown: readonly string[];
}

const digest = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64url');

/** Where things stand in a file does not matter. */
export function wantedDigest({ organization, sections, prune, ...wanted }: Wanted): string {
  const bare = (items: readonly object[]) => items.map((item) => ({ ...item, at: undefined }));
  const { organizations = [], scopes, clients, resources, systems, systemUserRequests } = wanted;
  const lists = [organizations, scopes, clients, resources, systems, systemUserRequests].map(bare);
  return digest({ organization, sections: [...sections], prune: [...prune], lists });
}

export const stepsDigest = ({ steps }: Difference): string => digest(steps);

export async function savePlan(path: string, plan: Omit<SavedPlan, 'portvaktPlan'>): Promise<void> {
  await writeFile(path, `${JSON.stringify({ portvaktPlan: VERSION, ...plan }, null, 2)}\n`, { mode: 0o600 });
}

/** Undefined when the text is no plan. @throws Error for one of another version, or a damaged one */
export function planIn(text: string, path: string): SavedPlan | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (text.includes('"portvaktPlan"')) throw new Error(`${path} is a plan that is half written: make it anew.`);
    return undefined;
  }
  if (!isObject(value) || value['portvaktPlan'] === undefined) return undefined;
  if (value['portvaktPlan'] !== VERSION)
    throw new Error(`${path} is a plan of another version of portvakt: make it anew.`);
  const texts = ['made', 'file', 'target', 'organization', 'wanted', 'steps'].map((name) => value[name]);
  if (texts.some((one) => typeof one !== 'string')) throw new Error(`${path} is a damaged plan: make it anew.`);
  return value as unknown as SavedPlan;
}
