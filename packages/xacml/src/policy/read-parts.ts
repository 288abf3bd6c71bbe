import { quote, XacmlError } from '../errors.ts';
import type { XmlElement } from '../xml/reader.ts';
import { ChildCursor, plainText, requiredAttribute, schemaError } from './elements.ts';
import type { Effect } from './model.ts';
import { isVersion } from './version.ts';

/** Identifiers of the XPath versions the engine has. */
export const XPATH_VERSIONS: ReadonlySet<string> = new Set([
  'http://www.w3.org/TR/1999/REC-xpath-19991116',
  // As the original conformance policies spell it.
  'http://www.w3.org/TR/1999/Rec-xpath-19991116',
  'http://www.w3.org/TR/2007/REC-xpath20-20070123',
]);

/** The XPathVersion an element of defaults gives. */
export function readXPathVersion(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined;
  const cursor = new ChildCursor(element);
  const child = cursor.take('XPathVersion');
  cursor.end();
  if (child === undefined) return undefined;
  const version = plainText(child).trim();
  if (!XPATH_VERSIONS.has(version))
    throw new XacmlError('xpath', `the XPath version ${quote(version, 200)} is not supported`, child);
  return version;
}

export function readEffect(element: XmlElement, attribute: string): Effect {
  const value = requiredAttribute(element, attribute);
  if (value === 'Permit' || value === 'Deny') return value;
  throw schemaError(element, `${attribute} must be Permit or Deny, not ${quote(value)}`);
}

export function readVersion(element: XmlElement): string {
  const version = requiredAttribute(element, 'Version').trim();
  if (!isVersion(version))
    throw schemaError(element, `Version ${quote(version)} is no version; examples are 1, 1.0 and 2.3.4`);
  return version;
}

/** Some text for people; long ones are cut because every policy keeps its own. */
export function readDescription(cursor: ChildCursor): string | undefined {
  const element = cursor.take('Description');
  if (element === undefined) return undefined;
  const text = plainText(element).replace(/\s+/g, ' ').trim();
  return text === '' ? undefined : text.slice(0, 1000);
}
