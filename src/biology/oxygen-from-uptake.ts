import { type Model, requirePositive, requireThat } from '../units/domain-error.ts';
import type { Caveat, VoxelValues } from './caveat.ts';
import data from './data/oxygen.json' with { type: 'json' };

const model: Model = { name: 'oxygen pressure from FMISO uptake', source: data.fmiso.source };

/** U = A − B p / (C + p): uptake relative to a well-oxygenated reference, falling with the oxygen pressure. */
export interface UptakeHyperbola {
  /** A: uptake without oxygen. */
  readonly uptakeWithoutOxygen: number;
  /** B: how far uptake falls in plenty of oxygen. */
  readonly span: number;
  /** C, mmHg. */
  readonly halfPressureMmHg: number;
}

/**
 * Oxygen pressure, mmHg: C (A − U) / (B − A + U), for A − B < U ≤ A. Beyond `mostMmHg`, where one is given, it is held there with a caveat. Investigational.
 * Toma-Dasu 2012.
 */
export function oxygenFromUptake(
  relativeUptake: number,
  curve: UptakeHyperbola,
  mostMmHg?: number,
): { readonly pressureMmHg: number; readonly caveats: readonly Caveat[] } {
  check(curve, mostMmHg);
  const { uptakeWithoutOxygen: a, span: b, halfPressureMmHg: c } = curve;
  requireThat(model, 'relative uptake', relativeUptake, {
    holds: relativeUptake > a - b && relativeUptake <= a,
    domain: `${Number((a - b).toPrecision(6))} < uptake <= ${a}`,
  });
  const caveats: Caveat[] = [
    {
      kind: 'investigational',
      text: 'the calibration of uptake to oxygen pressure is of medium confidence',
      source: model.source,
    },
  ];
  const pressureMmHg = (c * (a - relativeUptake)) / (b - a + relativeUptake);
  if (mostMmHg === undefined || pressureMmHg <= mostMmHg) return { pressureMmHg, caveats };
  caveats.push({
    kind: 'held-at-an-end',
    text: `${Number(pressureMmHg.toPrecision(4))} mmHg is held at the ${mostMmHg} mmHg asked for`,
    source: model.source,
  });
  return { pressureMmHg: mostMmHg, caveats };
}

/**
 * Oxygen pressures of voxels, mmHg, 0 to `mostMmHg`. Uptake outside its calibration is counted, and held at the nearer end: above A no oxygen, at A − B and below the
 * most. What is no number is counted and taken as the most. `beyondValidity` counts what is within the calibration and held at the most.
 */
export function voxelOxygenFromUptake<Values extends Float32Array | Float64Array>(
  relativeUptake: ArrayLike<number>,
  curve: UptakeHyperbola,
  mostMmHg: number,
  out: Values,
): VoxelValues<Values> {
  check(curve, mostMmHg);
  const { uptakeWithoutOxygen: a, span: b, halfPressureMmHg: c } = curve;
  const plenty = a - b;
  let [outOfDomain, beyondValidity] = [0, 0];
  for (let i = 0; i < relativeUptake.length; i++) {
    const uptake = relativeUptake[i];
    if (uptake > plenty && uptake <= a) {
      const pressure = (c * (a - uptake)) / (uptake - plenty);
      if (pressure > mostMmHg) beyondValidity++;
      out[i] = Math.min(pressure, mostMmHg);
    } else {
      outOfDomain++;
      out[i] = uptake > a ? 0 : mostMmHg;
    }
  }
  const reason =
    outOfDomain > 0
      ? `the uptake lies outside its calibration, ${Number(plenty.toPrecision(6))} to ${a} (${model.source})`
      : undefined;
  return { values: out, outOfDomain, reason, beyondValidity };
}

function check({ uptakeWithoutOxygen, span, halfPressureMmHg }: UptakeHyperbola, mostMmHg: number | undefined): void {
  requirePositive(model, 'A', uptakeWithoutOxygen);
  requirePositive(model, 'B', span);
  requirePositive(model, 'C (mmHg)', halfPressureMmHg);
  if (mostMmHg !== undefined) requirePositive(model, 'greatest pressure (mmHg)', mostMmHg);
}
