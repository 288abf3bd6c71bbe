import { quote } from '../errors.ts';
import { compilePattern, type Matcher, PatternError } from '../regexp/matcher.ts';
import { type Indeterminate, processingError } from '../status.ts';
import { type DataType, TYPES } from '../types/index.ts';
import type { Value } from '../types/value.ts';
import { type CallContext, define, F1, F2, type FunctionDefinition, one } from './definition.ts';

/** Patterns compiled lately: those of policies are few and come again; those from requests must not fill the memory. */
const compiled = new Map<string, Matcher | Indeterminate>();
const MOST_COMPILED = 200;
const LONGEST_PATTERN = 20_000;

function matcherOf(context: CallContext, pattern: string): Matcher | Indeterminate {
  const key = `${context.maxRegexpStates} ${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  let made: Matcher | Indeterminate;
  try {
    if (pattern.length > LONGEST_PATTERN) throw new PatternError(`it is longer than ${LONGEST_PATTERN} characters`);
    made = compilePattern(pattern, context.maxRegexpStates);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    made = processingError(`${quote(pattern)} is no regular expression: ${error.message}`);
  }
  if (compiled.size >= MOST_COMPILED) {
    const oldest = compiled.keys().next().value;
    if (oldest !== undefined) compiled.delete(oldest);
  }
  compiled.set(key, made);
  return made;
}

function match(context: CallContext, pattern: string, text: string): boolean | Indeterminate {
  const matcher = matcherOf(context, pattern);
  if (typeof matcher !== 'function') return matcher;
  const found = matcher(text, context.regexpBudget);
  return found ?? processingError(`matching ${quote(pattern)} took more steps than one decision may`);
}

/** Why a pattern written in a policy can never match, or undefined. */
export function patternProblem(pattern: string, maxStates: number): string | undefined {
  try {
    compilePattern(pattern.slice(0, LONGEST_PATTERN + 1), maxStates);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function regexpMatch(prefix: string, type: DataType): FunctionDefinition {
  const call = (context: CallContext, pattern: string, value: Value): boolean | Indeterminate =>
    match(context, pattern, type.format(value));
  return define(`${prefix}${type.short}-regexp-match`, [one(TYPES.string), one(type)], one(TYPES.boolean), call);
}

/** CORE A.3.13: pattern first, unanchored. */
export const REGEXP: readonly FunctionDefinition[] = [
  regexpMatch(F1, TYPES.string),
  ...[TYPES.anyURI, TYPES.ipAddress, TYPES.dnsName, TYPES.rfc822Name, TYPES.x500Name].map((type) =>
    regexpMatch(F2, type),
  ),
];
