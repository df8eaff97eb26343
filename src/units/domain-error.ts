/** A published model, as errors and caveats name it. */
export interface Model {
  readonly name: string;
  /** The citation that the domain comes from. */
  readonly source: string;
}

/** A value for which a model says nothing: what it is, what the model holds for, and who says so. */
export class DomainError extends Error {
  readonly model: string;
  readonly parameter: string;
  readonly value: number | string;
  readonly domain: string;
  readonly source: string;

  constructor(model: Model, parameter: string, value: number | string, domain: string) {
    super(`${model.name}: ${parameter} is ${value}; the model holds for ${domain} (${model.source})`);
    this.name = 'DomainError';
    this.model = model.name;
    this.parameter = parameter;
    this.value = value;
    this.domain = domain;
    this.source = model.source;
  }
}

/** Throws where a value is not finite and above 0. `parameter` carries the unit: "alpha/beta (Gy)". */
export function requirePositive(model: Model, parameter: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new DomainError(model, parameter, value, `${bare(parameter)} > 0`);
}

/** Throws where a value is not finite and at least 0. */
export function requireNonNegative(model: Model, parameter: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new DomainError(model, parameter, value, `${bare(parameter)} >= 0`);
}

/** Throws where a value does not lie from `least` to `most`, ends included. */
export function requireWithin(model: Model, parameter: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new DomainError(model, parameter, value, `${least} <= ${bare(parameter)} <= ${most}`);
}

/** Throws where a condition on a value, `domain` in words, does not hold. */
export function requireThat(
  model: Model,
  parameter: string,
  value: number | string,
  { holds, domain }: { readonly holds: boolean; readonly domain: string },
): void {
  if (!holds) throw new DomainError(model, parameter, value, domain);
}

function bare(parameter: string): string {
  return parameter.replace(/ \(.*\)$/, '');
}
