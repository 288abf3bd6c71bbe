import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Lookups } from './context.ts';
import { enriched } from './context-handler.ts';
import { deciding } from './decider.ts';
import { type Harness, startHarness } from './harness.ts';
import * as name from './names.ts';
import { Recall } from './recall.ts';

const BAKERY = '310044423';
const DIRECTOR = '20001';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ stored: true });
});
afterEach(() => harness.close());

const set = (pairs: Readonly<Record<string, string>>): AttributeSet => {
  const made = new AttributeSet();
  for (const [id, value] of Object.entries(pairs)) made.add(id, value);
  return made;
};
const request = (user = DIRECTOR, organization = BAKERY): DecisionRequest => ({
  subject: set({ [name.USER_ID]: user }),
  action: set({ [name.ACTION_ID]: 'read' }),
  resource: set({ [name.RESOURCE_ID]: 'skogdir-felling', [name.ORGANIZATION_NUMBER]: organization }),
  others: new Map(),
});
const shown = ({ subject, resource }: DecisionRequest) =>
  [subject, resource].map((one) => one.attributes.map(({ id, values }) => [id, [...values]]));
const decide = (one: DecisionRequest, recall: Recall) => deciding(recall).decide(one, 'external');
/** The same lookups, counted by name, with something done before each. */
function spied(lookups: Lookups, before: () => void): { lookups: Lookups; asked: string[] } {
  const asked: string[] = [];
  const spy = <T extends object>(room: T): T =>
    new Proxy(room, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          asked.push(String(key));
          before();
          return Reflect.apply(member, target, args) as unknown;
        };
      },
    });
  const { register, resources, delegations } = lookups;
  return {
    asked,
    lookups: { ...lookups, register: spy(register), resources: spy(resources), delegations: spy(delegations) },
  };
}

describe('what decisions look up', () => {
  it('is asked for once, and the next decision is made at once', async () => {
    const { lookups, asked } = spied(harness.authorization.lookups, () => {});
    const recall = new Recall(harness.database, lookups);
    const first = decide(request(), recall);
    expect(first).toBeInstanceOf(Promise);
    const outcome = await first;
    expect(outcome.decision).toBe('Permit');
    const lookedUp = asked.length;
    const again = decide(request(), recall);
    expect(again).toMatchObject({ decision: 'Permit', obligations: outcome.obligations });
    expect(asked.length).toBe(lookedUp);
  });

  it('adds the same to a request whether it had to wait or not, and leaves the request as it was', async () => {
    const recall = new Recall(harness.database, harness.authorization.lookups);
    const cold = request();
    const warm = request();
    const first = await decide(cold, recall);
    const second = await decide(warm, recall);
    expect([shown(cold), shown(warm)]).toEqual([shown(request()), shown(request())]);
    expect(first.context?.added).toEqual(second.context?.added);
    if (!first.context) throw new Error('no context');
    expect(shown(enriched(first.context))).not.toEqual(shown(cold));
  });

  it('lets a decision come to its end though everything is dropped before each of its lookups', async () => {
    const holder: { recall?: Recall } = {};
    const { lookups } = spied(harness.authorization.lookups, () => holder.recall?.clear());
    holder.recall = new Recall(harness.database, lookups);
    expect((await decide(request(), holder.recall)).decision).toBe('Permit');
  });

  it('forgets a failure: that decision is Indeterminate, the next one asks again', async () => {
    let failing = true;
    const { lookups } = spied(harness.authorization.lookups, () => {
      if (failing) throw new Error('the register does not answer');
    });
    const recall = new Recall(harness.database, lookups);
    const failed = await decide(request(), recall);
    expect(failed).toMatchObject({ decision: 'Indeterminate', status: name.STATUS.syntaxError });
    failing = false;
    expect((await decide(request(), recall)).decision).toBe('Permit');
  });

  it('holds the facts of a question together, for every action and for its own endpoint', async () => {
    const recall = new Recall(harness.database, harness.authorization.lookups);
    const first = await decide(request(), recall);
    const other = { ...request(), action: set({ [name.ACTION_ID]: 'write' }) };
    const second = await decide(other, recall);
    expect(second.context?.facts).toBe(first.context?.facts);
    expect(recall.sizes['together']).toBe(1);
    const inside = await deciding(recall).decide(request(), 'internal');
    expect([inside.context?.facts.asked.side, first.context?.facts.asked.side]).toEqual(['internal', 'external']);
    for (const user of ['20002', '20011'])
      expect((await decide(request(user), recall)).context?.facts).not.toBe(first.context?.facts);
  });

  it('does not hold together what hangs on an instance, or for what there is no policy', async () => {
    const recall = new Recall(harness.database, harness.authorization.lookups);
    const id = '50020008/11111111-2222-4333-8444-555555555555';
    const resources = [
      { [name.INSTANCE_ID]: id },
      { [name.RESOURCE_ID]: 'not-there', [name.ORGANIZATION_NUMBER]: BAKERY },
    ];
    for (const resource of resources)
      for (let time = 0; time < 2; time += 1) await decide({ ...request(), resource: set(resource) }, recall);
    expect(recall.sizes['together']).toBe(0);
  });

  it('holds no more than it may', async () => {
    const limits = { parties: 3, pairs: 4, policies: 1 };
    const recall = new Recall(harness.database, harness.authorization.lookups, limits);
    const persons = await harness.register.persons();
    for (const { userId } of persons)
      for (const organization of [BAKERY, '310019747', '310001236'])
        await decide(request(String(userId), organization), recall);
    expect(recall.sizes['pairs']).toBeLessThanOrEqual(limits.pairs);
    expect(recall.sizes['together']).toBeLessThanOrEqual(limits.pairs);
    expect(recall.sizes['parties']).toBeLessThanOrEqual(5 * limits.parties);
    expect(recall.sizes['policies']).toBeLessThanOrEqual(limits.policies);
    expect((await decide(request(), recall)).decision).toBe('Permit');
  });
});
