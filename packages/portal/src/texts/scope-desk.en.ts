import type { scopeDesk as nb } from './scope-desk.nb.ts';

export const scopeDesk: typeof nb = {
  chosen: 'Chosen',
  nothing: 'No scopes are chosen yet. Tick them in the list.',
  what: 'A scope is the name of something a client may ask to do, for example altinn:instances.read.',
  isNew: 'New',
  goes: 'Will be removed',
  keep: 'Keep',
  keepLabel: (scope) => `Keep ${scope}`,
  change: (added, removed) => `${added} will be added, ${removed} removed.`,
  changed: (added, removed) => `The scopes are saved. ${added} added, ${removed} removed.`,
  undo: 'Undo',
  undone: 'The change is undone.',
  more: (count) => `Show ${count} more`,
  openToAll: 'Open to all',
  granted: 'Granted to the organisation',
  unknown: 'The scope no longer exists, or is not for Maskinporten. It gives no tokens.',
  owner: (name) => `Owner: ${name}`,
  askOwner: (owner) => `Ask ${owner} for access.`,
  onOwnMachineAs: (person, owner) =>
    `In the test environment you can do it yourself: go on as ${person}, who acts for ${owner}, and give the organisation access.`,
  onOwnMachine: (owner) =>
    `In the test environment you can do it yourself: log in as somebody who acts for ${owner}, and give the organisation access under Scopes → Access.`,
  why: (owner) => `${owner} owns the scope and has not given the organisation access.`,
  how: 'Ask the owner for access. Once it is given, the scope works without anything more from you.',
  howDelegated: 'An organisation that has the access may also delegate it to you in Altinn.',
  ask: 'Copy a request to the owner',
  asked: 'The request is copied',
  request: (scope, number) =>
    `Hello! We ask for access to the scope ${scope} in Maskinporten for the organisation with number ${number}.`,
  toGetAccess: 'How to get access',
  whyOf: (scope) => `How to get access to ${scope}`,
};
