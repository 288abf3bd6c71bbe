/** The rules of the System Register (system-register-and-users.md 3.1 and 3.2). Pure: what must be looked up comes as facts. */
import { isOrganizationNumber, isPathSegment } from '../foundation/index.ts';
import type { AccessPackage, Catalogue } from '../register/index.ts';
import { Binder } from './binding.ts';
import type { Names, PackageRef, Right } from './model.ts';
import type { Broken } from './refusals.ts';
import { sameRights } from './subsets.ts';

/** The body of POST and PUT, bound but not judged. */
export interface SystemBody {
  readonly id: string;
  readonly vendorId: string;
  readonly name: Readonly<Record<string, string>>;
  readonly description: Readonly<Record<string, string>>;
  readonly rights: readonly Right[];
  readonly accessPackages: readonly PackageRef[];
  readonly clientIds: readonly string[];
  readonly isVisible: boolean;
  readonly allowedRedirectUrls: readonly string[];
}

/** @throws Refusal shape C */
export function bindSystem(body: unknown): SystemBody {
  const binder = new Binder(body);
  const vendor = binder.object('vendor')?.get('id');
  if (typeof vendor !== 'string') binder.wrong('vendor.ID', 'must be "0192:{organisation number}"');
  const bound = {
    id: binder.required('id'),
    vendorId: typeof vendor === 'string' ? vendor.trim() : '',
    name: binder.texts('name'),
    description: binder.texts('description'),
    rights: binder.rights('rights'),
    accessPackages: binder.packages('accessPackages'),
    clientIds: binder.strings('clientId'),
    isVisible: binder.flag('isVisible', true),
    allowedRedirectUrls: binder.strings('allowedRedirectUrls', 2_000),
  };
  binder.finish();
  return bound;
}

const LANGUAGES = ['nb', 'nn', 'en'] as const;

/** The texts in all three languages, or which are missing. */
export function readNames(texts: Readonly<Record<string, string>>): Names | { readonly missing: readonly string[] } {
  const missing = LANGUAGES.filter((language) => (texts[language] ?? '').trim() === '');
  if (missing.length > 0) return { missing };
  return { nb: texts['nb'] ?? '', nn: texts['nn'] ?? '', en: texts['en'] ?? '' };
}

/** The organisation number in `0192:{number}`, or undefined. */
export function vendorNumber(vendorId: string): string | undefined {
  const [prefix, number = '', ...rest] = vendorId.split(':');
  return prefix === '0192' && rest.length === 0 && isOrganizationNumber(number) ? number : undefined;
}

/** What means something else in an address; many a proxy does not let them through, even escaped. */
const IN_ADDRESSES = /[/\\?#%]/;

/** VLD-00001 and VLD-00013; whether the id is taken is a fact. */
export function brokenId(id: string, vendor: string, isTaken: boolean): readonly Broken[] {
  const broken: Broken[] = [];
  // White space has a rule of its own.
  const fitsPath = isPathSegment(id.replace(/\s/g, '')) && !IN_ADDRESSES.test(id);
  if (!id.startsWith(`${vendor}_`) || id.length === vendor.length + 1 || !fitsPath)
    broken.push({
      rule: 'systemIdFormat',
      detail: `"${id}" must be ${vendor}_{name}, and the name without control characters and / \\ ? # %`,
    });
  if (isTaken) broken.push({ rule: 'systemIdTaken', detail: `"${id}" is taken` });
  if (/\s/.test(id)) broken.push({ rule: 'systemIdSpaces', detail: `"${id}" has a space` });
  return broken;
}

const RESOURCE_ID = 'urn:altinn:resource';
const TYPES: ReadonlySet<string> = new Set([
  'AltinnApp',
  'Systemresource',
  'Default',
  'CorrespondenceService',
  'BrokerService',
  'GenericAccessResource',
  'MigratedApp',
]);

const joined = (values: readonly string[]): string => [...new Set(values)].slice(0, 50).join(' | ');

/** VLD-00003, 00006, 00009 and 00017. `typeOf` gives a resource's type, undefined when the registry does not know it. */
export function brokenRights(rights: readonly Right[], typeOf: (id: string) => string | undefined): readonly Broken[] {
  const pairs = rights.flatMap((right) => right.resource);
  const badIds = pairs.filter((pair) => pair.id !== RESOURCE_ID);
  const values = pairs.filter((pair) => pair.id === RESOURCE_ID).map((pair) => pair.value);
  const unknown = values.filter((value) => typeOf(value) === undefined);
  const closed = values.filter((value) => !TYPES.has(typeOf(value) ?? 'Default'));
  const broken: Broken[] = [];
  if (unknown.length > 0)
    broken.push({ rule: 'resourceUnknown', extensions: { 'ResourceIds Not Found : ': joined(unknown) } });
  if (rights.some((right, index) => rights.slice(0, index).some((other) => sameRights(right, other))))
    broken.push({ rule: 'rightTwice' });
  if (badIds.length > 0)
    broken.push({
      rule: 'resourceIdFormat',
      extensions: { 'Invalid Resource Id Details : ': joined(badIds.map((pair) => pair.id)) },
    });
  if (closed.length > 0)
    broken.push({ rule: 'resourceNotDelegable', extensions: { 'ResourceIds Not Delegable : ': joined(closed) } });
  return broken;
}

/** The package behind a whole URN; short names do not count here. */
export function packageOf(catalogue: Catalogue, urn: string): AccessPackage | undefined {
  const known = urn.split(':').length >= 4 ? catalogue.package(urn) : undefined;
  return known?.urn.toLowerCase() === urn.toLowerCase() ? known : undefined;
}

/** VLD-00007, 00008 and 00018. */
export function brokenPackages(
  packages: readonly PackageRef[],
  catalogue: Catalogue,
  isVisible: boolean,
): readonly Broken[] {
  const urns = packages.map((one) => one.urn);
  const known = urns.map((urn) => packageOf(catalogue, urn));
  const invalid = urns.filter((_, index) => !known[index]?.isDelegable && !known[index]?.isAssignable);
  const broken: Broken[] = [];
  if (new Set(urns.map((urn) => urn.toLowerCase())).size < urns.length) broken.push({ rule: 'packageTwice' });
  if (invalid.length > 0)
    broken.push({ rule: 'packageInvalid', extensions: { 'Invalid Urn Details : ': joined(invalid) } });
  const clientOnly = known.flatMap((one) => (one?.isDelegable && !one.isAssignable ? [one.urn] : []));
  if (isVisible && clientOnly.length > 0) broken.push({ rule: 'packageForClientsOnly', detail: joined(clientOnly) });
  return broken;
}

/** VLD-00004 and 00011. `taken` are ids of other active systems, in lower case. */
export function brokenClients(clientIds: readonly string[], taken: ReadonlySet<string>): readonly Broken[] {
  const keys = clientIds.map((id) => id.toLowerCase());
  const broken: Broken[] = [];
  if (keys.some((key) => taken.has(key)))
    broken.push({ rule: 'clientIdTaken', detail: joined(clientIds.filter((id) => taken.has(id.toLowerCase()))) });
  if (new Set(keys).size < keys.length) broken.push({ rule: 'clientIdTwice' });
  return broken;
}

/** VLD-00005. */
export const brokenUrls = (urls: readonly string[]): readonly Broken[] => {
  const bad = urls.filter((url) => !URL.canParse(url) || new URL(url).protocol !== 'https:');
  return bad.length > 0 ? [{ rule: 'redirectUrlInvalid', detail: joined(bad) }] : [];
};

/** URLs come back normalised: `https://altinn.no` as `https://altinn.no/`. */
export const normalizedUrl = (url: string): string => (URL.canParse(url) ? new URL(url).href : url);
