/** From what is there to what is wanted: ordered steps. Pure. */
import { clientRemovals, clientSteps } from './client-steps.ts';
import type { Actual, Wanted } from './model.ts';
import { organizationSteps } from './organization-steps.ts';
import { requestRemovals, requestSteps } from './request-steps.ts';
import { resourceRemovals, resourceSteps } from './resource-steps.ts';
import { scopeRemovals, scopeSteps } from './scope-steps.ts';
import type { Difference } from './steps.ts';
import { systemRemovals, systemSteps } from './system-steps.ts';
import { unknownNames } from './unknown-names.ts';

/**
 * What comes is made before what needs it: organisations, scopes, clients, resources, systems, requests. What goes, goes after all of that and the
 * other way round. Any beginning of the steps leaves a set-up from which the difference leads to the same end.
 */
export function difference(wanted: Wanted, actual: Actual): Difference {
  const { organization } = wanted;
  if (organization !== undefined && organization !== actual.organization) {
    const text = `The file is about ${organization}, and the credentials speak for ${actual.organization}`;
    return { steps: [], faults: [{ at: { line: 1, column: 1 }, text }], notes: [] };
  }
  const clients = clientSteps(wanted, actual);
  const resources = resourceSteps(wanted, actual);
  const systems = systemSteps(wanted, actual);
  const requests = requestSteps(wanted, actual);
  const gone = clientRemovals(wanted, actual, clients.kept);
  return {
    steps: [
      ...organizationSteps(wanted, actual),
      ...scopeSteps(wanted, actual),
      ...clients.steps,
      ...resources.steps,
      ...systems.steps,
      ...requests.steps,
      ...requestRemovals(wanted, actual),
      ...systemRemovals(wanted, actual),
      ...resourceRemovals(wanted, actual),
      ...gone.steps,
      ...scopeRemovals(wanted, actual),
    ],
    faults: [...clients.faults, ...resources.faults, ...systems.faults, ...unknownNames(wanted, actual)],
    notes: [...gone.notes, ...clients.notes, ...requests.notes],
  };
}
