/** Writes the OpenAPI document of the operations of a platform to the file that is named. */
import { writeFileSync } from 'node:fs';
import { startPlatform } from '@portvakt/platform';
import { openApiDocument, operationsOf } from '@portvakt/platform/testing/operations';

const [, , file = ''] = process.argv;
const platform = await startPlatform({ port: 0 });
try {
  const operations = operationsOf(platform.http);
  // An address as an installation has it: linters take localhost for a forgotten example.
  const document = openApiDocument(operations, { version: '0', base: 'https://portvakt.test' });
  writeFileSync(file, JSON.stringify(document, null, 2));
  console.log(`${operations.length} operations`);
} finally {
  await platform.stop();
}
