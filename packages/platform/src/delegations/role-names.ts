/** Roles that have a meaning of their own here (data/altinn/roles.json). */

/** By which somebody may be given access without having any other role. */
export const RIGHTHOLDER = 'urn:altinn:role:rettighetshaver';
/** By which somebody serves the clients of a facilitator. */
export const AGENT_ROLE = 'urn:altinn:role:agent';
/** Of a sole proprietorship. */
export const OWNER = 'urn:altinn:external-role:ccr:innehaver';
/** Whoever only uses the scopes of another: that makes nobody a client. */
export const SUPPLIER = 'urn:altinn:role:supplier';
