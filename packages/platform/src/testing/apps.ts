/** A small app for tests, as its repository has it: with a byte order mark, comments, trailing commas and placeholders. */
import type { AppFiles } from '../apps/files.ts';

const XACML = 'urn:oasis:names:tc:xacml';
const STRING = 'http://www.w3.org/2001/XMLSchema#string';
const SUBJECT = `${XACML}:1.0:subject-category:access-subject`;
const RESOURCE = `${XACML}:3.0:attribute-category:resource`;
const ACTION = `${XACML}:3.0:attribute-category:action`;

type Pair = readonly [id: string, value: string];

const match = ([id, value]: Pair, category: string): string =>
  `<xacml:Match MatchId="${XACML}:3.0:function:string-equal-ignore-case"><xacml:AttributeValue DataType="${STRING}">${value}</xacml:AttributeValue><xacml:AttributeDesignator AttributeId="${id}" Category="${category}" DataType="${STRING}" MustBePresent="false"/></xacml:Match>`;

const anyOf = (alternatives: readonly (readonly Pair[])[], category: string): string =>
  `<xacml:AnyOf>${alternatives.map((all) => `<xacml:AllOf>${all.map((one) => match(one, category)).join('')}</xacml:AllOf>`).join('')}</xacml:AnyOf>`;

/** A rule that permits. */
export interface RuleWish {
  readonly subjects: readonly Pair[];
  readonly resource?: readonly Pair[];
  readonly actions: readonly string[];
  readonly id?: string;
}

/** The app itself, as a rule names it before it is published. */
export const APP: readonly Pair[] = [
  ['urn:altinn:org', '[ORG]'],
  ['urn:altinn:app', '[app]'],
];
/** Managing directors. */
export const DIRECTOR: Pair = ['urn:altinn:rolecode', 'dagl'];
/** The service owner, as a rule names it before it is published. */
export const OWNER: Pair = ['urn:altinn:org', '[org]'];

const LEVEL = `<xacml:ObligationExpressions><xacml:ObligationExpression FulfillOn="Permit" ObligationId="urn:altinn:obligation:authenticationLevel1"><xacml:AttributeAssignmentExpression AttributeId="urn:altinn:obligation1-assignment1" Category="urn:altinn:minimum-authenticationlevel"><xacml:AttributeValue DataType="http://www.w3.org/2001/XMLSchema#integer">2</xacml:AttributeValue></xacml:AttributeAssignmentExpression></xacml:ObligationExpression></xacml:ObligationExpressions>`;

/** @param more inside the policy, after its rules */
export const policyOf = (rules: readonly RuleWish[], more = LEVEL): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<xacml:Policy PolicyId="urn:altinn:policyid:1" Version="1.0" RuleCombiningAlgId="${XACML}:3.0:rule-combining-algorithm:deny-overrides" xmlns:xacml="${XACML}:3.0:core:schema:wd-17">
<xacml:Target/>
${rules
  .map(
    ({ subjects, resource = APP, actions, id }, index) =>
      `<xacml:Rule RuleId="${id ?? `urn:altinn:ruleid:${index + 1}`}" Effect="Permit"><xacml:Target>${
        subjects.length === 0
          ? ''
          : anyOf(
              subjects.map((one) => [one]),
              SUBJECT,
            )
      }${resource.length === 0 ? '' : anyOf([resource], RESOURCE)}${anyOf(
        actions.map((one) => [[`${XACML}:1.0:action:action-id`, one]]),
        ACTION,
      )}</xacml:Target></xacml:Rule>`,
  )
  .join('\n')}
${more}
</xacml:Policy>`;

/** Rules of which TT02 has nothing to say. */
export const RULES: readonly RuleWish[] = [
  { subjects: [DIRECTOR], actions: ['read', 'write', 'instantiate', 'confirm', 'reject'] },
  { subjects: [OWNER], actions: ['read', 'write', 'instantiate', 'complete'] },
];

const task = (id: string, type: string, element = 'task', more = ''): string =>
  `<bpmn:${element} id="${id}" name="Oppgave ${id}"><bpmn:extensionElements><altinn:taskExtension><altinn:taskType>${type}</altinn:taskType>${more}</altinn:taskExtension></bpmn:extensionElements></bpmn:${element}>`;
/** A flow from one element of a process to another. */
export const flow = (source: string, target: string, condition?: string): string =>
  `<bpmn:sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}">${
    condition === undefined ? '' : `<bpmn:conditionExpression>${condition}</bpmn:conditionExpression>`
  }</bpmn:sequenceFlow>`;

/** A form, a PDF that the app makes, a confirmation, and a gateway that a rejection leads back from. */
export const STEPS = [
  '<bpmn:startEvent id="Start"/>',
  task('Task_1', 'data'),
  task('Pdf', 'pdf', 'serviceTask'),
  task('Task_2', 'confirmation'),
  '<bpmn:exclusiveGateway id="Gateway"/>',
  '<bpmn:endEvent id="Slutt"/>',
  flow('Start', 'Task_1'),
  flow('Task_1', 'Pdf'),
  flow('Pdf', 'Task_2'),
  flow('Task_2', 'Gateway'),
  flow('Gateway', 'Task_1', '["equals", ["gatewayAction"], "reject"]'),
  flow('Gateway', 'Slutt', '["notEquals", ["gatewayAction"], "reject"]'),
] as const;

/** A process with these elements. */
export const bpmnOf = (inside: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:altinn="http://altinn.no/process" xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">
<bpmn:process id="P">
${inside.join('\n')}
</bpmn:process>
</bpmn:definitions>`;

/** A task of a process. */
export const bpmnTask = task;

const metadataOf = (name: string): string => `\uFEFF{
  // As its developers left it.
  "id": "${name}",
  "org": "${name.split('/')[0]}",
  "title": { "nb": "Søknad", /* later: nn */ },
  "dataTypes": [
    { "id": "skjema", "allowedContentTypes": ["application/xml"], "taskId": "Task_1", "minCount": 1, "maxCount": 1,
      "appLogic": { "autoCreate": true, "classRef": "Altinn.App.Models.Skjema" }, "maxSize": null },
    { "id": "vedlegg", "allowedContentTypes": ["text/plain"], "taskId": "Task_1", "maxCount": 2, "minCount": 0 },
  ],
}`;

/** What is to be otherwise in an app. */
export interface AppWish {
  readonly name?: string;
  readonly metadata?: string;
  readonly process?: string;
  readonly policy?: string;
  readonly texts?: Readonly<Record<string, string>>;
  /** Where in the repository `config` is. */
  readonly at?: string;
}

/** What is left out is as it should be. */
export function appFiles({ name = 'ttd/soknad', at = 'App/', texts, ...wish }: AppWish = {}): AppFiles {
  const files: Record<string, string> = {
    [`${at}config/applicationmetadata.json`]: wish.metadata ?? metadataOf(name),
    [`${at}config/process/process.bpmn`]: wish.process ?? bpmnOf(STEPS),
    [`${at}config/authorization/policy.xml`]: wish.policy ?? policyOf(RULES),
  };
  const all = texts ?? { 'resource.nb.json': '{"language":"nb","resources":[{"id":"a","value":"En tekst"}]}' };
  for (const [file, text] of Object.entries(all)) files[`${at}config/texts/${file}`] = text;
  return files;
}
