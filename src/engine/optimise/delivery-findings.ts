import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { Plan } from '../../plan/plan.ts';
import { openAreaMm2 } from '../../physics/aperture.ts';
import type { Aperture } from '../../physics/beam-setup-types.ts';
import type { Leaves, Machine } from '../../physics/machine.ts';
import { bixelsOf } from '../../physics/pencil-beam/bixels.ts';
import { windowFault } from '../../physics/pencil-beam/sliding-window.ts';
import { hasLeaves } from '../../physics/rectangular-aperture.ts';
import type { Scene } from '../prepare.ts';
import { jawsAround } from './fluence-model.ts';
import type { FoundBeams } from './optimise-beams.ts';

/** What can be known before the search: beams that their machine cannot give in the way that the plan asks for. */
export function deliveryFindings(plan: Plan, scene: Scene): Diagnostic[] {
  const { optimise } = plan;
  if (!optimise) return [];
  return plan.beamGroups.flatMap((group, g) =>
    group.beams.flatMap(({ name, at }, b) => {
      const { machine, setups } = scene.beams[g][b];
      const [{ aperture }] = setups[0].setup.apertures;
      if (!hasLeaves(machine)) return [];
      const beam = { name, machine, aperture };
      const related = { related: [{ message: 'as the plan asks for', range: optimise.at }] };
      if (optimise.deliver === 'step_and_shoot') {
        const fault = segmentFault(beam);
        return fault === undefined ? [] : [diagnostic('RT4118', at, fault, related)];
      }
      const grid = bixelsOf(aperture, machine.leaves, optimise.bixelMm);
      const fault = windowFault({ machine, grid, jaws: jawsAround(aperture, grid) });
      if (fault === undefined) return [];
      const message = `${name} cannot be a sliding window: ${fault}. Write "deliver = step_and_shoot", or change the machine or the beam.`;
      return [diagnostic('RT4119', at, message, related)];
    }),
  );
}

/** What only the search shows: that nothing is left which the machine may give. */
export function emptyFinding({ optimise }: Plan, { beams }: FoundBeams): Diagnostic | undefined {
  if (!optimise || beams.some(({ apertures }) => apertures.length > 0)) return undefined;
  const message =
    'No segment is left: each would give fewer monitor units in a fraction, or open less, than the machine wants. Write fewer beams or fewer fractions, or change "limits.segmentMu" and "limits.segmentCm2" of the machine.';
  return diagnostic('RT4118', optimise.at, message);
}

/** A segment never opens more than what covers the targets. */
function segmentFault(beam: {
  readonly name: string;
  readonly machine: Machine & { leaves: Leaves };
  readonly aperture: Aperture;
}): string | undefined {
  const { name, machine, aperture } = beam;
  const least = machine.limits?.segmentCm2?.value ?? 0;
  const openCm2 = openAreaMm2(aperture, machine) / 100;
  if (openCm2 >= least) return undefined;
  return `No segment of ${name} can open the ${least} cm² that ${machine.name} is to open at least: what covers the targets is ${openCm2.toFixed(1)} cm². Write beams with an aperture of their own, or change "limits.segmentCm2" of the machine.`;
}
