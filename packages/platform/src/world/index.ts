/** The synthetic world of the sandbox as data: see docs/world.md. Identifiers are stable, so that tests and users may rely on them. */
import accessLists from './access-lists.json' with { type: 'json' };
import apps from './apps.json' with { type: 'json' };
import organizations from './organizations.json' with { type: 'json' };
import persons from './persons.json' with { type: 'json' };
import policies from './policies.json' with { type: 'json' };
import resources from './resources.json' with { type: 'json' };
import roles from './roles.json' with { type: 'json' };
import scopes from './scopes.json' with { type: 'json' };

/** Everything of it, by room. */
export const world = { organizations, persons, roles, resources, policies, apps, accessLists, scopes };
