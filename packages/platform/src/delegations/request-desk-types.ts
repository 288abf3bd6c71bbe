/** Requests for access as a program sends them for somebody. A request alone gives nobody anything. */
import type { Party } from '../register/index.ts';

export type TaskStatus = 'pending' | 'approved' | 'denied' | 'cancelled';

/** A request for access, as the one who has sent it may see it. */
export interface Task {
  readonly id: string;
  readonly status: TaskStatus;
  /** ms; when it came to stand so. */
  readonly changed: number;
}

/** Who lacks something, for whom, and of what. */
export interface Lack {
  readonly from: Party;
  readonly to: Party;
  /** Identifier in the resource registry. */
  readonly resource: string;
}

/** What a submission is known again by. */
export interface Submission {
  /** Digest of the key that the sender gave it, and of the sender. */
  readonly key: string;
  /** Digest of what was sent. */
  readonly body: string;
}

export interface AccessRequestDesk {
  /** Whether the one may ask the other for it. */
  mayAsk(lack: Lack): Promise<boolean>;
  /**
   * The same that is open is not asked again.
   * @param organization that asks, by number
   * @returns undefined when the key has been used for something else
   */
  ask(lack: Lack, organization: string, submission?: Submission): Promise<Task | undefined>;
  /** @returns undefined when the organisation has sent no such request */
  task(id: string, organization: string): Promise<Task | undefined>;
  /** @returns undefined when it is not open any more */
  cancel(id: string, organization: string): Promise<Task | undefined>;
}
