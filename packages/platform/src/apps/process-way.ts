/** Which way an instance takes through a process: pure, and bounded by the size of the graph. */
import type { Findings } from './findings.ts';
import { type Answer, holds } from './gateway-condition.ts';

export const MAX_ELEMENTS = 1_000;

export interface Flow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly condition?: string;
  readonly line: number;
}

export interface Graph {
  readonly start: string;
  readonly ends: readonly string[];
  readonly tasks: readonly string[];
  readonly gateways: readonly string[];
  /** The flow that a gateway takes when none else is. */
  readonly defaults: ReadonlyMap<string, string>;
  readonly flows: readonly Flow[];
}

interface Step {
  /** A task or an end event. */
  readonly next: string;
  readonly rejectTo?: string;
}

export interface Way {
  /** Tasks in the order in which they are reached; after them those that only a rejection, or a form, leads to. */
  readonly order: readonly string[];
  readonly steps: ReadonlyMap<string, Step>;
  readonly end: string;
}

/** @returns undefined when there is an error among the findings */
export function wayOf(graph: Graph, file: string, findings: Findings): Way | undefined {
  const walker = new Walker(graph, file, findings);
  const first = walker.follow(graph.start, 'none');
  const steps = new Map<string, Step>();
  for (const task of graph.tasks) {
    const next = walker.follow(task, 'none');
    if (next === undefined) continue;
    const rejectTo = walker.follow(task, 'reject');
    steps.set(task, rejectTo === undefined || rejectTo === next ? { next } : { next, rejectTo });
  }
  const order: string[] = [];
  let at = first;
  while (at !== undefined && graph.tasks.includes(at) && !order.includes(at)) {
    order.push(at);
    at = steps.get(at)?.next;
  }
  if (at === undefined || !graph.ends.includes(at)) {
    findings.error(
      'process-endless',
      `from ${graph.start} over ${order.join(', ') || 'nothing'} no end event is reached: no instance would ever be archived`,
      { file },
    );
    return undefined;
  }
  const rest = graph.tasks.filter((task) => !order.includes(task) && endsFrom(task, graph, steps));
  tellUnreached(graph, [...order, ...rest], steps, { file, findings });
  return { order: [...order, ...rest], steps, end: at };
}

/** Whether the end is reached from a task: one that leads round and round is left out. */
function endsFrom(task: string, { ends }: Graph, steps: ReadonlyMap<string, Step>): boolean {
  const seen = new Set<string>();
  let at: string | undefined = task;
  while (at !== undefined && !seen.has(at)) {
    if (ends.includes(at)) return true;
    seen.add(at);
    at = steps.get(at)?.next;
  }
  return false;
}

function tellUnreached(
  graph: Graph,
  order: readonly string[],
  steps: ReadonlyMap<string, Step>,
  { file, findings }: { readonly file: string; readonly findings: Findings },
): void {
  const targets = new Set(graph.flows.map(({ target }) => target));
  for (const task of graph.tasks) {
    if (!targets.has(task)) findings.warn('task-unreachable', `no flow leads to ${task}: nobody comes there`, { file });
    else if (!steps.has(task))
      findings.warn('process-endless', `${task} leads nowhere: an instance that comes there stays there`, { file });
    else if (!order.includes(task))
      findings.warn('process-endless', `from ${task} the end is never reached: the process leads in a circle`, {
        file,
      });
  }
}

class Walker {
  readonly #graph: Graph;
  readonly #file: string;
  readonly #findings: Findings;
  /** How many flows there are from an element to the nearest end. */
  readonly #distance: ReadonlyMap<string, number>;
  readonly #from: ReadonlyMap<string, readonly Flow[]>;

  constructor(graph: Graph, file: string, findings: Findings) {
    this.#graph = graph;
    this.#file = file;
    this.#findings = findings;
    this.#distance = distances(graph);
    const from = new Map<string, Flow[]>();
    for (const flow of graph.flows) from.set(flow.source, [...(from.get(flow.source) ?? []), flow]);
    this.#from = from;
  }

  /** The task or end event that is reached from an element, past gateways; undefined when nothing is. */
  follow(element: string, action: 'none' | 'reject'): string | undefined {
    const seen = new Set<string>();
    let at = element;
    while (!seen.has(at)) {
      seen.add(at);
      const target = this.#chosen(at, action)?.target;
      if (target === undefined || this.#graph.tasks.includes(target) || this.#graph.ends.includes(target))
        return target;
      at = target;
    }
    return undefined;
  }

  #chosen(element: string, action: 'none' | 'reject'): Flow | undefined {
    const flows = this.#from.get(element) ?? [];
    if (flows.length < 2) return flows[0];
    const answers = new Map<Flow, Answer>(flows.map((flow) => [flow, holds(flow.condition, action)]));
    const fallback = flows.find(({ id }) => id !== '' && id === this.#graph.defaults.get(element));
    const sure = flows.filter((flow) => flow !== fallback && answers.get(flow) === true);
    const open = flows.filter((flow) => answers.get(flow) === undefined);
    const [only] = sure;
    if (only && (sure.length === 1 || open.length === 0) && only.condition !== undefined) return only;
    const possible = flows.filter((flow) => answers.get(flow) !== false);
    if (open.length === 0 && fallback) return fallback;
    const near = [...possible].sort((a, b) => this.#far(a) - this.#far(b))[0] ?? fallback;
    if (near && action === 'none' && possible.length > 1)
      this.#findings.note(
        'form-decides',
        `in ${element} the app decides by what is in its form or by code of its own, which is not run here: instances go to ${near.target}`,
        { file: this.#file, line: near.line },
      );
    return near;
  }

  #far({ target }: Flow): number {
    return this.#distance.get(target) ?? Number.MAX_SAFE_INTEGER;
  }
}

function distances({ ends, flows }: Graph): ReadonlyMap<string, number> {
  const into = new Map<string, string[]>();
  for (const { source, target } of flows) into.set(target, [...(into.get(target) ?? []), source]);
  const found = new Map(ends.map((end) => [end, 0]));
  const pending = [...ends];
  for (let next = pending.shift(); next !== undefined; next = pending.shift())
    for (const source of into.get(next) ?? [])
      if (!found.has(source)) {
        found.set(source, (found.get(next) ?? 0) + 1);
        pending.push(source);
      }
  return found;
}
