import { intervalOfError, valueAtDeviate } from '../biology/lopsided-interval.ts';
import type { NtcpParameters } from './ntcp-parameters.ts';

/** Parameters of a row of which its source says how far they may be off; empty where it says nothing. */
export function uncertainParameters({ uncertainty }: NtcpParameters): string[] {
  return Object.keys(uncertainty?.parameters ?? {});
}

/** 95 % interval of a parameter: as published, or 1.96 standard errors about its value; nothing where the row gives neither. */
export function parameterInterval(row: NtcpParameters, parameter: string): readonly [number, number] | undefined {
  const given = row.uncertainty?.parameters[parameter];
  if (given === undefined) return undefined;
  if ('interval95' in given) return given.interval95;
  return intervalOfError(valuesOf(row)[parameter], given.standardError);
}

/**
 * The row with parameters moved by so many standard deviates each (`valueAtDeviate`); 0 is the published value. A logistic slope that has no interval of its own follows b0 and
 * TD50, b1 = -b0 / TD50. Those without a deviate stay.
 */
export function movedRow(row: NtcpParameters, deviates: Readonly<Record<string, number>>): NtcpParameters {
  const values = valuesOf(row);
  const moved: Record<string, number> = { ...values };
  for (const [parameter, deviate] of Object.entries(deviates)) {
    const interval = parameterInterval(row, parameter);
    if (interval) moved[parameter] = valueAtDeviate(deviate, values[parameter], interval);
  }
  if (row.model === 'logistic' && deviates.b1PerGy === undefined)
    moved.b1PerGy = (values.b1PerGy * moved.b0 * values.TD50Gy) / (values.b0 * moved.TD50Gy);
  return { ...row, parameters: moved } as NtcpParameters;
}

function valuesOf({ parameters }: NtcpParameters): Record<string, number> {
  return parameters;
}
