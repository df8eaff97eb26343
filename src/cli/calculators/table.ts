import type { Calculator } from './calculator.ts';
import { complicationCalculators } from './complications.ts';
import { genomicCalculators } from './genomics.ts';
import { highDoseCalculators } from './high-dose.ts';
import { imagingCalculators } from './imaging.ts';
import { linearQuadraticCalculators } from './linear-quadratic.ts';
import { materialCalculators } from './materials.ts';
import { oxygenCalculators } from './oxygen.ts';
import { phaseCalculators } from './phases.ts';
import { planEvaluationCalculators } from './plan-evaluation.ts';
import { proliferationCalculators } from './proliferation.ts';
import { protonCalculators } from './protons.ts';
import { robustnessCalculators } from './robustness.ts';
import { tumourControlCalculators } from './tumour-control.ts';

/** Every calculator by the name that `dosewright model` knows it by. */
export const calculators: Readonly<Record<string, Calculator>> = {
  ...linearQuadraticCalculators,
  ...highDoseCalculators,
  ...phaseCalculators,
  ...oxygenCalculators,
  ...proliferationCalculators,
  ...tumourControlCalculators,
  ...complicationCalculators,
  ...genomicCalculators,
  ...protonCalculators,
  ...imagingCalculators,
  ...materialCalculators,
  ...planEvaluationCalculators,
  ...robustnessCalculators,
};
