import type { RequestContext } from '@holdfast/contract/context';
import type { Procedure } from '@holdfast/contract/procedure';
import type { UseCase } from '@holdfast/contract/use-cases';
import type { z } from 'zod';

export type DefinitionKind = 'query' | 'command' | 'audited-read' | 'statement' | 'exchange';

export interface Definition {
  readonly kind: DefinitionKind;
  readonly procedureId: string;
}

const definitions = new WeakMap<object, Definition>();

/** A use-case of one of the definitions, marked as such. The cast resolves what `UseCase` infers from I and O. */
export function defined<I extends z.ZodType, O extends z.ZodType, K extends 'query' | 'command'>(
  kind: DefinitionKind,
  procedure: Procedure<I, O, K>,
  run: (context: RequestContext, input: z.output<I>) => Promise<z.input<O>>,
): UseCase<Procedure<I, O, K>> {
  const useCase = run as UseCase<Procedure<I, O, K>>;
  definitions.set(run, { kind, procedureId: procedure.id });
  return useCase;
}

/** The definition that made a use-case; undefined for a function written by hand. */
export function definitionOf(useCase: object): Definition | undefined {
  return definitions.get(useCase);
}
