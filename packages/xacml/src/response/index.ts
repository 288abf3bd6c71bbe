import { bareResult, PLAIN, type Response } from '../engine/response.ts';
import { XacmlError } from '../errors.ts';
import type { Format } from '../request/index.ts';
import { STATUS_PROCESSING_ERROR, STATUS_SYNTAX_ERROR } from '../status.ts';
import { writeJson } from './json.ts';
import { writeXml } from './xml.ts';

/** The three answers that most decisions give, written once. */
const WRITTEN: ReadonlyMap<Response, Readonly<Record<Format, string>>> = new Map(
  Object.values(PLAIN).map((each) => [each, { json: writeJson(each), xml: writeXml(each) }]),
);

/** Writes a response as XACML 3.0 XML or in JSON profile 1.1, where the results are always a list. */
export function formatResponse(response: Response, format: Format): string {
  const written = WRITTEN.get(response);
  if (format === 'json') return written?.json ?? writeJson(response);
  if (format === 'xml') return written?.xml ?? writeXml(response);
  throw new XacmlError('usage', `the format must be xml or json, not ${String(format)}`);
}

/**
 * The answer a PDP gives for a request that could not be read: one Indeterminate result with syntax-error, or with
 * processing-error when a limit was met (xacml-engine section 12).
 */
export function refusalResponse(error: XacmlError): Response {
  const code = error.code === 'limit-exceeded' ? STATUS_PROCESSING_ERROR : STATUS_SYNTAX_ERROR;
  return { results: [bareResult('Indeterminate', { code, message: error.message })] };
}
