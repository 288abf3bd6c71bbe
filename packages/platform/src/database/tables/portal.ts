/** What an organisation has done here for the first time, where no other table tells it. */
export interface MilestoneTable {
  organization: string;
  /** `exchange`, `decision` */
  step: string;
  /** ms */
  seen: number;
}
