import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, Plan } from '../plan/plan.ts';
import type { Machine } from '../physics/machine.ts';
import { unitMu, type PlanDose } from './plan-dose.ts';
import type { Scene } from './prepare.ts';

/** Beams that need more or fewer monitor units a fraction than their machine gives, once the plan is scaled. */
export function muFindings(plan: Plan, scene: Scene, dose: PlanDose): Diagnostic[] {
  return plan.beamGroups.flatMap((group, g) =>
    group.beams.flatMap((beam, b) => {
      const { machine } = scene.beams[g][b];
      const mu = unitMu(beam) * dose.groupFactors[g];
      const perDegree = perDegreeFinding(beam, machine, mu);
      const limits = machine.limits?.muPerBeam?.value;
      if (!limits || (mu >= limits.min && mu <= limits.max)) return perDegree;
      const message = `${beam.name} needs ${mu.toFixed(1)} MU a fraction; ${machine.name} gives ${limits.min} to ${limits.max}. Change its weight, the number of beams, or the number of fractions.`;
      return [diagnostic('RT4116', beam.at, message), ...perDegree];
    }),
  );
}

function perDegreeFinding({ name, arc, at }: Beam, machine: Machine, mu: number): Diagnostic[] {
  const limits = machine.limits?.muPerDegree?.value;
  if (!arc || !limits) return [];
  const perDegree = mu / Math.abs(arc.turnDeg);
  if (perDegree >= limits.min && perDegree <= limits.max) return [];
  const way =
    perDegree > limits.max
      ? 'Write more than one arc, a longer one, or more fractions.'
      : 'Give the arc more weight, make it shorter, or take fewer arcs or fractions.';
  const message = `${name} needs ${perDegree.toPrecision(2)} MU a degree (${mu.toFixed(1)} MU in ${Number(Math.abs(arc.turnDeg).toFixed(1))}°); ${machine.name} gives ${limits.min} to ${limits.max} while its gantry turns. ${way}`;
  return [diagnostic('RT4124', at, message)];
}
