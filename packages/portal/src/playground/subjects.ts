/** What a policy accepts and what a person has, as the explanation writes it, taken apart so that the page can say it in its own language. */

export type Subject =
  | { readonly kind: 'role' | 'package' | 'owner'; readonly id: string }
  | { readonly kind: 'person' }
  | { readonly kind: 'other'; readonly text: string };

const FORMS = [
  ['role', /^role (\S+)$/],
  ['package', /^access package (\S+)$/],
  ['owner', /^service owner (\S+)$/],
] as const;

/** One line of the explanation; what must hold together stands in one line (`role DAGL with access package skogbruk`). */
export const subjectsOf = (line: string): readonly Subject[] => line.split(' with ').map(subjectOf);

function subjectOf(text: string): Subject {
  for (const [kind, form] of FORMS) {
    const id = form.exec(text)?.[1];
    if (id !== undefined) return { kind, id };
  }
  return text === 'a person named by number' ? { kind: 'person' } : { kind: 'other', text };
}

export const PACKAGE_URN = 'urn:altinn:accesspackage:';
/** The package's whole URN, also when the policy gives only its last part. */
export const packageUrn = (id: string): string => (id.startsWith(PACKAGE_URN) ? id : `${PACKAGE_URN}${id}`);
