import { parseXml, textOf, type XmlElement } from '../xml/reader.ts';

function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter(
    (each): each is XmlElement => typeof each !== 'string' && each.kind === 'element' && each.local === name,
  );
}

function attributes(element: XmlElement): Record<string, string> {
  return Object.fromEntries(
    element.attributes.filter(({ uri }) => uri === '').map(({ local, value }) => [local, value]),
  );
}

const sorted = (items: readonly unknown[]): string[] => items.map((item) => JSON.stringify(item)).sort();

function obligations(result: XmlElement, list: string, item: string): string[] {
  return sorted(
    children(children(result, list)[0], item).map((each) => {
      const { FulfillOn: _, AppliesTo: __, ...names } = attributes(each);
      return {
        names,
        assignments: sorted(
          children(each, 'AttributeAssignment').map((one) => ({ ...attributes(one), text: textOf(one).trim() })),
        ),
      };
    }),
  );
}

/** What counts when two responses are compared: messages, details, white space and the order of obligations do not. */
export function comparable(xml: string): unknown {
  return children(parseXml(xml), 'Result').map((result) => {
    const status = children(children(result, 'Status')[0], 'StatusCode')[0];
    return {
      decision: textOf(children(result, 'Decision')[0] as XmlElement).trim(),
      status: status === undefined ? 'urn:oasis:names:tc:xacml:1.0:status:ok' : attributes(status)['Value'],
      obligations: obligations(result, 'Obligations', 'Obligation'),
      advice: obligations(result, 'AssociatedAdvice', 'Advice'),
      attributes: children(result, 'Attributes').map((category) => ({
        ...attributes(category),
        attributes: children(category, 'Attribute').map((each) => ({
          ...attributes(each),
          values: children(each, 'AttributeValue').map((value) => ({
            ...attributes(value),
            text: textOf(value).trim(),
          })),
        })),
      })),
      policies: sorted(
        children(children(result, 'PolicyIdentifierList')[0], 'PolicyIdReference').map((each) => [
          textOf(each).trim(),
          attributes(each),
        ]),
      ),
      policySets: sorted(
        children(children(result, 'PolicyIdentifierList')[0], 'PolicySetIdReference').map((each) => [
          textOf(each).trim(),
          attributes(each),
        ]),
      ),
    };
  });
}
