import AjvCompiler from '@fastify/ajv-compiler';

type Factory = ReturnType<typeof AjvCompiler>;
type Compile = ReturnType<Factory>;
type Definition = Parameters<Compile>[0];

interface Check {
  (value: unknown): boolean;
  errors?: unknown;
}

/**
 * Fastify's own validation, each schema compiled when it is first needed: some hundred schemas are not compiled at every start, of which a
 * short-lived platform uses a handful.
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
        const fits = compiled(value);
        check.errors = compiled.errors;
        return fits;
      };
      return check;
    };
  }) as Factory;
}
