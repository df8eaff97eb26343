import * as z from 'zod';
import { biologicallyEffectiveDose, equivalentDose } from '../../biology/biologically-effective-dose.ts';
import { beyondLinearQuadratic } from '../../biology/linear-quadratic.ts';
import { accumulateEqd2, cumulativeEqd2, sumOfPhases } from '../../biology/phases.ts';
import { requirePositive, requireThat } from '../../units/domain-error.ts';
import { calculator, number, numbers } from './calculator.ts';

const phase = z.strictObject({ n: number, d: number });

/** Courses of several phases, and several doses at once. */
export const phaseCalculators = {
  multi_phase_sum: calculator(
    'BED, EQD2 and dose of a course in phases',
    { phases: z.array(phase), alphaBeta: number },
    ({ phases, alphaBeta }, note) => {
      note(beyondLinearQuadratic(Math.max(...phases.map(({ d }) => d))));
      const sum = sumOfPhases(phases.map(fractionation), alphaBeta);
      return { BED: sum.bedGy, EQD2: sum.eqd2Gy, physical: sum.physicalGy };
    },
  ),
  sib_levels: calculator(
    'dose per fraction, BED and EQD2 of the levels of a simultaneous integrated boost',
    { n: number, totalDoses: numbers, alphaBeta: number },
    ({ n, totalDoses, alphaBeta }, note) => {
      requirePositive(byLevel, 'number of fractions', n);
      requirePositive(byLevel, 'number of levels', totalDoses.length);
      const levels = totalDoses.map((total) => ({ fractions: n, dosePerFractionGy: total / n }));
      note(beyondLinearQuadratic(Math.max(...levels.map(({ dosePerFractionGy }) => dosePerFractionGy))));
      return {
        dosePerFraction: levels.map(({ dosePerFractionGy }) => dosePerFractionGy),
        BED: levels.map((level) => biologicallyEffectiveDose(level, alphaBeta)),
        EQD2: levels.map((level) => equivalentDose(level, alphaBeta)),
      };
    },
  ),
  voxelwise_eqd2_accumulation: calculator(
    "EQD2 of voxels over phases, each with the voxel's own dose per fraction",
    { phases: z.array(z.strictObject({ n: number, doses: numbers })), alphaBeta: number },
    ({ phases, alphaBeta }, note) => {
      const voxels = phases.length === 0 ? 0 : phases[0].doses.length;
      requirePositive(byLevel, 'number of voxels', voxels);
      const found = accumulateEqd2(
        phases.map(({ n, doses }) => ({ fractions: n, doseGy: doses })),
        alphaBeta,
        new Float64Array(voxels),
      );
      requireThat(byLevel, 'number of voxels with a negative dose', found.outOfDomain, {
        holds: found.outOfDomain === 0,
        domain: 'doses >= 0',
      });
      note(beyondLinearQuadratic(Math.max(...phases.map(({ n, doses }) => Math.max(...doses) / n))));
      const physical = phases[0].doses.map((_, i) => phases.reduce((sum, { doses }) => sum + doses[i], 0));
      const allFractions = phases.reduce((sum, { n }) => sum + n, 0);
      // The shortcut that the examples warn of: one course with all the fractions.
      const wrong = accumulateEqd2(
        [{ fractions: allFractions, doseGy: physical }],
        alphaBeta,
        new Float64Array(voxels),
      );
      return {
        EQD2: [...found.values],
        physicalSum: physical,
        meanEQD2: found.values.reduce((sum, gy) => sum + gy, 0) / voxels,
        wrong_EQD2_of_physical_sum_using_total_n: [...wrong.values],
      };
    },
  ),
  reirradiation_cumulative: calculator(
    'EQD2 of two courses, with recovery from the first',
    { course1: phase, course2: phase, alphaBeta: number, recoveryFraction: number },
    ({ course1, course2, alphaBeta, recoveryFraction }, note) => {
      note(beyondLinearQuadratic(Math.max(course1.d, course2.d)));
      const courses = [fractionation(course1), fractionation(course2)] as const;
      const { firstGy, secondGy, cumulativeGy } = cumulativeEqd2(courses, alphaBeta, recoveryFraction);
      return {
        EQD2_1: firstGy,
        EQD2_2: secondGy,
        cumulative: cumulativeGy,
        cumulative_no_recovery: firstGy + secondGy,
      };
    },
  ),
};

const byLevel = {
  name: 'equivalent dose by level and voxel',
  source: 'Bentzen SM et al. Radiother Oncol 2012;105:266-268',
};

function fractionation({ n, d }: { readonly n: number; readonly d: number }) {
  return { fractions: n, dosePerFractionGy: d };
}
