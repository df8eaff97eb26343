import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';

const conformity: Model = {
  name: 'conformity of the prescription isodose',
  source:
    'Paddick I. J Neurosurg 2000;93(Suppl 3):219-222; Shaw E et al. Int J Radiat Oncol Biol Phys 1993;27:1231-1239; Lomax NJ, Scheib SG. Int J Radiat Oncol Biol Phys 2003;55:1409-1419; Paddick I, Lippitz B. J Neurosurg 2006;105(Suppl):194-201',
};

const homogeneity: Model = { name: 'homogeneity of the target dose', source: 'ICRU Report 83 (2010)' };

/** Volumes, cm³, over the whole external contour: an isodose that is counted in the target alone makes any plan look conformal. */
export interface IsodoseVolumes {
  readonly targetCc: number;
  /** That gets the prescribed dose. */
  readonly prescriptionCc: number;
  /** Of the target, that gets the prescribed dose. */
  readonly coveredCc: number;
  /** That gets half the prescribed dose. */
  readonly halfCc: number;
}

export interface ConformityIndices {
  /** PITV of the RTOG: isodose volume over target volume; says nothing of where it lies. */
  readonly pitv: number;
  /** Covered² / (target · isodose volume). Paddick 2000. */
  readonly paddick: number;
  /** Covered over isodose volume. Lomax and Scheib 2003. */
  readonly lomaxScheib: number;
  readonly coverage: number;
  /** Volume of half the dose over that of the prescribed one, and over the target. Paddick and Lippitz 2006. */
  readonly gradientIndex: number;
  readonly r50: number;
  /** Difference of the radii, cm, of balls with these volumes. */
  readonly gradientMeasureCm: number;
}

export function conformityIndices({ targetCc, prescriptionCc, coveredCc, halfCc }: IsodoseVolumes): ConformityIndices {
  requirePositive(conformity, 'target volume (cm³)', targetCc);
  requirePositive(conformity, 'prescription isodose volume (cm³)', prescriptionCc);
  requireNonNegative(conformity, 'covered target volume (cm³)', coveredCc);
  requireThat(conformity, 'covered target volume (cm³)', coveredCc, {
    holds: coveredCc <= Math.min(targetCc, prescriptionCc) * (1 + 1e-9),
    domain: 'no more than the target and the isodose volume hold',
  });
  requireThat(conformity, 'volume of half the prescribed dose (cm³)', halfCc, {
    holds: halfCc >= prescriptionCc * (1 - 1e-9) && halfCc < Infinity,
    domain: 'at least the volume that gets the whole of it',
  });
  return {
    pitv: prescriptionCc / targetCc,
    paddick: coveredCc ** 2 / (targetCc * prescriptionCc),
    lomaxScheib: coveredCc / prescriptionCc,
    coverage: coveredCc / targetCc,
    gradientIndex: halfCc / prescriptionCc,
    r50: halfCc / targetCc,
    gradientMeasureCm: radiusCm(halfCc) - radiusCm(prescriptionCc),
  };
}

/** Doses of a target, Gy, and its prescription. */
export interface TargetDoses {
  readonly prescribedGy: number;
  readonly maxGy: number;
  readonly minGy: number;
  readonly d2Gy: number;
  readonly d5Gy: number;
  readonly d50Gy: number;
  readonly d95Gy: number;
  readonly d98Gy: number;
}

export interface HomogeneityIndices {
  /** (D2% − D98%) / D50%: over the median, not the prescription. ICRU 83. */
  readonly icru83: number;
  /** Dmax / prescription, and Dmin / prescription. Shaw 1993. */
  readonly rtog: number;
  readonly quality: number;
  readonly d5OverD95: number;
  /** (D5% − D95%) / prescription, %. */
  readonly d5ToD95Percent: number;
}

export function homogeneityIndices(doses: TargetDoses): HomogeneityIndices {
  const { prescribedGy, maxGy, minGy, d2Gy, d5Gy, d50Gy, d95Gy, d98Gy } = doses;
  for (const [name, gy] of [
    ['minimum dose (Gy)', minGy],
    ['maximum dose (Gy)', maxGy],
    ['D2% (Gy)', d2Gy],
    ['D5% (Gy)', d5Gy],
    ['D98% (Gy)', d98Gy],
  ] as const)
    requireNonNegative(homogeneity, name, gy);
  requirePositive(homogeneity, 'prescribed dose (Gy)', prescribedGy);
  requirePositive(homogeneity, 'D50% (Gy)', d50Gy);
  requirePositive(homogeneity, 'D95% (Gy)', d95Gy);
  return {
    icru83: (d2Gy - d98Gy) / d50Gy,
    rtog: maxGy / prescribedGy,
    quality: minGy / prescribedGy,
    d5OverD95: d5Gy / d95Gy,
    d5ToD95Percent: (100 * (d5Gy - d95Gy)) / prescribedGy,
  };
}

function radiusCm(volumeCc: number): number {
  return Math.cbrt((3 * volumeCc) / (4 * Math.PI));
}
