/** What a list of instances selects, apart from SQL. */

/** A comparison of a time column; times in ms. */
export interface TimeFilter {
  readonly column: 'created' | 'last_changed' | 'due_before' | 'visible_after' | 'process_ended';
  readonly operator: '>' | '>=' | '<' | '<=' | '=';
  readonly value: number;
}

/** What a list selects. Every member narrows it. */
export interface InstanceFilter {
  readonly org?: string;
  readonly app?: string;
  readonly partyId?: number;
  readonly currentTask?: string;
  readonly isComplete?: boolean;
  readonly isArchived?: boolean;
  readonly isSoftDeleted?: boolean;
  readonly isHardDeleted?: boolean;
  readonly excludeConfirmedBy?: string;
  readonly confirmedByOwner?: boolean;
  readonly idEnding?: string;
  readonly times: readonly TimeFilter[];
  readonly order: 'asc' | 'desc';
}
