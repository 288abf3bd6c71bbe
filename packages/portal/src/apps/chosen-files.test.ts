import { describe, expect, it } from 'vitest';
import { type Choosable, chosenFiles } from './chosen-files.ts';

const file = (path: string, size = 1): Choosable => ({
  name: path.split('/').at(-1) ?? '',
  webkitRelativePath: path.includes('/') ? path : '',
  size,
  text: async () => path,
});

describe('files that are chosen', () => {
  it('of a folder are those that say what the app is', async () => {
    const all = [
      'repo/App/config/applicationmetadata.json',
      'repo/App/models/x.cs',
      'repo/App/config/texts/resource.nb.json',
    ];
    const found = await chosenFiles([
      ...all.map((path) => file(path)),
      file('repo/App/config/process/a.bpmn', 2_000_000),
    ]);
    expect(Object.keys(found)).toEqual([all[0], all[2]]);
  });

  it('one by one are put where they belong', async () => {
    const names = ['applicationmetadata.json', 'policy.xml', 'process.bpmn', 'resource.nb.json'];
    expect(Object.keys(await chosenFiles(names.map((name) => file(name))))).toEqual([
      'config/applicationmetadata.json',
      'config/authorization/policy.xml',
      'config/process/process.bpmn',
      'config/texts/resource.nb.json',
    ]);
  });
});
