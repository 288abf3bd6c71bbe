import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What waits much comes first, while there is other work to fill the time; what is short and many comes last, so
 * that all workers end together. Without an order of ours the projects go by their names, and four workers wait for
 * the last long file.
 */
const PROJECTS = ['whole', 'browser', 'postgres', 'sqlite'];

/** The longest of each project: a file's size, by which Vitest guesses on a clean clone, does not tell. */
const LONG = [
  ...['as-shipped', 'dotnet', 'bodies', 'bad-commands', 'samples', 'database-away', 'documentation', 'next-steps'],
  ...['access', 'database-outage', 'session.e2e', 'selfservice.e2e', 'system-users.e2e', 'hostile.e2e', 'log.e2e'],
  ...['narrow.e2e', 'systems.e2e', 'clients.e2e', 'bad-days.e2e', 'screenshots.e2e', 'bad-input', 'rotation'],
  ...['upload-memory', 'sizes', 'replay-processes', 'sequences', 'differential', 'seeded', 'setup', 'push'],
].map((name) => `/${name}.test.ts`);

const rank = ({ project, moduleId }: TestSpecification): readonly [project: number, file: number] => {
  const place = LONG.findIndex((name) => moduleId.endsWith(name));
  return [PROJECTS.indexOf(project.name), place < 0 ? LONG.length : place];
};

/** Orders the files of a run so that every processor has work until its end. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranked = (await super.sort(files)).map((file) => ({ file, rank: rank(file) }));
    return ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1]).map(({ file }) => file);
  }
}
