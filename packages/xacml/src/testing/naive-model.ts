/** Policies as plain data for the reference evaluator. Nothing of the engine is used here. */

export type Type = 'string' | 'integer' | 'boolean';

export type Expr =
  | { k: 'value'; type: Type; text: string }
  | { k: 'attr'; category: string; id: string; type: Type; must: boolean; issuer: string | undefined }
  | { k: 'apply'; f: string; args: Expr[] }
  /** Higher-order: `f` applied to the function `g`. */
  | { k: 'higher'; f: string; g: string; args: Expr[] }
  | { k: 'var'; id: string };

export interface NMatch {
  f: string;
  literal: { type: Type; text: string };
  source: Extract<Expr, { k: 'attr' }>;
}

/** AnyOf of AllOf of Match. */
export type NTarget = NMatch[][][];

export interface NObligation {
  id: string;
  on: 'Permit' | 'Deny';
  advice: boolean;
  assignments: { id: string; expr: Expr }[];
}

export interface NRule {
  k: 'rule';
  id: string;
  effect: 'Permit' | 'Deny';
  target: NTarget;
  condition: Expr | undefined;
  obligations: NObligation[];
}

export interface NPolicy {
  k: 'policy';
  id: string;
  algorithm: string;
  target: NTarget;
  variables: { id: string; expr: Expr }[];
  rules: NRule[];
  obligations: NObligation[];
}

export interface NReference {
  k: 'reference';
  id: string;
}

export interface NPolicySet {
  k: 'set';
  id: string;
  algorithm: string;
  target: NTarget;
  children: (NPolicy | NPolicySet | NReference)[];
  obligations: NObligation[];
}

export interface NAttribute {
  category: string;
  id: string;
  issuer: string | undefined;
  values: { type: Type; text: string }[];
}
export type NRequest = NAttribute[];
