/** One kind of refusal in the table of its room. */
export interface RefusalKind {
  /** HTTP status of the answer. */
  readonly status: number;
  /** What was wrong, in general: a refusal that says nothing closer says this. */
  readonly what: string;
  /** What whoever asked is to do. */
  readonly remedy: string;
  /** The code as it goes over the wire, where the surface has such codes. */
  readonly wire?: string;
  /** Another form than the usual one of the surface: a bare text, or no body. */
  readonly form?: 'text' | 'empty';
}

export type RefusalTable = Readonly<Record<string, RefusalKind>>;

/** What is wrong with one member of a request. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
  /** A name of its own, where the surface has such. */
  readonly code?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** What one refusal has besides its kind. */
export interface RefusalDetails {
  /** Members of the answer's body besides those that its form always has. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The values in the text, for who says it in words of its own. Never a secret. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Every member that is wrong, where several may be told at once. */
  readonly fields?: readonly FieldFault[];
  /** Closer than the kind's. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

const NOTHING = {};
const NO_FIELDS: readonly FieldFault[] = [];

/**
 * A request that is refused, or a value that cannot be taken: which kind (`code`, a name in the table of its room), what was wrong and what
 * to do. The surface that answers turns it into bytes; nothing else knows how that looks.
 */
export class Refusal<Code extends string = string> extends Error {
  override readonly name = 'Refusal';
  readonly code: Code;
  readonly kind: RefusalKind;
  /** What was wrong this time; undefined when nothing closer is said than the kind says. */
  readonly detail: string | undefined;
  readonly remedy: string;
  readonly members: NonNullable<RefusalDetails['members']>;
  readonly headers: NonNullable<RefusalDetails['headers']>;
  readonly parameters: NonNullable<RefusalDetails['parameters']>;
  readonly fields: readonly FieldFault[];

  /** @param detail what was wrong, with what value (never a secret), and what to do */
  constructor(code: Code, kind: RefusalKind, detail?: string, more: RefusalDetails = NOTHING) {
    super(detail ?? kind.what, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.kind = kind;
    this.detail = detail;
    this.remedy = more.remedy ?? kind.remedy;
    this.members = more.members ?? NOTHING;
    this.headers = more.headers ?? NOTHING;
    this.parameters = more.parameters ?? NOTHING;
    this.fields = more.fields ?? NO_FIELDS;
  }

  get status(): number {
    return this.kind.status;
  }

  /** As the HTTP framework calls it. */
  get statusCode(): number {
    return this.kind.status;
  }
}

export interface Refusals<T extends RefusalTable> {
  /** Whose they are, for people. */
  readonly of: string;
  readonly kinds: T;
  /** @param detail what was wrong, with what value (never a secret), and what to do; default: what the kind says */
  refuse<C extends keyof T & string>(code: C, detail?: string, more?: RefusalDetails): Refusal<C>;
  /** True for a refusal of this table: of one of these codes, or of any when none is given. */
  isRefusal<C extends keyof T & string>(error: unknown, ...codes: readonly C[]): error is Refusal<C>;
}

/** The refusals of one room, and how they are made and told. */
export function refusals<const T extends RefusalTable>(of: string, kinds: T): Refusals<T> {
  return {
    of,
    kinds,
    refuse: (code, detail, more) => new Refusal(code, kinds[code] as RefusalKind, detail, more),
    isRefusal: (error, ...codes): error is never =>
      error instanceof Refusal &&
      kinds[error.code] === error.kind &&
      (codes.length === 0 || (codes as readonly string[]).includes(error.code)),
  };
}
