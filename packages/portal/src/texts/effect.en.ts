import type { effect as nb } from './effect.nb.ts';

/** What is said of the effect of a changed policy, in English. */
export const effect: typeof nb = {
  title: 'New answers to those who ask',
  text: 'Show the changes in the XML',
  none: (asked) => `No answer changes: ${asked} requests are tried against both policies.`,
  some: (total, asked) =>
    `${asked} combinations of who, action and part of the resource are tried. ${total === 1 ? 'One gets' : `${total} get`} a new answer:`,
  more: (count) => `… and ${count} more.`,
  cut: (asked) => `The policy gives more requests than the ${asked} that are tried. What is not tried may change too.`,
  conditions: (count) => `Rules with a condition: ${count}. The answer may depend on more than is tried here.`,
  anybody: 'Anybody',
  before: 'Before',
  after: 'After',
  covered: (reached, all) => `The tests reach ${reached} of ${all} rules.`,
  missed: (id, line) => `No test reaches the rule at line ${line}: ${id}`,
  lists: 'Access lists',
  matrix: 'Overview',
  matrixLead:
    'Tick who may do what with the whole resource. You make new rules, parts of the resource and refusals under “Rules”. When something is changed you save at the top of the page; it holds from then on.',
  matrixEmpty: 'The policy has no rule that can be shown here. Make the first under “Rules”.',
  keptRules: (count) => `Rules that the matrix cannot show: ${count}. They apply too.`,
  part: 'Only a part',
  cell: (who, action) => `${who}: ${action}`,
  decisions: {
    Permit: 'May',
    Deny: 'Is denied',
    NotApplicable: 'May not',
    Indeterminate: 'Cannot be decided',
  },
};
