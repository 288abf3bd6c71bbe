import type { ExpressionType, FunctionDefinition } from '../functions/index.ts';

/** `string`, `bag of integer`: a type as error messages write it. */
export function typeName(type: ExpressionType): string {
  return type.bag ? `bag of ${type.dataType.short}` : type.dataType.short;
}

/** The last part of a function identifier, which is how people know it. */
export function functionName(definition: FunctionDefinition): string {
  return definition.id.slice(definition.id.lastIndexOf(':') + 1);
}
