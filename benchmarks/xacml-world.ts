/** The policy all engines get: rule i lets two roles do one action on one resource. Fifty roles, five actions. */
export interface BenchmarkRule {
  readonly roles: readonly [string, string];
  readonly resource: string;
  readonly action: string;
}

export interface BenchmarkRequest {
  readonly role: string;
  readonly resource: string;
  readonly action: string;
  readonly permitted: boolean;
}

const ACTIONS = ['read', 'write', 'delete', 'sign', 'confirm'] as const;
const action = (i: number): string => ACTIONS[i % ACTIONS.length] ?? 'read';

/** Rules with distinct resources. */
export function rules(count: number): BenchmarkRule[] {
  return Array.from({ length: count }, (_, i) => ({
    roles: [`role-${i % 50}`, `role-${(i + 1) % 50}`],
    resource: `resource-${i}`,
    action: action(i),
  }));
}

/** Requests spread over the rules; every third one is of a role that no rule names for the resource. */
export function requests(ruleCount: number, count = 1024): BenchmarkRequest[] {
  return Array.from({ length: count }, (_, i) => {
    const rule = (i * 7919) % ruleCount;
    const permitted = i % 3 !== 0;
    return {
      role: permitted ? `role-${(rule + (i % 2)) % 50}` : `role-${(rule + 25) % 50}`,
      resource: `resource-${rule}`,
      action: action(rule),
      permitted,
    };
  });
}
