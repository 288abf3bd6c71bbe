/**
 * A complete XACML 3.0 policy engine: no I/O, no network, no clock unless one is used by default.
 * @module
 */
export type { AttributeRequest, ResolveAttribute } from './engine/context.ts';
export type { Explanation } from './engine/explain.ts';
export type { ResolveScope } from './engine/hierarchy.ts';
export { createPdp, type Pdp, type PdpOptions } from './engine/pdp.ts';
export type {
  AttributeAssignment,
  Decision,
  Obligation,
  PolicyIdentifier,
  Response,
  Result,
  Status,
} from './engine/response.ts';
export type { TraceNode } from './engine/trace.ts';
export { type Position, XacmlError, type XacmlErrorCode } from './errors.ts';
export { DEFAULT_LIMITS, type PdpLimits } from './limits.ts';
export { asAltinnReads } from './policy/altinn.ts';
export {
  type FlatMatch,
  type FlatRule,
  type FlattenOptions,
  flattenRules,
  type MentionedAttribute,
  mentionedAttributes,
} from './policy/inspect.ts';
export type {
  Effect,
  Policy,
  PolicyDocument,
  PolicyReference,
  PolicySet,
  PolicyWarning,
  PolicyWarningCode,
  Rule,
} from './policy/model.ts';
export { parsePolicy } from './policy/read.ts';
export {
  type AttributeInput,
  type CategoryInput,
  createRequest,
  isDataType,
  type RequestInput,
  requestOf,
  type ValueInput,
} from './request/create.ts';
export { type Format, parseRequest } from './request/index.ts';
export type { Attribute, AttributeValue, Category, Request, RequestOptions } from './request/model.ts';
export { sharedCategory } from './request/model.ts';
export { formatResponse, refusalResponse } from './response/index.ts';
export { parseResponse } from './response/read.ts';
export {
  type MissingAttribute,
  STATUS_MISSING_ATTRIBUTE,
  STATUS_OK,
  STATUS_PROCESSING_ERROR,
  STATUS_SYNTAX_ERROR,
} from './status.ts';
export type { XPathExpression } from './types/index.ts';
export {
  parseXml,
  textOf,
  type XmlAttribute,
  type XmlComment,
  type XmlElement,
  type XmlInstruction,
  type XmlNode,
} from './xml/reader.ts';
