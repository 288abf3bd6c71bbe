import { isUuid } from '../foundation/index.ts';
import type { InternalDeps } from './internal.ts';
import * as name from './names.ts';
import { AccessListAnswer, AccessListQuestion } from './schemas.ts';
import { type AuthorizationSurface, fromInside } from './surface.ts';

/** Is the subject on an access list of the resource that covers the action? (altinn-pdp.md 2) */
export function accessListRoute({ route }: AuthorizationSurface, deps: InternalDeps): void {
  const { register, resources } = deps.authorization.lookups;
  route({
    method: 'POST',
    path: '/authorization/api/v1/accesslist/accessmanagement/authorization',
    operationId: 'checkAccessList',
    summary: 'Access-list check',
    access: fromInside(deps.sandbox),
    body: AccessListQuestion,
    answers: { 200: { description: 'The question with its answer', schema: AccessListAnswer } },
    async handle({ body: { subject, resource, action } }) {
      const record = resource.type === name.RESOURCE_ID ? await resources.resource(resource.value) : undefined;
      const party =
        subject.type === name.ORGANIZATION_NUMBER
          ? await register.party({ organization: subject.value })
          : subject.type === name.PARTY_UUID && isUuid(subject.value)
            ? await register.party({ uuid: subject.value })
            : undefined;
      const answer = (result: 'NotDetermined' | 'NotAuthorized' | 'Authorized') => ({
        subject,
        resource,
        action,
        result,
      });
      if (!record || !party) return answer('NotDetermined');
      if (record.accessListMode !== 'Enabled') return answer('Authorized');
      const lists = party.organizationNumber
        ? await resources.memberships(party.organizationNumber, record.identifier)
        : [];
      const covered = lists.some(({ actionFilters }) => !actionFilters?.length || actionFilters.includes(action.value));
      return answer(covered ? 'Authorized' : 'NotAuthorized');
    },
  });
}
