/** The engine from JSON text to JSON text, beside the runtime's own reading and writing of the same bytes. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Xacml from '@portvakt/xacml';
import { ratesInTurn } from './slices.ts';
import { policyXml, requestJson } from './xacml-engines.ts';
import { requests, rules } from './xacml-world.ts';

type Engine = Pick<typeof Xacml, 'createPdp' | 'formatResponse' | 'parsePolicy' | 'parseRequest'>;

const RULES = 50;

/** The engine's sources in a checkout of the repository. */
export const engineIn = async (checkout: string): Promise<Engine> =>
  (await import(pathToFileURL(join(checkout, 'packages', 'xacml', 'src', 'index.ts')).href)) as Engine;

export interface JsonRates {
  /** `JSON.parse` of the request and `JSON.stringify` of the answer, and nothing between, a second. */
  readonly runtime: number;
  /** Decisions a second of each engine. */
  readonly engines: readonly number[];
}

export function jsonRates(engines: readonly Engine[]): JsonRates {
  const policy = policyXml(rules(RULES));
  const texts = requests(RULES).map(requestJson);
  const text = (index: number): string => texts[index % texts.length] ?? '';
  const through = engines.map(({ createPdp, formatResponse, parsePolicy, parseRequest }) => {
    const pdp = createPdp({ root: parsePolicy(policy) });
    return (index: number): string => formatResponse(pdp.evaluate(parseRequest(text(index), 'json')), 'json');
  });
  const [first] = through;
  const answers = texts.map((_, index): unknown => JSON.parse(first?.(index) ?? ''));
  let kept = 0;
  const runtime = (index: number): void => {
    const { Request } = JSON.parse(text(index)) as { Request: object };
    // Both results are looked at, so that neither can be left out.
    kept += JSON.stringify(answers[index % answers.length]).length + (Request === undefined ? 0 : 1);
  };
  const [alone = Number.NaN, ...rates] = ratesInTurn(
    [
      runtime,
      ...through.map((decide) => (index: number): void => {
        kept += decide(index).length;
      }),
    ],
    { slices: 15, slice_ms: 100 },
  );
  if (kept === 0) throw new Error('nothing was measured');
  return { runtime: alone, engines: rates };
}
