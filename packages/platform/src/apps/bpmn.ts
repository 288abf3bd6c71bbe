/** The process of an app from its BPMN, as far as it is driven here: tasks, what each leads to, and where a rejection goes. */
import {
  DEFAULT_LIMITS,
  parseXml,
  textOf as textOfXml,
  XacmlError,
  type XmlElement,
  type XmlNode,
} from '@portvakt/xacml';
import type { Application, ProcessTask } from '../resources/index.ts';
import type { AppFile } from './files.ts';
import type { Findings } from './findings.ts';
import { type Flow, type Graph, MAX_ELEMENTS, wayOf } from './process-way.ts';

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
/** `http://altinn.no/process`, and `http://altinn.no` of apps before version 8. */
const ALTINN = /^http:\/\/altinn\.no(?:\/|$)/;
/** What BPMN has for tasks; the app library knows `task` and `serviceTask` alone. */
const TASK = /^(?:task|serviceTask|userTask|manualTask|receiveTask|sendTask|scriptTask|businessRuleTask)$/;
const KNOWN_TASK = /^(?:task|serviceTask)$/;

/** What of the process other files speak of. */
export interface ReadProcess {
  readonly process: Application['process'];
  readonly endEvents: ReadonlySet<string>;
  /** Ids of data types that the process names, and what for. */
  readonly dataTypes: readonly {
    readonly id: string;
    readonly what: string;
    /** The app's own code writes elements of it. */
    readonly byApp: boolean;
    readonly line: number;
  }[];
}

const LIMITS = {
  ...DEFAULT_LIMITS,
  maxTextLength: 1_000_000,
  maxElements: 20_000,
  maxDepth: 60,
};

const isElement = (node: XmlNode): node is XmlElement => typeof node === 'object' && node.kind === 'element';

const children = (element: XmlElement): readonly XmlElement[] => element.children.filter(isElement);

const attribute = (element: XmlElement, local: string): string | undefined =>
  element.attributes.find((one) => one.local === local && (one.uri === '' || ALTINN.test(one.uri)))?.value;

/** Every element below, in the order of the document. */
function* below(element: XmlElement): Generator<XmlElement> {
  const pending = [...children(element)].reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    pending.push(...[...children(next)].reverse());
  }
}

const altinn = (element: XmlElement, local: string): readonly XmlElement[] =>
  [...below(element)].filter((one) => one.local === local && ALTINN.test(one.uri));

const textOf = (element: XmlElement | undefined): string | undefined =>
  element === undefined ? undefined : textOfXml(element).trim() || undefined;

/** @returns undefined when there is an error among the findings */
export function readProcess({ path, text }: AppFile, findings: Findings): ReadProcess | undefined {
  let root: XmlElement;
  try {
    root = parseXml(text, LIMITS);
  } catch (error) {
    if (!(error instanceof XacmlError)) throw error;
    const { line, column } = error;
    const message = error.message.replace(/^\d+:\d+: /, '');
    findings.error('process-unreadable', `the process cannot be read: ${message}`, { file: path, line, column });
    return undefined;
  }
  const process = [root, ...below(root)].find((one) => one.local === 'process' && one.uri === BPMN);
  if (!process) {
    findings.error('process-invalid', `there is no <process> of BPMN (${BPMN}) in the file`, { file: path });
    return undefined;
  }
  const graph = graphOf(process, path, findings);
  return graph && processOf(process, graph, path, findings);
}

const OTHER_GATEWAY = /^(?:parallel|inclusive|eventBased|complex)Gateway$/;

/** @returns undefined when there is no one start, no end, or too much */
function graphOf(process: XmlElement, file: string, findings: Findings): Graph | undefined {
  const all = children(process).filter(({ uri }) => uri === BPMN);
  const ids = (test: (one: XmlElement) => boolean) => all.filter(test).flatMap((one) => attribute(one, 'id') ?? []);
  const invalid = (message: string, line = process.line) => {
    findings.error('process-invalid', message, { file, line });
    return undefined;
  };
  const starts = ids(({ local }) => local === 'startEvent');
  const [start] = starts;
  if (start === undefined || starts.length > 1)
    return invalid(`the process has ${starts.length} start events: the app starts in one`);
  const ends = ids(({ local }) => local === 'endEvent');
  if (ends.length === 0) return invalid('the process has no end event: no instance of it would ever be archived');
  if (all.length > MAX_ELEMENTS) return invalid(`the process has more than ${MAX_ELEMENTS} elements`);
  const other = all.find(({ local }) => OTHER_GATEWAY.test(local));
  if (other) return invalid(`${other.local} is unknown to apps: exclusiveGateway alone is known`, other.line);
  const named = all.flatMap((one) => attribute(one, 'id') ?? []);
  const twice = named.find((id, index) => named.indexOf(id) !== index);
  if (twice !== undefined) return invalid(`the id ${twice} is given twice`);
  const tasks = ids(({ local }) => TASK.test(local));
  if (tasks.length === 0) return invalid('the process has no task: an instance of it would end as it starts');
  const gateways = all.filter(({ local }) => local === 'exclusiveGateway');
  const defaults = new Map(gateways.flatMap((one) => entry(attribute(one, 'id'), attribute(one, 'default'))));
  return {
    start,
    ends,
    tasks,
    gateways: ids(({ local }) => local === 'exclusiveGateway'),
    defaults,
    flows: flowsOf(all),
  };
}

const entry = (key: string | undefined, value: string | undefined): readonly (readonly [string, string])[] =>
  key === undefined || value === undefined ? [] : [[key, value]];

const flowsOf = (all: readonly XmlElement[]): readonly Flow[] =>
  all
    .filter(({ local }) => local === 'sequenceFlow')
    .flatMap((one) => {
      const [id, source, target] = ['id', 'sourceRef', 'targetRef'].map((name) => attribute(one, name));
      if (source === undefined || target === undefined) return [];
      const condition = textOf(children(one).find(({ local }) => local === 'conditionExpression'));
      return [{ id: id ?? '', source, target, ...(condition === undefined ? {} : { condition }), line: one.line }];
    });

function processOf(process: XmlElement, graph: Graph, file: string, findings: Findings): ReadProcess | undefined {
  const way = wayOf(graph, file, findings);
  if (!way) return undefined;
  const elements = new Map(children(process).flatMap((one) => entryOf(attribute(one, 'id'), one)));
  const tasks = way.order.map((id, index): ProcessTask => {
    const element = elements.get(id);
    const usual = way.order[index + 1] ?? way.end;
    const { next, rejectTo } = way.steps.get(id) ?? { next: usual };
    return {
      id,
      ...typeAndName(element, id, file, findings),
      ...(next === usual ? {} : { next }),
      ...(rejectTo === undefined || graph.ends.includes(rejectTo) ? {} : { rejectTo }),
      ...(element?.local === 'serviceTask' ? { automatic: true } : {}),
    };
  });
  const dataTypes = dataTypesOf(process);
  const writtenByApp = [...new Set(dataTypes.flatMap(({ id, byApp }) => (byApp ? [id] : [])))];
  return {
    process: {
      tasks,
      endEvent: way.end,
      startEvent: graph.start,
      ...(writtenByApp.length === 0 ? {} : { writtenByApp }),
    },
    endEvents: new Set(graph.ends),
    dataTypes,
  };
}

const entryOf = (key: string | undefined, value: XmlElement): readonly (readonly [string, XmlElement])[] =>
  key === undefined ? [] : [[key, value]];

function typeAndName(element: XmlElement | undefined, id: string, file: string, findings: Findings) {
  const where = { file, line: element?.line, column: element?.column };
  const extended = element && textOf(altinn(element, 'taskType')[0]);
  const old = element && (attribute(element, 'tasktype') ?? attribute(element, 'taskType'));
  if (element && !KNOWN_TASK.test(element.local))
    findings.warn(
      'old-form',
      `${id} is a ${element.local}: the app library reads task and serviceTask alone, and passes over it`,
      where,
    );
  if (extended === undefined && old !== undefined)
    findings.note(
      'old-form',
      `${id} tells its type by the attribute altinn:tasktype, which apps of version 7 and older read; from version 8 on it is <altinn:taskType> in an extension element`,
      where,
    );
  const type = extended ?? old;
  if (type === undefined)
    findings.warn(
      'task-type-missing',
      `${id} tells no type: the app cannot say which action moves it on, and stops in it; here it is taken for data`,
      where,
    );
  return { type: type ?? 'data', name: (element && attribute(element, 'name')) || id };
}

/** Where the process names a data type. */
const NAMES_A_TYPE: ReadonlyMap<string, string> = new Map([
  ['dataTypesToSign', 'is to be signed'],
  ['signatureDataType', 'keeps signatures'],
  ['signeeStatesDataTypeId', 'keeps who is to sign'],
  ['signingPdfDataType', 'keeps the signed PDF'],
  ['paymentDataType', 'keeps the payment'],
  ['paymentReceiptPdfDataType', 'keeps the receipt'],
  ['connectedDataTypeId', 'decides in a gateway'],
]);

/** What of these others than the app fill in. */
const ASKED_OF_USERS: ReadonlySet<string> = new Set(['dataTypesToSign', 'connectedDataTypeId']);

const dataTypesOf = (process: XmlElement): ReadProcess['dataTypes'] =>
  [...below(process)]
    .filter(({ uri, local }) => ALTINN.test(uri) && NAMES_A_TYPE.has(local))
    .flatMap((one) => {
      const what = NAMES_A_TYPE.get(one.local) ?? '';
      const named = one.local === 'dataTypesToSign' ? children(one) : [one];
      return named.flatMap((each) => {
        const id = textOf(each);
        return id === undefined ? [] : [{ id, what, byApp: !ASKED_OF_USERS.has(one.local), line: each.line }];
      });
    });
