import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Plan } from '../plan/plan.ts';
import { unitMu, type PlanDose } from './plan-dose.ts';
import type { Scene } from './prepare.ts';

/** Beams that need more or fewer monitor units a fraction than their machine gives, once the plan is scaled. */
export function muFindings(plan: Plan, scene: Scene, dose: PlanDose): Diagnostic[] {
  return plan.beamGroups.flatMap((group, g) =>
    group.beams.flatMap((beam, b) => {
      const { machine } = scene.beams[g][b];
      const limits = machine.limits?.muPerBeam?.value;
      const mu = unitMu(beam) * dose.groupFactors[g];
      if (!limits || (mu >= limits.min && mu <= limits.max)) return [];
      const message = `${beam.name} needs ${mu.toFixed(1)} MU a fraction; ${machine.name} gives ${limits.min} to ${limits.max}. Change its weight, the number of beams, or the number of fractions.`;
      return [diagnostic('RT4116', beam.at, message)];
    }),
  );
}
