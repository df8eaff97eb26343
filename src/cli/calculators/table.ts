import type { Calculator } from './calculator.ts';
import { complicationCalculators } from './complications.ts';
import { highDoseCalculators } from './high-dose.ts';
import { linearQuadraticCalculators } from './linear-quadratic.ts';
import { oxygenCalculators } from './oxygen.ts';
import { phaseCalculators } from './phases.ts';
import { proliferationCalculators } from './proliferation.ts';
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
};
