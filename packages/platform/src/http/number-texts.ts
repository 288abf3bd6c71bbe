/** Numbers that come as texts, `"partyId": "50020008"`: what Altinn is built on reads them as numbers, and its own suites send them. */

interface Check {
  (value: unknown): boolean;
  errors?: unknown;
}

/** What is wrong, as Ajv tells it. */
interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: { readonly type?: unknown };
}

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
/** Most members of one body, lists counted once, that are read so: each costs a look at the whole body. */
const MOST = 20;

/**
 * Reads as numbers those texts of a body that are in the way of its schema alone for being texts. A body that does not fit then either is
 * left as it came, with what else is wrong.
 * @param check has just refused the value, and says why
 * @returns whether the value fits now
 */
export function numbersFromTexts(check: Check, value: unknown): boolean {
  const undo: Change[] = [];
  for (let round = 0; round < MOST; round += 1) {
    const changed = faultsOf(check).flatMap((fault) => changesFor(value, fault));
    if (changed.length === 0) break;
    undo.push(...changed);
    if (check(value)) return true;
  }
  for (const { members, name, text } of undo) members[name] = text;
  return false;
}

interface Change {
  readonly members: Record<string, unknown>;
  readonly name: string;
  readonly text: string;
}

const faultsOf = ({ errors }: Check): readonly Fault[] => (Array.isArray(errors) ? (errors as Fault[]) : []);

/** Makes numbers of the text that is wrong, and of the same member of whatever else is in its lists. */
function changesFor(value: unknown, { keyword, instancePath, params }: Fault): readonly Change[] {
  if (keyword !== 'type' || (params.type !== 'integer' && params.type !== 'number')) return [];
  const path = instancePath.split('/').slice(1).map(unescaped);
  const name = path.pop();
  if (name === undefined || !NUMBER.test(String(reached([value], [...path, name], false)[0] ?? ''))) return [];
  return reached([value], path, true).flatMap((holder) =>
    (Array.isArray(holder) ? Object.keys(holder) : [name]).flatMap((one) => changeOf(holder, one)),
  );
}

function changeOf(holder: unknown, name: string): readonly Change[] {
  const text = memberOf(holder, name);
  if (typeof text !== 'string' || !NUMBER.test(text)) return [];
  const members = holder as Record<string, unknown>;
  members[name] = Number(text);
  return [{ members, name, text }];
}

/** What is at the end of a path. @param inLists whatever number of a list it names, all of the list are meant */
function reached(from: readonly unknown[], path: readonly string[], inLists: boolean): readonly unknown[] {
  let here = from;
  for (const step of path) here = here.flatMap((one) => (inLists && Array.isArray(one) ? one : [memberOf(one, step)]));
  return here;
}

/** RFC 6901 section 4. */
const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

const memberOf = (holder: unknown, name: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
