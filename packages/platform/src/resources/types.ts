import type { Pdp, PolicyDocument } from '@portvakt/xacml';

/** A text in the three languages of the registry. */
export interface LocalizedText {
  readonly nb: string;
  readonly nn: string;
  readonly en: string;
}

export interface CompetentAuthority {
  /** Organisation number. */
  readonly organization: string;
  /** Service owner code, e.g. `ttd`. */
  readonly orgcode: string;
  /** By language, as far as it was given. */
  readonly name?: Readonly<Record<string, string>> | null;
}

/** A resource of the registry: the whole model of altinn-pdp.md 12.2. */
export interface ResourceRecord {
  readonly identifier: string;
  readonly resourceType: string;
  readonly title: LocalizedText;
  readonly description: LocalizedText;
  readonly delegable: boolean;
  readonly visible: boolean;
  readonly hasCompetentAuthority: CompetentAuthority;
  readonly accessListMode: 'Disabled' | 'Enabled';
  readonly versionId: number;
  readonly [member: string]: unknown;
}

/** A policy ready to decide, with what it says at hand. */
export interface CompiledPolicy {
  readonly resourceId: string;
  readonly version: number;
  readonly xml: string;
  readonly pdp: Pdp;
  readonly document: PolicyDocument;
  /** True when some rule or the policy matches on this subject attribute. */
  mentionsSubject(attributeId: string): boolean;
  /**
   * The values (lower case) of a subject attribute that can make a difference to the policy: the literals it is compared with. Undefined
   * when any value can, because a condition reads the attribute or a match is no plain equality.
   */
  relevantValues(attributeId: string): ReadonlySet<string> | undefined;
  /** True when something in the policy reads an attribute of the environment, such as the time. */
  readonly readsEnvironment: boolean;
  /** Every action that a rule names. */
  readonly actions: readonly string[];
  /** Every subject that a rule names, as `{attributeId}:{value}`. */
  readonly subjects: readonly string[];
}

export interface ProcessTask {
  readonly id: string;
  /** `data`, `confirmation`, `signing` … */
  readonly type: string;
  readonly name: string;
  /** Task to go back to on `reject`. */
  readonly rejectTo?: string;
  /** Where it leads, a task or an end event; left out = the next of the list, or the end after the last. */
  readonly next?: string;
  /** A service task of BPMN: the app does its work by itself and moves on, so nobody stands in it. */
  readonly automatic?: boolean;
}

export interface Application {
  readonly org: string;
  readonly app: string;
  /** altinn-instances.md 7.3 */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly process: {
    readonly tasks: readonly ProcessTask[];
    readonly endEvent: string;
    readonly startEvent?: string;
    /** Data types whose elements the app's own code writes (signatures, payments): nobody else is asked for them. */
    readonly writtenByApp?: readonly string[];
  };
}

/** A connection from a list to a resource: which actions the members get. */
export interface ListMembership {
  /** `urn:altinn:access-list:{owner}:{identifier}` */
  readonly urn: string;
  readonly owner: string;
  readonly identifier: string;
  readonly since: number;
  /** Undefined = every action. */
  readonly actionFilters?: readonly string[];
}
