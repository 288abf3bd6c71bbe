type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const COUNTS = ['maxSize', 'maxCount', 'minCount'] as const;
const LISTS = ['allowedContentTypes', 'allowedContributors'] as const;

/** What is wrong with a data type of an app's metadata, in words that follow its place; undefined when nothing is. */
export function dataTypeFault(type: unknown): string | undefined {
  if (!isObject(type)) return 'must be an object';
  const { id } = type;
  if (typeof id !== 'string' || id === '' || id.length > 200) return 'must have an id';
  const count = COUNTS.find((name) => type[name] != null && !Number.isSafeInteger(type[name]));
  if (count !== undefined) return `(${id}): ${count} must be a whole number`;
  const isTexts = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string');
  const texts = LISTS.find((name) => type[name] != null && !isTexts(type[name]));
  if (texts !== undefined) return `(${id}): ${texts} must be a list of texts`;
  if (type['appLogic'] != null && !isObject(type['appLogic'])) return `(${id}): appLogic must be an object`;
  if (type['taskId'] != null && typeof type['taskId'] !== 'string') return `(${id}): taskId must be a text`;
  return undefined;
}
