/** Which content a data type takes (altinn-instances.md 6.2). */
import type { DataTypeRules } from './model.ts';
import type { Upload } from './new-element.ts';
import { refuse } from './refusals.ts';

/** Types whose file name extension must agree. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'application/json': ['json'],
  'application/xml': ['xml'],
  'text/xml': ['xml'],
  'text/plain': ['txt', 'log', 'md'],
  'text/csv': ['csv'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'application/zip': ['zip'],
};

const media = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

const issue = (type: DataTypeRules, code: string, description: string) =>
  refuse('file-invalid', description, {
    members: {
      title: 'File validation failed',
      uploadValidationIssues: [{ code, description, field: type.id, severity: 1 }],
    },
  });

/** @throws Refusal 400 when there is none, or one that the data type does not allow. A file's extension speaks for octets. */
export function checkContentType(type: DataTypeRules, sent: string, extension?: string): void {
  const contentType = media(sent);
  if (contentType === '') throw issue(type, 'ContentTypeMissing', 'send a Content-Type');
  const allowed = (type.allowedContentTypes ?? []).map((entry) => entry.toLowerCase());
  const byExtension = contentType === 'application/octet-stream' ? extensionType(extension) : contentType;
  if (
    allowed.length > 0 &&
    !allowed.includes(contentType) &&
    !(byExtension !== undefined && allowed.includes(byExtension))
  )
    throw issue(
      type,
      'ContentTypeNotAllowed',
      `${contentType} is not allowed for ${type.id}: send one of ${allowed.join(', ')}`,
    );
}

/** The checks of a binary upload through an app, in the contract's order (altinn-instances.md 6.2). Form data (`appLogic.classRef`) needs no file name. */
export function checkUpload(type: DataTypeRules, upload: Upload): void {
  const contentType = media(upload.contentType);
  const isForm = type.appLogic?.classRef !== undefined || contentType === 'application/json';
  const extension = upload.fileName?.includes('.') ? upload.fileName.split('.').at(-1)?.toLowerCase() : undefined;
  if (contentType !== '' && !isForm && extension === undefined)
    throw issue(type, 'MissingFileName', 'send Content-Disposition: attachment; filename="name.ext"');
  checkContentType(type, upload.contentType, extension);
  const expected = EXTENSIONS[contentType];
  if (expected && extension !== undefined && !expected.includes(extension))
    throw issue(type, 'InvalidFileFormat', `a file named .${extension} is not ${contentType}`);
}

const extensionType = (extension: string | undefined): string | undefined =>
  extension === undefined ? undefined : Object.entries(EXTENSIONS).find(([, names]) => names.includes(extension))?.[0];
