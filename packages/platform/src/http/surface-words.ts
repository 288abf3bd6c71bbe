/** What each surface is for and who calls it, for who reads the documents. A surface of ours that no real host has says so. */
const WORDS: Readonly<Record<string, string>> = {
  AuthZEN:
    'Authorization API 1.0 of the OpenID Foundation over the same decisions as the PDP: one question, several at once, or a search for subjects, resources or actions. Portvakt’s own; Altinn has no such surface.',
  'access lists':
    'A service owner’s lists of parties that alone may use a resource, or some actions on it, whatever else a party holds.',
  'access management':
    'Whom one may act for, and who has given whom what: connections, rights to resources and instances, access packages, consents, and Maskinporten scopes given to a supplier.',
  'access metadata':
    'Roles, access packages, their areas and the resources that they open, in bokmål, nynorsk or English by Accept-Language. Open to all.',
  apps: 'The API that every Altinn app has: create an instance, upload its data, move its process on. The PDP decides each call by the policy of the app.',
  audit: 'Who has changed what: the chain of entries, and whether it is whole. For the operator. Portvakt’s own.',
  authentication:
    'Altinn tokens: exchange one from Maskinporten, ID-porten or Altinn Studio, renew it, and log persons in through the browser (OpenID Connect).',
  authorization:
    'The Policy Decision Point (XACML 3.0 in JSON or XML), and what Altinn’s older services ask beside it: parties, roles and policies in short form.',
  'client delegation':
    'What a facilitator, such as an accountant, does with its agent system users: which clients each serves, and which could be added.',
  maskinporten:
    'The token endpoint of Maskinporten: a signed grant (RFC 7523) gives an access token. With the metadata (RFC 8414), the keys that verify tokens, and a page for every error code.',
  operator:
    'Whoever operates the platform: operators, organisations with their prefixes and administrators, the platform’s own scopes, and who is logged in. Portvakt’s own.',
  platform: 'What the platform tells of itself: that it lives, what it has counted, and these documents.',
  'policy authoring':
    'The policy editor of the portal: read a resource’s policy, try a changed one with tests, store it unless another has been stored meanwhile. Portvakt’s own.',
  'policy information':
    'What the PDP looks up before it decides: roles, access packages and delegations between two parties. Inside the platform; a sandbox answers everybody.',
  portal: 'What the portal asks for its own pages. Portvakt’s own.',
  profile: 'Who is logged in, and the language that the person has chosen.',
  register: 'Parties by party id, organisation number or person number.',
  'resource registry':
    'Resources that access can be given to, with their policies: read by everybody, written by the service owner that has them.',
  sandbox:
    'Doors that only a sandbox has: move the clock, rotate keys, inject faults, make certificates, read the log of token requests, reset the world. Portvakt’s own; production has none of them.',
  selvbetjening:
    'The self-service API of Samarbeidsportalen: an organisation’s Maskinporten clients with their keys, its scopes, and who has access to them. For the portal’s administrators, or by token with the scopes idporten:dcr.* and idporten:scopes.*. The header X-Portvakt-Refusal of a refusal holds stable codes of what was wrong, where there are any.',
  storage: 'Instances and their data elements across apps. The PDP decides each call by the policy of the app.',
  'token generator':
    'Tokens for tests in one call, as Altinn’s hosted token generator gives them: same paths, query names and answers. A sandbox alone has it.',
  'system register':
    'A vendor’s systems: what rights and access packages a system needs, and which Maskinporten clients act for it.',
  'system users':
    'System users from request to use: a vendor asks, a person with the right to approves, and the vendor’s next token acts for the customer. With change requests, and agents that serve the clients of their owner.',
};

/** @param name of the surface */
export const wordsOf = (name: string): string => WORDS[name] ?? `Operations of ${name}.`;
