/** What a file names, and neither it nor the environment has. Pure. */
import type { Right } from '@portvakt/client/systems';
import type { Actual, Fault, Placed, Wanted } from './model.ts';

type Asking = Placed & { readonly rights?: readonly Right[] };

const APP = /^app_/;

/** Resources of the registry that somebody is to have rights to, and that the file does not make. Apps are in no registry that all may read. */
export function resourcesNamed({ resources, systems, systemUserRequests }: Wanted): ReadonlySet<string> {
  const own = new Set(resources.map(({ id }) => id));
  return new Set([...systems, ...systemUserRequests].flatMap(idsIn).filter((id) => !own.has(id)));
}

const idsIn = ({ rights = [] }: Asking): readonly string[] =>
  rights
    .flatMap(({ resource }) => resource)
    .flatMap(({ id, value }) => (id === 'urn:altinn:resource' && !APP.test(value) ? [value] : []));

/** Rights to a resource that is nobody's, and requests for a system that there is not. */
export function unknownNames(wanted: Wanted, { missing = new Set(), systems }: Actual): readonly Fault[] {
  const known = new Set([...wanted.systems.map(({ id }) => id), ...systems.map(({ id }) => id)]);
  return [
    ...[...wanted.systems, ...wanted.systemUserRequests].flatMap((one) =>
      [...new Set(idsIn(one))]
        .filter((id) => missing.has(id))
        .map((id) => ({ at: one.at, text: `there is no resource ${id} to have rights to` })),
    ),
    ...wanted.systemUserRequests
      .filter(({ system }) => !known.has(system))
      .map(({ at, system }) => ({ at, text: `there is no system ${system} to ask for` })),
  ];
}
