/** How many decisions were made about which resource (altinn-pdp.md 9, the counter `altinn.pdp.decisions`). */
import type { Resources } from '../resources/index.ts';
import type { Side } from './context.ts';
import type { Outcome } from './decide.ts';
import type { Decider } from './decider.ts';

const UNKNOWN = 'unknown';
/** Resources beyond these are counted together, as unknown. Only a resource with a policy is counted by its name. */
const MAX_RESOURCES = 20_000;

/** Decisions about one resource. */
export interface Count {
  external: number;
  internal: number;
}

/** Decisions about what has the same name when its case is left out. */
interface Sum {
  readonly labels: Readonly<Record<'resource_owner_org' | 'resource_id' | 'pdp_api_kind', string>>;
  value: number;
}

export class DecisionCounts {
  readonly #limit: number;
  readonly #byResource = new Map<string, Count>();
  readonly #unknown: Count = { external: 0, internal: 0 };

  constructor(limit: number = MAX_RESOURCES) {
    this.#limit = limit;
  }

  /** Counts decisions as they are made: those that an access list then refuses too. */
  add(outcome: Pick<Outcome, 'resourceId'>, side: Side): void {
    this.of(outcome)[side] += 1;
  }

  /** Where the decisions about an outcome's resource are counted; it stays the same. */
  of({ resourceId }: Pick<Outcome, 'resourceId'>): Count {
    if (resourceId === undefined) return this.#unknown;
    const known = this.#byResource.get(resourceId);
    if (known) return known;
    if (this.#byResource.size >= this.#limit) return this.#unknown;
    const made: Count = { external: 0, internal: 0 };
    this.#byResource.set(resourceId, made);
    return made;
  }

  /** Owners are looked up when the sums are read, so that a decision never waits for one. */
  async sums(resources: Pick<Resources, 'resource'>): Promise<readonly Sum[]> {
    const sums = new Map<string, Sum>();
    const put = (owner: string, id: string, count: Count): void => {
      for (const kind of ['external', 'internal'] as const) {
        if (count[kind] === 0) continue;
        const labels = {
          resource_owner_org: owner.toLowerCase(),
          resource_id: id.toLowerCase(),
          pdp_api_kind: kind,
        };
        const key = Object.values(labels).join(' ');
        const sum = sums.get(key);
        if (sum) sum.value += count[kind];
        else sums.set(key, { labels, value: count[kind] });
      }
    };
    for (const [id, count] of this.#byResource) put(await ownerOf(id, resources), id, count);
    put(UNKNOWN, UNKNOWN, this.#unknown);
    return [...sums.values()];
  }
}

/** The same decider, whose decisions are counted. */
export const counted = (decider: Decider, counts: DecisionCounts): Decider => ({
  decide(request, side) {
    const outcome = decider.decide(request, side);
    if (outcome instanceof Promise)
      return outcome.then((made) => {
        counts.add(made, side);
        return made;
      });
    counts.add(outcome, side);
    return outcome;
  },
  together: () => counted(decider.together(), counts),
});

async function ownerOf(id: string, resources: Pick<Resources, 'resource'>): Promise<string> {
  const record = await resources.resource(id).catch(() => undefined);
  const app = id.startsWith('app_') ? id.split('_')[1] : undefined;
  return record?.hasCompetentAuthority.orgcode || app || UNKNOWN;
}
