import { roundedInWords } from '../units/quantity.ts';
import { sampledDose, samplesAtPoints } from '../evaluate/samples.ts';
import { beamDose } from '../physics/beam-dose.ts';
import { squareField, waterTank } from '../physics/calibration.ts';
import type { Machine } from '../physics/machine.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Plan, Prescription } from '../plan/plan.ts';
import { constantHash } from './graph/content-hash.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import { countedFall, gradientLines, gradientSpan } from './optimise/gradient-pairs.ts';
import { prescribedRange } from '../plan/prescribed-range.ts';
import type { Scene } from './prepare.ts';

/**
 * Ceilings on gradients that are above what beams can do: about 0.6 times the difference of two doses over the penumbra, since the steepest slope of a blurred edge of height h whose
 * 80 % and 20 % lie w apart is h 1.683 / (w √(2π)) = 0.67 h / w, and beams from several sides blur it further.
 */
export function gradientFindings(
  plan: Plan,
  /** With their effective doses, of each phase. */
  prescriptions: readonly (readonly Prescription[])[],
  { machines, graph }: { readonly machines: readonly Machine[]; readonly graph: Graph },
): Diagnostic[] {
  const { gradients } = plan.schedule;
  if (gradients.length === 0) return [];
  const penumbraMm = Math.min(...machines.map((machine) => penumbraOf(machine, graph)));
  const mostGy = (region: string): number =>
    prescriptions.flat().reduce((sum, one) => sum + (one.region === region ? prescribedRange(one).highestGy : 0), 0);
  return gradients.flatMap(({ inner, outer, maxGyPerMm, at }) => {
    const stepGy = Math.abs(mostGy(inner) - mostGy(outer));
    const steepest = (shareOfPenumbra * stepGy) / penumbraMm;
    if (maxGyPerMm <= steepest) return [];
    const message = `${roundedInWords(maxGyPerMm, 2)} Gy/mm from ${inner} to ${outer} is no limit: for the ${roundedInWords(stepGy, 2)} Gy between them, with a penumbra of ${roundedInWords(penumbraMm, 2)} mm, beams fall off by ${roundedInWords(steepest, 2)} Gy/mm at most.`;
    return [diagnostic('RT6010', at, message)];
  });
}

const shareOfPenumbra = 0.6;

/** Ceilings that a dose of the course, Gy on the scene's grid, does not keep, and those between regions that lie too far apart for one. */
export function steepnessFindings(plan: Plan, scene: Scene, doseGy: Float32Array, graph: Graph): Diagnostic[] {
  return plan.schedule.gradients.flatMap((ceiling) => {
    const { inner, outer, maxGyPerMm, at } = ceiling;
    const lines = gradientLines(ceiling, scene, graph);
    if (lines.lines === 0) {
      const message = `${roundedInWords(maxGyPerMm, 2)} Gy/mm from ${inner} to ${outer} is no limit: no line out of ${inner} comes to ${outer} within ${gradientSpan.mm} mm.`;
      return [diagnostic('RT6010', at, message)];
    }
    const fall = countedFall(lines, sampledDose(samplesAtPoints(lines.pointsMm, scene.medium.grid), doseGy));
    if (fall <= maxGyPerMm) return [];
    const message = `From ${inner} to ${outer} the dose falls by ${roundedInWords(fall, 3)} Gy/mm, more than ${roundedInWords(maxGyPerMm, 3)} Gy/mm: on ${gradientSpan.percent} % of the lines out of ${inner} it falls by less, over each ${gradientSpan.stepMm} mm.`;
    return [diagnostic('RT6016', at, message)];
  });
}

/** Width from 80 % to 20 % of the dose on the axis of a 10 × 10 cm field, 10 cm deep in water with the isocentre there, mm. */
export function penumbraOf(machine: Machine, graph: Graph): number {
  return graph.step(stepKey('penumbra', constantHash(machine)), () => {
    const medium = waterTank([2.5, 10, 10]);
    const { grid } = medium;
    const setup = squareField(machine, { fieldMm: 100, ssdMm: machine.sadMm - 105 });
    const dose = beamDose(medium, setup, machine, { cones: 40 });
    const row = grid.size[0] * (10 + grid.size[1] * Math.floor(grid.size[2] / 2));
    const middle = Math.floor(grid.size[0] / 2);
    const onAxis = (dose[row + middle] + dose[row + middle - 1]) / 2;
    const whereBelow = (share: number): number => {
      let i = middle;
      while (dose[row + i] >= share * onAxis) i++;
      const part = (dose[row + i - 1] - share * onAxis) / (dose[row + i - 1] - dose[row + i]);
      return (i - 1 + part) * grid.spacingMm[0];
    };
    return { widthMm: whereBelow(0.2) - whereBelow(0.8) };
  }).widthMm;
}
