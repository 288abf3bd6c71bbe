/** The forms in which policies and the tests beside them travel. */
import { Type } from 'typebox';
import { MAX_TESTS } from './policy-tests.ts';

const Text = Type.String({ minLength: 1, maxLength: 300 });
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));

const PolicyTestView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    subject: Type.Object({ type: oneOf(['person', 'organization', 'systemUser']), id: Type.String() }),
    party: Text,
    action: Text,
    within: Type.Optional(Type.String()),
    expected: oneOf(['Permit', 'Deny', 'NotApplicable']),
  },
  { title: 'PolicyTest' },
);
const Tests = Type.Array(PolicyTestView, { maxItems: MAX_TESTS });
const Policy = Type.String({ description: 'A policy in XACML 3.0', minLength: 1 });

export const NewPolicy = Type.Object({ xml: Policy });
export const NewTests = Type.Object({ tests: Tests });
export const NewTrial = Type.Object({ xml: Policy, tests: Type.Optional(Tests) });

export const AuthoredPolicy = Type.Object(
  {
    xml: Type.Union([Policy, Type.Null()]),
    version: Type.Integer({ minimum: 0, description: '0 = there is none' }),
    tests: Tests,
  },
  { title: 'AuthoredPolicy' },
);
export const PolicyVersion = Type.Object({ version: Type.Integer({ minimum: 1 }) });
export const Trial = Type.Object(
  {
    warnings: Type.Array(
      Type.Object({
        code: Type.String(),
        message: Type.String(),
        line: Type.Integer(),
        column: Type.Integer(),
      }),
    ),
    results: Type.Array(
      Type.Object({
        decision: oneOf(['Permit', 'Deny', 'NotApplicable', 'Indeterminate']),
        reason: Type.String(),
        rule: Type.Optional(Type.Object({ id: Type.String(), line: Type.Optional(Type.Integer()) })),
      }),
    ),
  },
  { title: 'PolicyTrial' },
);
