export interface PartyTable {
  party_id: number;
  /** Lower case. */
  uuid: string;
  type: 'person' | 'organization';
  name: string;
  organization_number: string | null;
  person_number: string | null;
  user_id: number | null;
  /** Organisation form, e.g. `AS`. */
  form: string | null;
  /** Of a sub-unit: its main unit. */
  parent_uuid: string | null;
  is_deleted: 0 | 1;
  /** ms since the epoch; null where nobody has told it. */
  deleted_at: number | null;
  /** Of a person with a number who has one, in small letters. */
  user_name: string | null;
}

/** `holder` has `role` (URN) for `of`. */
export interface PartyRoleTable {
  of_uuid: string;
  holder_uuid: string;
  role: string;
}

export interface ServiceOwnerTable {
  code: string;
  organization_number: string;
  name: string;
}
