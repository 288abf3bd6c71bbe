import { XacmlError } from '../errors.ts';
import { type PdpLimits, withDefaults } from '../limits.ts';
import type { Request } from './model.ts';
import { readJsonRequest } from './read-json.ts';
import { readXmlRequest } from './read-xml.ts';

/** How a request or response is written: XACML 3.0 XML, or JSON profile 1.1. */
export type Format = 'xml' | 'json';

/**
 * Reads a decision request.
 *
 * Values are not parsed here: one that is not of its type makes the decision Indeterminate only when a policy asks for it.
 * @throws XacmlError when the text is not well-formed, does not follow the schema or is too large. A PDP that must answer
 *   instead of failing answers with `refusalResponse(error)`.
 */
export function parseRequest(text: string, format: Format, limits?: Partial<PdpLimits>): Request {
  if (format === 'json') return readJsonRequest(text, withDefaults(limits));
  if (format === 'xml') return readXmlRequest(text, withDefaults(limits));
  throw new XacmlError('usage', `the format must be xml or json, not ${String(format)}`);
}
