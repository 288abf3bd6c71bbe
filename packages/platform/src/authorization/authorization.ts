import { setImmediate } from 'node:timers/promises';
import type { Caller } from '../callers/index.ts';
import { chunks, type Database } from '../database/index.ts';
import { type Clock, Turns } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { CompiledPolicy, Resources } from '../resources/index.ts';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Lookups, Side } from './context.ts';
import type { Outcome } from './decide.ts';
import { type Decider, deciding } from './decider.ts';
import { counted, DecisionCounts } from './decision-counts.ts';
import { DecisionMemory, remembered } from './decision-memory.ts';
import { type TellDecision, told } from './decision-notes.ts';
import { reasonOf } from './explain.ts';
import { explain } from './explanation.ts';
import * as name from './names.ts';
import { enforce, subjectOf } from './pep.ts';
import { Recall, type RecallLimits } from './recall.ts';
import type { Memory } from './shelf.ts';
import { DEFAULT_SWITCHES, type Switches } from './switches.ts';
import type {
  Ask,
  AttributeInput,
  Authorization,
  Decision,
  DelegatedRights,
  InstanceInfo,
  Obligation,
  Question,
  Verdict,
} from './types.ts';

export interface AuthorizationDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
  readonly delegations: DelegatedRights;
  /** Process and app of an instance `{partyId}/{guid}`; the storage room has it. Without it no instance is known. */
  readonly instances?: (id: string) => Promise<InstanceInfo | undefined>;
  /** Roles that one person has in another's estate. Without it there are none. */
  readonly estateRoles?: (from: Party, to: Party) => Promise<readonly string[]>;
  readonly switches?: Partial<Switches>;
  /** How much is held in memory to decide from, and how many decisions (default 50,000). */
  readonly memory?: Partial<RecallLimits> & { readonly decisions?: number };
  /** Told of each decision; none is then answered from memory. */
  readonly onDecision?: TellDecision | undefined;
}

/** The decision point with the doors that other rooms and the routes use. */
export interface DecisionPoint extends Authorization {
  /** Decides requests as they came over the wire, each anew. */
  readonly decider: Decider;
  /** What it decided before, and could not decide otherwise now, comes without its context: for those who only pass on decisions. */
  readonly remembering: Decider;
  readonly lookups: Lookups;
  /** What is held in memory to decide from. */
  readonly recall: Recall;
  readonly counts: DecisionCounts;
  /** What is remembered of earlier requests; the routes add the answers that they remember. */
  readonly memories: Map<'decisions' | 'answers', Memory>;
  /** Who is told of each decision: whoever decides by other policies than the resources' own tells it too. */
  readonly onDecision: TellDecision | undefined;
  /** Decides by a policy that is not stored, in place of the resource's own. Asked as on the external endpoint. */
  try(policy: CompiledPolicy, question: Question): Promise<Tried>;
}

/** What a policy that is being tried says. */
export interface Tried {
  readonly decision: Decision;
  /** Why, in plain words. Holds no person number. */
  readonly reason: string;
  /** The rule that decided, and the line in the policy on which it begins. */
  readonly rule?: { readonly id: string; readonly line: number | undefined };
}

/** Resources of one request that are decided at one moment. */
const ASKED_TOGETHER = 200;

const UNNAMED: Ask = { permitted: false, reason: 'the token names neither user, system user nor organisation' };

/** Opens the PDP. */
export function createAuthorization(deps: AuthorizationDeps): DecisionPoint {
  const lookups: Lookups = {
    register: deps.register,
    resources: deps.resources,
    delegations: deps.delegations,
    instance: deps.instances ?? (async () => undefined),
    estateRoles: deps.estateRoles ?? (async () => []),
    switches: { ...DEFAULT_SWITCHES, ...deps.switches },
  };
  const recall = new Recall(deps.database, lookups, deps.memory);
  const counts = new DecisionCounts();
  const memory = new DecisionMemory(deps.database, deps.memory?.decisions);
  const anew = deciding(recall);
  const { onDecision } = deps;
  const watched = (by: Decider): Decider => (onDecision ? told(by, onDecision) : by);
  const decider = watched(counted(anew, counts));
  const verdict: Judge = async (question, side = 'internal', by = decider) =>
    verdictOf(await by.decide(requestOf(question), side), lookups);
  return {
    lookups,
    recall,
    counts,
    memories: new Map([['decisions', memory]]),
    decider,
    remembering: onDecision ? decider : counted(remembered(anew, memory), counts),
    onDecision,
    decide: (question) => verdict(question),
    async decideAll(questions) {
      const together = decider.together();
      const verdicts: Verdict[] = [];
      const turns = new Turns();
      for (const question of questions) {
        verdicts.push(await verdict(question, 'internal', together));
        await turns.spend(1);
      }
      return verdicts;
    },
    async try(policy, question) {
      const outcome = await deciding(recall, policy).decide(requestOf(question), 'external');
      const { reason, rule } = await explain(outcome, lookups);
      return { decision: outcome.decision, reason, ...(rule ? { rule: { id: rule.id, line: rule.line } } : {}) };
    },
    ...askingFor(decider, verdict),
  };
}

/** Decides a question by a decider. */
type Judge = (question: Question, side?: Side, by?: Decider) => Promise<Verdict>;

/** The door for enforcement points. */
function askingFor(decider: Decider, verdict: Judge): Pick<Authorization, 'ask' | 'askAll'> {
  const asked = async (
    by: Decider,
    caller: Caller,
    action: string,
    resources: readonly (readonly AttributeInput[])[],
  ): Promise<readonly Ask[]> => {
    const subject = subjectOf(caller);
    if (subject.length === 0) return resources.map(() => UNNAMED);
    // The external rules give a plain organisation its party number, and so what has been delegated to it.
    const side = caller.kind === 'organization' ? 'external' : 'internal';
    return Promise.all(
      resources.map(async (resource) => enforce(await verdict({ subject, action, resource }, side, by), caller)),
    );
  };
  return {
    async ask(caller, action, resource) {
      const [answer = UNNAMED] = await asked(decider, caller, action, [resource]);
      return answer;
    },
    async askAll(caller, action, resources) {
      const together = decider.together();
      const answers: Ask[] = [];
      // What is asked for at one moment is looked up in one trip; between two such groups others have their turn.
      for (const group of chunks(resources, ASKED_TOGETHER)) {
        if (answers.length > 0) await setImmediate();
        answers.push(...(await asked(together, caller, action, group)));
      }
      return answers;
    },
  };
}

function requestOf(question: Question): DecisionRequest {
  const set = (attributes: readonly AttributeInput[]) => {
    const made = new AttributeSet();
    for (const one of attributes) made.add(one.id, one.value, one.includeInResult ?? false, one.dataType);
    return made;
  };
  const action = new AttributeSet();
  action.add(name.ACTION_ID, question.action);
  return { subject: set(question.subject), action, resource: set(question.resource), others: new Map() };
}

/** The level that an obligation asks for, found by the assignment's category (altinn-pdp.md 8.4). */
export function levelOf(obligations: readonly Obligation[], category: string): number | undefined {
  const levels = obligations
    .flatMap((one) => one.assignments)
    .filter((one) => one.category === category)
    .map((one) => Number(one.value))
    .filter((level) => Number.isInteger(level));
  return levels.length === 0 ? undefined : Math.max(...levels);
}

async function verdictOf(outcome: Outcome, lookups: Lookups): Promise<Verdict> {
  const { decision } = outcome;
  const obligations = decision === 'Permit' ? outcome.obligations : [];
  const requiredLevel = levelOf(obligations, name.LEVEL_CATEGORY);
  const requiredLevelOrg = levelOf(obligations, name.LEVEL_ORG_CATEGORY);
  return {
    decision,
    obligations,
    ...(requiredLevel === undefined ? {} : { requiredLevel }),
    ...(requiredLevelOrg === undefined ? {} : { requiredLevelOrg }),
    reason: await reasonOf(outcome, lookups),
  };
}
