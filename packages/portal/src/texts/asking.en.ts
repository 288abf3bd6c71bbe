import type { Texts } from './nb.ts';

/** What is said of questions to the PDP, in English. */
export const asking: Texts['asking'] = {
  otherActions: 'The policy has rules for:',
  newAction: 'If you need another action, the owner of the resource has to add it.',
  noActions: 'The policy has no rules yet. Ask the owner of the resource to add one.',
  levels: {
    level: (level) =>
      `The person must be logged in at level ${level} or higher. The PDP does not check it: your program has to.`,
    levelOrg: (level) => `For service owners: level ${level} or higher. Your program has to check it.`,
  },
  whoGives: 'See whether you may give the access package',
  askHelp: (name) => `You may ask ${name} for access to the resource. They see the request, and give it or decline.`,
  askFor: 'Ask for access',
  sent: (name) => `The request is sent to ${name}. You have access when it is approved.`,
  cannotAsk: 'Single rights to this resource cannot be given. Ask for one of the access packages above instead.',
  kind: 'Who asks?',
  asking: 'The organisation that asks',
  systemUser: 'System user',
  systemUserHelp: 'The ID of the system user, a UUID.',
  systemUserGets: 'A system user is given more when the organisation approves it:',
  instance: 'Instance',
  instanceHelp:
    'For an app: the number of the party, a slash and the ID of the instance. Without it the question is about the whole resource.',
  instanceInvalid: 'Write the instance as 50001/ and the ID, without spaces.',
  before: 'Fill in and press “Ask”. The answer comes here.',
  broken:
    'Something in the address is not part of a question, and is left out. Fill in what is missing. National identity numbers cannot stand in the address: choose the person from the list.',
  copyLink: 'Copy link',
  link: 'Copy link to the question',
  asCall: 'As an API call',
  asCallHelp:
    'This is how your program asks the PDP the same, with an Altinn token that has the scope altinn:authorization/authorize.',
  hasMany: (title, count) => `${title} (${count})`,
  why: 'Why?',
  changePolicy: 'See and change the policy',
  testName: 'Save as a test: what does it try?',
  testHelp: 'The question and the answer are saved beside the policy, and tried each time somebody wants to change it.',
  saveTest: 'Save as a test',
  testSaved: 'The test is saved beside the policy.',
  kinds: {
    user: 'Person',
    'system-user': 'System user',
    organization: 'Organisation',
  },
  subjectInvalid: {
    'system-user': 'Write the ID of the system user as a UUID.',
    organization: 'Choose the organisation that asks from the list, or write an organisation number of nine digits.',
  },
  /** Somebody whose name is not known. */
  subject: {
    user: (id) => `user ${id}`,
    'system-user': (id) => `system user ${id}`,
    organization: (id) => `organisation ${id}`,
  },
};
