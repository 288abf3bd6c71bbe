import { quote, XacmlError } from '../errors.ts';
import { intern } from '../xml/intern.ts';
import { textOf, type XmlElement } from '../xml/reader.ts';

/** Namespace of policies, requests and responses of XACML 3.0. */
export const XACML_NAMESPACE = 'urn:oasis:names:tc:xacml:3.0:core:schema:wd-17';
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

/** A refusal because the document does not follow the schema. */
export function schemaError(element: XmlElement, message: string): XacmlError {
  return new XacmlError('schema', message, element);
}

/** The value of an attribute without namespace, or undefined. */
export function optionalAttribute(element: XmlElement, name: string): string | undefined {
  for (const attribute of element.attributes) {
    if (attribute.local === name && attribute.uri === '') return intern(attribute.value);
  }
  return undefined;
}

/** The value of an attribute that the schema demands. */
export function requiredAttribute(element: XmlElement, name: string): string {
  const value = optionalAttribute(element, name);
  if (value === undefined) throw schemaError(element, `${element.local} needs the attribute ${name}`);
  return value;
}

/** A boolean attribute that the schema demands. */
export function booleanAttribute(element: XmlElement, name: string): boolean {
  const value = requiredAttribute(element, name).trim();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw schemaError(element, `${name} must be true or false, not ${quote(value)}`);
}

/** Refuses attributes the schema does not know; those of the xml and xsi namespaces may always stand. */
export function onlyAttributes(element: XmlElement, ...names: string[]): void {
  for (const { local, uri } of element.attributes) {
    if (uri === XML_NAMESPACE || uri === XSI_NAMESPACE) continue;
    if (uri !== '' || !names.includes(local)) {
      const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
      throw schemaError(element, `${element.local} has no attribute ${quote(local)}; ${known}`);
    }
  }
}

/** The XACML child elements; refuses text between them and elements of other namespaces. */
export function childElements(element: XmlElement): XmlElement[] {
  const children: XmlElement[] = [];
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '')
        throw schemaError(element, `${element.local} must not contain the text ${quote(child.trim())}`);
    } else if (child.kind === 'element') {
      if (child.uri !== XACML_NAMESPACE) {
        throw schemaError(
          child,
          `${quote(child.name)} is in the namespace ${quote(child.uri)}; expected ${XACML_NAMESPACE}`,
        );
      }
      children.push(child);
    }
  }
  return children;
}

/** The element's text; refuses child elements. */
export function plainText(element: XmlElement): string {
  for (const child of element.children) {
    if (typeof child !== 'string' && child.kind === 'element') {
      throw schemaError(child, `${element.local} must contain text only, not ${quote(child.name)}`);
    }
  }
  return intern(textOf(element));
}

/** Takes the children of an element one after the other, in the order the schema gives. */
export class ChildCursor {
  readonly #parent: XmlElement;
  readonly #children: readonly XmlElement[];
  #next = 0;

  constructor(parent: XmlElement) {
    this.#parent = parent;
    this.#children = childElements(parent);
  }

  /** The next child if it has one of these names. */
  take(...names: string[]): XmlElement | undefined {
    const child = this.#children[this.#next];
    if (child === undefined || !names.includes(child.local)) return undefined;
    this.#next += 1;
    return child;
  }

  /** The next child, which must have one of these names. */
  need(...names: string[]): XmlElement {
    const child = this.take(...names);
    if (child !== undefined) return child;
    const found = this.#children[this.#next];
    throw schemaError(
      found ?? this.#parent,
      `${this.#parent.local} needs ${names.join(' or ')} here${found === undefined ? '' : `, not ${quote(found.local)}`}`,
    );
  }

  /** Every following child with one of these names. */
  all(...names: string[]): XmlElement[] {
    const taken: XmlElement[] = [];
    for (let child = this.take(...names); child !== undefined; child = this.take(...names)) taken.push(child);
    return taken;
  }

  /** Refuses anything that is left. */
  end(): void {
    const child = this.#children[this.#next];
    if (child !== undefined)
      throw schemaError(child, `${quote(child.local)} may not stand here in ${this.#parent.local}`);
  }
}
