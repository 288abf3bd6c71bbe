/** Does the steps of a plan, one after the other, each on what it was planned for and on nothing else. */
import { SystemsError } from '@portvakt/client/systems';
import { CLIENT_READ_ONLY } from '../self-service/api.ts';
import { sendable } from '../self-service/public-key.ts';
import type { Apis } from './actual.ts';
import { canonical, without } from './compare.ts';
import type { Fields } from './model.ts';
import { RESOURCE_READ_ONLY, samePolicy } from './resource-steps.ts';
import { SCOPE_READ_ONLY } from './scope-steps.ts';
import type { ClientRef, Step, Work } from './steps.ts';
import { SYSTEM_READ_ONLY } from './system-steps.ts';

/** How steps are done. */
export interface Manner {
  /** How long a published key may take until it is known everywhere (maskinporten.md 6.1), ms. */
  readonly settle_ms: number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onStep?: (step: Step) => void;
  /** The id that a new client got. */
  readonly onMade?: (name: string, id: string) => void;
  readonly onWait?: (ms: number, step: Step) => void;
  /** Whether to stop before the next step. */
  readonly isStopped?: () => boolean;
}

/** A step was not done. Those before it are, and stay. */
function stepFailed(step: Step, done: number, all: number, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  const before = done === 0 ? 'Nothing has been done.' : `Done and in force: ${done} of ${all} steps.`;
  return new Error(
    `Stopped at step ${done + 1} of ${all}, ${step.what}: ${why.replace(/\.?$/, '.')}\n${before} Run apply again to go on from what is there.`,
    { cause },
  );
}

/** What a step was planned for is not what is there any more. */
const changed = (what: string): Error =>
  new Error(`${what} has changed since it was read; somebody else is at work. Make a new plan`);

/** @throws Error that says which step was not done, why, and how many are */
export async function applySteps(steps: readonly Step[], apis: Apis, manner: Manner): Promise<void> {
  const made = new Map<string, string>();
  const published = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    if (manner.isStopped?.()) throw stepFailed(step, index, steps.length, new Error('told to stop'));
    manner.onStep?.(step);
    try {
      await apply({ step, apis, manner, made, published }, step.work);
    } catch (error) {
      throw stepFailed(step, index, steps.length, error);
    }
  }
}

interface Running {
  readonly step: Step;
  readonly apis: Apis;
  readonly manner: Manner;
  /** Ids of clients that this run has made, by name. */
  readonly made: Map<string, string>;
  /** When this run has published a key on a client, ms. */
  readonly published: Map<string, number>;
}

type Doing<D extends Work['do']> = Extract<Work, { readonly do: D }>;

async function apply(running: Running, work: Work): Promise<void> {
  const { selfService, systems } = running.apis;
  switch (work.do) {
    case 'organization.put':
      return putOrganization(running, work);
    case 'scope.create':
      return selfService.createScope(work.body);
    case 'scope.update':
      return updateScope(running, work);
    case 'scope.deactivate':
      return selfService.deactivateScope(work.name);
    case 'access.give':
      return selfService.giveAccess(work.name, work.consumer);
    case 'access.take':
      return selfService.takeAccess(work.name, work.consumer);
    case 'client.create':
      return createClient(running, work);
    case 'client.update':
      return updateClient(running, work);
    case 'client.deactivate':
      return selfService.deactivateClient(work.id);
    case 'keys.set':
      return setKeys(running, work);
    case 'system.create':
    case 'system.update':
      return writeSystem(running, work);
    case 'system.delete':
      return deleteSystem(running, work.id);
    case 'request.create':
      return void (await systems.request(work.body, work.kind));
    case 'request.delete':
      return deleteRequest(running, work);
    default:
      return applyToRegistry(running, work);
  }
}

type InRegistry = Doing<'resource.create' | 'resource.update' | 'resource.delete' | 'policy.put'>;

async function applyToRegistry(running: Running, work: InRegistry): Promise<void> {
  const { registry } = running.apis;
  switch (work.do) {
    case 'resource.create':
      return registry.create(work.body);
    case 'resource.update':
      requireSame(running, work.before, await registry.resource(work.id), RESOURCE_READ_ONLY);
      return registry.replace(work.id, work.body);
    case 'resource.delete':
      return registry.delete(work.id);
    case 'policy.put': {
      const now = await registry.policy(work.id);
      if (now !== undefined && !samePolicy(now, work.before)) throw changed(running.step.what);
      return registry.putPolicy(work.id, work.xml);
    }
  }
}

function requireSame({ step }: Running, before: Fields, now: Fields | undefined, readOnly: ReadonlySet<string>): void {
  if (now === undefined || canonical(without(now, readOnly)) !== canonical(before)) throw changed(step.what);
}

async function putOrganization(running: Running, { number, body, before }: Doing<'organization.put'>): Promise<void> {
  const { operator } = running.apis;
  const now = await operator.organization(number);
  if (canonical(now) !== canonical(before)) throw changed(running.step.what);
  await operator.putOrganization(number, body);
}

async function updateScope(running: Running, { name, body, before }: Doing<'scope.update'>): Promise<void> {
  const { selfService } = running.apis;
  const isIt = (scope: { readonly name: string }) => scope.name === name;
  const now = (await selfService.scopes()).find(isIt) ?? (await selfService.scopes({ inactive: true })).find(isIt);
  requireSame(running, before, now, SCOPE_READ_ONLY);
  await selfService.replaceScope(name, body);
}

/** Names are not unique in self-service: one that came meanwhile would stand there twice. */
async function createClient(running: Running, { name, id, body }: Doing<'client.create'>): Promise<void> {
  const { selfService } = running.apis;
  const isThere = id === undefined && (await selfService.clients()).some((client) => client.client_name === name);
  if (isThere) throw changed(running.step.what);
  const { client_id: made } = await selfService.createClient(body);
  running.made.set(name, made);
  running.manner.onMade?.(name, made);
}

async function updateClient(running: Running, { id, body, before }: Doing<'client.update'>): Promise<void> {
  const { selfService } = running.apis;
  requireSame(running, before, await selfService.client(id), CLIENT_READ_ONLY);
  await selfService.replaceClient(id, body);
}

function idOf({ made }: Running, ref: ClientRef): string {
  const id = 'id' in ref ? ref.id : made.get(ref.made);
  if (id === undefined) throw new Error(`the client ${'made' in ref ? ref.made : ''} has not been made`);
  return id;
}

const YEAR_S = 365 * 24 * 3600;

async function setKeys(running: Running, { client, kept, added, removed, before }: Doing<'keys.set'>): Promise<void> {
  const { selfService, now: clock } = running.apis;
  const id = idOf(running, client);
  const there = await selfService.keys(id);
  const kids = there.map(({ kid }) => kid);
  const isPlanned = before
    ? canonical(kids) === canonical(before)
    : kids.every((kid) => kept.includes(kid) || removed.includes(kid)) && kept.every((kid) => kids.includes(kid));
  if (!isPlanned) throw changed(running.step.what);
  const staying = there.filter(({ kid }) => kept.includes(kid));
  if (removed.length > 0)
    await settle(
      running,
      id,
      staying.map(({ exp = 0 }) => exp - YEAR_S),
    );
  // A key is renewed by what it says: of one that only stays, its end is sent along.
  await selfService.replaceKeys(id, [...staying.map(sendable), ...added]);
  if (added.length > 0) running.published.set(id, clock());
}

/** Waits until what stays has been there long enough to be known everywhere: told by its end, a year after it came, or by this run. */
async function settle(
  { apis, manner, published, step }: Running,
  id: string,
  came_s: readonly number[],
): Promise<void> {
  const latest = Math.max(published.get(id) ?? 0, ...came_s.map((seconds) => seconds * 1000));
  const ms = Math.min(manner.settle_ms, latest + manner.settle_ms - apis.now());
  if (ms <= 0) return;
  manner.onWait?.(ms, step);
  await manner.sleep(ms);
}

async function writeSystem(running: Running, work: Doing<'system.create' | 'system.update'>): Promise<void> {
  const { systems } = running.apis;
  const { id, body, clients, before } = work;
  const registration = { ...body, id, clientId: clients.map((ref) => idOf(running, ref)) };
  if (work.do === 'system.create') {
    await systems.register(registration);
    return;
  }
  if (before !== undefined) requireSame(running, before, { ...(await systems.get(id)) }, SYSTEM_READ_ONLY);
  await systems.update(registration);
}

/** One without clients is refused by Altinn although it is gone then (system-register-and-users.md 3.3). */
async function deleteSystem({ apis: { systems } }: Running, id: string): Promise<void> {
  try {
    await systems.delete(id);
  } catch (error) {
    if (!(error instanceof SystemsError) || error.status !== 400) throw error;
    if (!(await systems.get(id)).isDeleted) throw error;
  }
}

/** One that has been answered meanwhile is the customer's. */
async function deleteRequest(running: Running, { id, kind }: Doing<'request.delete'>): Promise<void> {
  const { systems } = running.apis;
  if ((await systems.getRequest(id, kind)).status !== 'New') throw changed(running.step.what);
  await systems.deleteRequest(id);
}
