import type { UptakeHyperbola } from '../biology/oxygen-from-uptake.ts';
import { oxygenConstants } from '../biology/oxygen.ts';

/** How the uptake of a tracer tells the oxygen pressure, by the name that a plan writes after `by`. */
export interface UptakeCalibration {
  readonly name: string;
  readonly tracer: string;
  /** What the uptake has to be relative to. */
  readonly reference: string;
  readonly text: string;
  readonly curve: UptakeHyperbola;
  readonly source: string;
  readonly confidence: string;
}

const { uptakeWithoutOxygen: a, span: b, halfPressureMmHg: c, source, confidence } = oxygenConstants.fmiso;

/** The calibrations that there are: of FMISO the one of Toma-Dasu 2012. */
export const uptakeCalibrations: readonly UptakeCalibration[] = [
  {
    name: 'dasu2012',
    tracer: 'FMISO',
    reference: 'a well-oxygenated reference',
    text: `uptake = ${a} − ${b} pO2 / (${c} mmHg + pO2), for an uptake above ${Number((a - b).toPrecision(6))} and up to ${a}`,
    curve: oxygenConstants.fmiso,
    source,
    confidence,
  },
];

/** The calibration that a plan names; the language lets no other name through. */
export function calibrationNamed(name: string): UptakeCalibration {
  const found = uptakeCalibrations.find((calibration) => calibration.name === name);
  if (!found) throw new Error(`there is no calibration ${name} of uptake to oxygen pressure`);
  return found;
}
