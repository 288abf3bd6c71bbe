/** One check of a whole set-up, step by step: what is wrong, and the one thing to do next. */

import { checkMembers, checkOptional } from '../check.ts';
import { decision, exchange, rights } from './altinn-steps.ts';
import { CAUSES } from './causes.ts';
import { Examination } from './examination.ts';
import { client, clock, delegation, grant, maskinporten, registered, scopes } from './grant-steps.ts';
import { type Doors, fail, type Outcome, type Report, type Step, skip, type Wishes } from './model.ts';
import { briefly } from './own-errors.ts';
import { age, configuration, contradictions, key, secrets } from './own-steps.ts';
import { redactor } from './redact.ts';
import { STEPS, type StepId } from './steps.ts';
import { approval, redirect, reference, system } from './system-steps.ts';

export { CAUSES, type CauseId } from './causes.ts';
export { OLD_KEY_DAYS } from './key-age.ts';
export type { CertificateLife, Doors, FoundConfiguration, Remark, Report, State, Step, Wishes } from './model.ts';
export { STEPS, type StepId } from './steps.ts';

interface Plan {
  readonly run: (at: Examination) => Promise<Outcome>;
  /** Steps without which this one says nothing. */
  readonly needs: readonly StepId[];
}

/** Nothing is sent anywhere before the configuration is known to mean one place. */
const SENDS: readonly StepId[] = ['configuration', 'contradictions', 'maskinporten', 'key'];
const GRANTED: readonly StepId[] = [...SENDS, 'client', 'registered', 'scopes', 'delegation', 'grant'];
const APPROVED: readonly StepId[] = [...GRANTED, 'system', 'approval', 'reference'];

const PLANS: Readonly<Record<StepId, Plan>> = {
  configuration: { run: configuration, needs: [] },
  contradictions: { run: contradictions, needs: [] },
  secrets: { run: secrets, needs: [] },
  maskinporten: { run: maskinporten, needs: ['configuration', 'contradictions'] },
  clock: { run: clock, needs: ['configuration', 'contradictions', 'maskinporten'] },
  key: { run: key, needs: ['configuration'] },
  age: { run: age, needs: ['configuration', 'key'] },
  client: { run: client, needs: SENDS },
  registered: { run: registered, needs: [...SENDS, 'client'] },
  scopes: { run: scopes, needs: [...SENDS, 'client', 'registered'] },
  delegation: { run: delegation, needs: [...SENDS, 'client', 'registered', 'scopes'] },
  grant: { run: grant, needs: [...SENDS, 'client', 'registered', 'scopes', 'delegation'] },
  system: { run: system, needs: GRANTED },
  redirect: { run: redirect, needs: [...GRANTED, 'system'] },
  approval: { run: approval, needs: [...GRANTED, 'system'] },
  reference: { run: reference, needs: [...GRANTED, 'system', 'approval'] },
  exchange: { run: exchange, needs: APPROVED },
  rights: { run: rights, needs: APPROVED },
  decision: { run: decision, needs: [...APPROVED, 'rights'] },
};

/**
 * Checks a set-up. It sends grants and reads; it changes nothing. The same steps against local, TEST and PROD: what only an administrator
 * can see is told where there is a token for that, which the sandbox gives by itself.
 * @throws ConfigurationError for doors and wishes of another kind; what is wrong with the set-up is told in the report
 */
export async function examine(doors: Doors, wishes: Wishes = {}): Promise<Report> {
  checkDoors(doors, wishes);
  const at = new Examination(doors, wishes);
  const { secrets: never } = await at.found();
  const clean = redactor(never);
  const steps: Step[] = [];
  const failed = new Set<StepId>();
  for (const id of Object.keys(STEPS) as StepId[]) {
    const { run, needs } = PLANS[id];
    const missing = needs.find((one) => failed.has(one));
    const outcome: Outcome = missing
      ? { state: 'SKIP', seen: `needs ${STEPS[missing]}` }
      : await run(at).catch((error: unknown) => unforeseen(id, error));
    if (outcome.state === 'FAIL' || outcome.state === 'TODO') failed.add(id);
    const step = stepOf(id, outcome, clean);
    steps.push(step);
    doors.onStep?.(step);
  }
  const verdict = steps.find(({ state }) => state === 'FAIL' || state === 'TODO');
  return { healthy: verdict === undefined, ...(verdict ? { verdict } : {}), steps };
}

/** A step that cannot be taken says so, and is no alarm: the others go on. */
const unforeseen = (id: StepId, error: unknown): Outcome =>
  id === 'configuration' ? fail('value-invalid', briefly(error)) : skip(`could not be looked at: ${briefly(error)}`);

/** @throws ConfigurationError */
function checkDoors(doors: Doors, wishes: Wishes): void {
  checkMembers(doors, 'doors', { configuration: 'a function' });
  const door = 'a function';
  checkOptional(doors, 'doors', {
    fetch: door,
    clock: door,
    certificate: door,
    adminToken: door,
    onStep: door,
    timeoutMs: 'a number, 0 or more',
  });
  const text = 'a text';
  checkMembers(wishes, 'wishes', {});
  checkOptional(wishes, 'wishes', {
    organization: text,
    systemId: text,
    redirectUrl: text,
    resource: text,
    action: text,
  });
}

function stepOf(id: StepId, { state, seen, cause, next }: Outcome, clean: (text: string) => string): Step {
  const about = cause && CAUSES[cause];
  return {
    id,
    label: STEPS[id],
    state,
    seen: clean(seen),
    ...(cause && about ? { cause, next: clean(next ?? about.next), docs: `docs/doctor.md#${about.step}` } : {}),
  };
}
