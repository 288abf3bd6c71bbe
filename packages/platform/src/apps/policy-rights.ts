/** Whether a policy lets anybody do what its app's process asks for. */
import { attributeIds as ids } from '../foundation/index.ts';
import { type Application, type CompiledPolicy, type PolicyRight, policyRights } from '../resources/index.ts';
import { movingActions } from '../storage/index.ts';
import type { AppName } from './files.ts';
import type { Findings } from './findings.ts';

/** The right counts in this task: it names it, or no task. */
const countsIn = ({ resource }: PolicyRight, task: string | undefined): boolean => {
  const named = resource.filter(({ type }) => type === ids.TASK || type === ids.END_EVENT);
  return named.length === 0 || named.some(({ type, value }) => type === ids.TASK && value === task);
};

/** The right is about this app: what names another is never reached. */
const isOwn =
  ({ org, app }: AppName) =>
  ({ resource }: PolicyRight): boolean =>
    resource.every(({ type, value }) => (type === ids.ORG ? value === org : type === ids.APP ? value === app : true));

const isOwners =
  (org: string) =>
  ({ subjects }: PolicyRight): boolean =>
    subjects.some(
      ({ subjectAttributes: all }) =>
        all.length === 0 || all.every(({ type, value }) => type === ids.ORG && value === org),
    );

/** What an app of version 9 does as its service owner, whatever its process (altinn-studio PR 20062, 2026-08-20). */
const OWNERS_ACTIONS = ['read', 'write'] as const;

export function compareRights(
  policy: CompiledPolicy,
  name: AppName,
  process: Application['process'] | undefined,
  file: string,
  findings: Findings,
): void {
  const rights = policyRights(policy.document).filter(isOwn(name));
  if (!rights.some(({ action }) => action.value === 'instantiate'))
    findings.warn('task-without-rights', 'no rule permits instantiate: nobody can create an instance', { file });
  for (const { id, type, automatic } of process?.tasks ?? []) {
    const actions = movingActions(type, false);
    const can = rights.some((right) => actions.includes(right.action.value) && countsIn(right, id));
    if (!can && !automatic)
      findings.warn(
        'task-without-rights',
        `no rule permits ${actions.join(' or ')} in ${id} (${type}): nobody gets an instance past it`,
        { file },
      );
  }
  const owners = rights.filter(isOwners(name.org));
  const missing = OWNERS_ACTIONS.filter((wanted) => !owners.some(({ action }) => action.value === wanted));
  if (missing.length > 0)
    findings.warn(
      'owner-without-rights',
      `no rule permits the service owner ${name.org} to ${missing.join(' or ')}: an app of version 9 stores its process and data in TT02 as its owner and is refused there, and the owner cannot fetch what was sent in; localtest's Storage asks for read alone`,
      { file },
    );
}
