import AjvCompiler from '@fastify/ajv-compiler';
import { numbersFromTexts } from './number-texts.ts';

type Factory = ReturnType<typeof AjvCompiler>;
type Compile = ReturnType<Factory>;
type Definition = Parameters<Compile>[0];

interface Check {
  (value: unknown): boolean;
  errors?: unknown;
}

/**
 * Fastify's own validation, each schema compiled when it is first needed: some hundred schemas are not compiled at every start, of which a
 * short-lived platform uses a handful. Numbers that are written as texts are numbers ({@link numbersFromTexts}).
 */
export function atFirstUse(): Factory {
  const build = AjvCompiler();
  return ((...pool: Parameters<Factory>) => {
    let compile: Compile | undefined;
    return (definition: Definition) => {
      let compiled: Check | undefined;
      const check: Check = (value) => {
        compile ??= build(...pool);
        compiled ??= compile(definition) as Check;
        const own = compiled;
        const fits = own(value) || numbersFromTexts(own, value);
        check.errors = own.errors;
        return fits;
      };
      return check;
    };
  }) as Factory;
}
