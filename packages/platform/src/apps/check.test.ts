import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { createResources, type Resources } from '../resources/index.ts';
import { APP, appFiles, bpmnOf, bpmnTask, DIRECTOR, flow, OWNER, policyOf, RULES, STEPS } from '../testing/apps.ts';
import { checkApp } from './check.ts';
import type { AppFiles } from './files.ts';

let database: Database;
let resources: Resources;
beforeAll(async () => {
  database = await openDatabase({ url: ':memory:' });
  resources = await createResources({ database, clock: movableClock() });
});
afterAll(() => database.close());

const codes = (files: AppFiles) => checkApp(files, resources).findings.map(({ code }) => code);
const messages = (files: AppFiles) =>
  checkApp(files, resources)
    .findings.map(({ message }) => message)
    .join('\n');
const metadata = (more: object) => JSON.stringify({ id: 'ttd/soknad', org: 'ttd', title: { nb: 'S' }, ...more });
const rules = (...more: typeof RULES) => appFiles({ policy: policyOf([...RULES, ...more]) });

describe('an app as its repository has it', () => {
  it('is read with byte order mark, comments, trailing commas and null, and is found wanting nothing', () => {
    const { app, findings } = checkApp(appFiles(), resources);
    expect(findings).toEqual([]);
    expect(app?.application).toMatchObject({ org: 'ttd', app: 'soknad', metadata: { title: { nb: 'Søknad' } } });
    expect(app?.application.process).toEqual({
      tasks: [
        { id: 'Task_1', type: 'data', name: 'Oppgave Task_1' },
        { id: 'Pdf', type: 'pdf', name: 'Oppgave Pdf', automatic: true },
        { id: 'Task_2', type: 'confirmation', name: 'Oppgave Task_2', rejectTo: 'Task_1' },
      ],
      endEvent: 'Slutt',
      startEvent: 'Start',
    });
    expect(app?.policy.xml).toContain('>soknad<');
    expect(app?.texts).toMatchObject([{ language: 'nb' }]);
  });

  it.each(['', 'App/', 'src/App/', './repo/App/', 'C:\\repo\\App\\'])('is found below %j', (at) => {
    expect(codes(appFiles({ at }))).toEqual([]);
  });

  it('is not mistaken for another app deeper in the repository', () => {
    const other = appFiles({ name: 'ttd/other', at: 'test/apps/other/App/' });
    expect(checkApp({ ...other, ...appFiles() }, resources).app?.application.app).toBe('soknad');
  });

  it('tells its task types by an attribute in apps of version 7 and older', () => {
    const old = bpmnOf([
      '<bpmn:startEvent id="S"/><bpmn:task id="Task_1" xmlns:a="http://altinn.no" a:tasktype="confirmation"/><bpmn:endEvent id="E"/>',
      flow('S', 'Task_1'),
      flow('Task_1', 'E'),
    ]);
    const { app, findings } = checkApp(appFiles({ process: old }), resources);
    expect(app?.application.process.tasks).toMatchObject([{ type: 'confirmation' }]);
    expect(findings).toMatchObject([{ severity: 'note', code: 'old-form', line: 4 }]);
  });

  it('is refused without one of its files, and each is told', () => {
    const { app, findings } = checkApp({}, resources);
    expect(app).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(['metadata-missing', 'process-missing', 'policy-missing']);
  });
});

describe('policies that pass in localtest and fail in TT02', () => {
  it('of which nothing is permitted to the service owner, as whom the app stores (altinn-studio PR 20062)', () => {
    const policy = policyOf([{ subjects: [DIRECTOR], actions: ['read', 'write', 'instantiate', 'confirm'] }]);
    expect(messages(appFiles({ policy }))).toMatch(/no rule permits the service owner ttd to read or write/);
  });

  it('that name a role which test data have and TT02 has not', () => {
    const files = rules({ subjects: [['urn:altinn:rolecode', 'LOKAL']], actions: ['read'] });
    expect(messages(files)).toMatch(/rolecode is compared with LOKAL: no role has that code, and so nobody in TT02/);
  });

  it('that name a role by its name instead of its code', () => {
    const files = rules({ subjects: [['urn:altinn:rolecode', 'daglig-leder']], actions: ['read'] });
    expect(messages(files)).toMatch(/the role daglig-leder has the code dagl/);
  });

  it('that name an access package which there is not, or by its whole URN (altinn-studio issue 20221)', () => {
    const id = 'urn:altinn:accesspackage';
    const unknown = rules({ subjects: [[id, 'skogsdrift-lokal']], actions: ['read'] });
    expect(messages(unknown)).toMatch(/access package skogsdrift-lokal: there is none of that name/);
    const whole = rules({ subjects: [[id, 'urn:altinn:accesspackage:jordbruk']], actions: ['read'] });
    expect(messages(whole)).toMatch(/write jordbruk alone/);
    expect(codes(rules({ subjects: [[id, 'jordbruk']], actions: ['read'] }))).toEqual([]);
  });

  it('that name roles of the newer kinds alone, which are then not looked up (altinn-pdp#34)', () => {
    const policy = policyOf([
      {
        subjects: [['urn:altinn:external-role:ccr', 'daglig-leder']],
        actions: ['read', 'write', 'instantiate', 'confirm'],
      },
      { subjects: [OWNER], actions: ['read', 'write'] },
    ]);
    expect(codes(appFiles({ policy }))).toEqual(['role-not-looked-up']);
  });

  it('in which a placeholder stays', () => {
    const files = rules({
      subjects: [DIRECTOR],
      resource: [
        ['urn:altinn:org', '[Org]'],
        ['urn:altinn:app', 'soknad'],
      ],
      actions: ['read'],
    });
    expect(messages(files)).toMatch(
      /\[ORG\], \[org\], \[APP\] and \[app\] are replaced and nothing else, so \[Org\] stays/,
    );
  });
});

describe('what else TT02 decides otherwise than was meant', () => {
  it.each([
    [
      'another app',
      [
        ['urn:altinn:org', 'ttd'],
        ['urn:altinn:app', 'annen'],
      ],
      'resource-other',
    ],
    ['no app', [['urn:altinn:task', 'Task_1']], 'resource-not-named'],
    ['a task that the process does not have', [...APP, ['urn:altinn:task', 'Task_9']], 'task-unknown'],
    ['an end that the process does not have', [...APP, ['urn:altinn:end-event', 'EndEvent_1']], 'task-unknown'],
  ] as const)('a rule about %s', (_, resource, code) => {
    expect(codes(rules({ subjects: [DIRECTOR], resource, actions: ['read'] }))).toEqual([code]);
  });

  it('a rule for everybody, and one for a subject that nobody is', () => {
    expect(codes(rules({ subjects: [], actions: ['read'] }))).toEqual(['subject-missing']);
    expect(codes(rules({ subjects: [['urn:altinn:rolle', 'dagl']], actions: ['read'] }))).toEqual(['subject-unknown']);
  });

  it('repeated RuleIds, by the words of the policy check', () => {
    const files = rules({ subjects: [DIRECTOR], actions: ['read'], id: 'urn:altinn:ruleid:1' });
    expect(messages(files)).toMatch(/RuleId `urn:altinn:ruleid:1` is already used in line 4/);
  });

  it('a task that nobody gets past, and an app that nobody can begin', () => {
    const policy = policyOf([{ subjects: [DIRECTOR, OWNER], actions: ['read', 'write'] }]);
    expect(codes(appFiles({ policy }))).toEqual(['task-without-rights', 'task-without-rights']);
  });

  it('a policy without a level', () => {
    expect(codes(appFiles({ policy: policyOf(RULES, '') }))).toEqual(['level-missing']);
  });

  it('metadata and process that contradict each other', () => {
    const types = [{ id: 'a', taskId: 'Task_7' }, { id: 'a' }];
    expect(codes(appFiles({ metadata: metadata({ org: 'skogdir', dataTypes: types }) }))).toEqual([
      'org-differs',
      'data-type-repeated',
      'data-type-task-unknown',
    ]);
    const signing = bpmnTask(
      'Task_2',
      'confirmation',
      'task',
      '<altinn:signatureDataType>sign</altinn:signatureDataType>',
    );
    const process = bpmnOf(STEPS.map((step) => (step.includes('id="Task_2"') ? signing : step)));
    expect(codes(appFiles({ process }))).toEqual(['data-type-unknown']);
  });

  it('a way that the form decides: the shortest to the end is taken, and told', () => {
    const open = STEPS.map((step) => step.replace(/<bpmn:conditionExpression>.*?<\/bpmn:conditionExpression>/, ''));
    const { app, findings } = checkApp(appFiles({ process: bpmnOf(open) }), resources);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['form-decides', 'note']]);
    expect(app?.application.process.tasks.map(({ next }) => next)).toEqual([undefined, undefined, undefined]);
  });

  it('a task that only the form leads to: it stands after the way that is taken, and leads where it led', () => {
    const open = STEPS.map((step) => step.replace(/<bpmn:conditionExpression>.*?<\/bpmn:conditionExpression>/, ''));
    const more = [bpmnTask('Task_3', 'data'), flow('Gateway', 'Task_3'), flow('Task_3', 'Task_2')];
    const { app } = checkApp(appFiles({ process: bpmnOf([...open, ...more]) }), resources);
    expect(app?.application.process.tasks.map(({ id, next }) => [id, next])).toEqual([
      ['Task_1', undefined],
      ['Pdf', undefined],
      ['Task_2', 'Slutt'],
      ['Task_3', 'Task_2'],
    ]);
  });

  it('texts that are not published', () => {
    const texts = { 'resource.nb-NO.json': '{}', 'resource.nb.json': 'no', 'resource.en.json': '[]' };
    expect(codes(appFiles({ texts }))).toEqual(['text-unreadable', 'text-not-published', 'text-unreadable']);
  });
});

describe('bad files', () => {
  const circle = [...STEPS.filter((step) => !step.includes('Slutt" ') && !step.includes('Gateway-Slutt'))];
  it.each([
    ['a circle without a way out', bpmnOf(circle), 'process-endless'],
    ['two starts', bpmnOf([...STEPS, '<bpmn:startEvent id="S2"/>']), 'process-invalid'],
    ['no end', bpmnOf(STEPS.filter((step) => !step.includes('endEvent'))), 'process-invalid'],
    ['an id that is given twice', bpmnOf([...STEPS, bpmnTask('Task_1', 'data')]), 'process-invalid'],
    ['a parallel gateway', bpmnOf([...STEPS, '<bpmn:parallelGateway id="G2"/>']), 'process-invalid'],
    ['a DTD', `<!DOCTYPE a [<!ENTITY b "c">]>${bpmnOf(STEPS).slice(39)}`, 'process-unreadable'],
    ['nesting without end', `${'<a>'.repeat(50_000)}`, 'process-unreadable'],
    ['no BPMN', '<a/>', 'process-invalid'],
    ['nothing', '', 'process-unreadable'],
  ])('a process with %s', (_, process, code) => {
    const { app, findings } = checkApp(appFiles({ process }), resources);
    expect(app).toBeUndefined();
    expect(findings[0]).toMatchObject({ severity: 'error', code });
  });

  it.each([
    ['a DTD', '<!DOCTYPE a><a/>', 'policy-unusable'],
    ['something else', '<html/>', 'policy-unusable'],
  ])('a policy that is %s', (_, policy, code) => {
    expect(checkApp(appFiles({ policy }), resources).findings[0]).toMatchObject({ severity: 'error', code });
  });

  it.each([
    ['no JSON', '{', 'metadata-unreadable'],
    ['a list', '[]', 'metadata-unreadable'],
    ['nested without end', '['.repeat(500_000), 'metadata-unreadable'],
    ['comments that never end', '/*'.repeat(400_000), 'metadata-unreadable'],
    ['without an id', '{}', 'app-id-invalid'],
    ['a template', '{"id":"[ORG]/[APP]"}', 'app-id-invalid'],
    ['a path', '{"id":"ttd/../../etc"}', 'app-id-invalid'],
    ['an address of the platform itself', '{"id":"sandbox/apps"}', 'app-id-invalid'],
    ['a data type without id', metadata({ dataTypes: [{}] }), 'data-type-invalid'],
    ['a count that is none', metadata({ dataTypes: [{ id: 'a', maxSize: '1' }] }), 'data-type-invalid'],
    ['a list that is none', metadata({ dataTypes: [{ id: 'a', allowedContentTypes: 'x' }] }), 'data-type-invalid'],
  ])('metadata that is %s', (_, text, code) => {
    expect(checkApp(appFiles({ metadata: text }), resources).findings[0]).toMatchObject({ severity: 'error', code });
  });

  it('are told at most five hundred things of', () => {
    const many = Array.from({ length: 1200 }, (_, index) => ({ id: `t${index}`, taskId: 'Task_9' }));
    expect(codes(appFiles({ metadata: metadata({ dataTypes: many }) })).length).toBe(500);
  });
});
