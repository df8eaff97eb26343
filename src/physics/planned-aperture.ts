import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { apertureLimits } from './aperture-limits.ts';
import { conformalAperture } from './conformal-aperture.ts';
import { explicitLeaves } from './explicit-leaves.ts';
import { hasLeaves, rectangularAperture } from './rectangular-aperture.ts';
import type { Vec3 } from '../patient/grid.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Aperture, BeamSetupInput } from './beam-setup-types.ts';
import type { Axes } from './coordinates.ts';

/** The opening that a beam of the plan asks for, as the machine gives it, or why it cannot. */
export function plannedAperture(
  { beam, machine, regionByName }: BeamSetupInput,
  axes: Axes,
  sourceMm: Vec3,
): Aperture | Diagnostic[] {
  const wanted = beam.aperture;
  if (wanted.kind === 'delivered') throw new Error('beams of a file are placed by their deliveries');
  if (wanted.kind === 'rectangle') {
    const { x1Mm, x2Mm, y1Mm, y2Mm } = wanted;
    return within(rectangularAperture(machine, { x1Mm, x2Mm, y1Mm, y2Mm }));
  }
  if (!hasLeaves(machine)) {
    const what =
      wanted.kind === 'conformal'
        ? `fitted to ${wanted.region}`
        : wanted.kind === 'leaves'
          ? 'shaped by leaves'
          : 'modulated';
    const message = `${machine.name} has no leaves, so ${beam.name} cannot be ${what}. Use a rectangular field or another machine.`;
    return [diagnostic('RT4107', wanted.at, message)];
  }
  if (wanted.kind === 'leaves') {
    const shaped = explicitLeaves(machine, wanted);
    if ('fault' in shaped) {
      return [diagnostic('RT4114', wanted.at, `${beam.name} cannot be given by ${machine.name}: ${shaped.fault}.`)];
    }
    return within(shaped);
  }
  const names = wanted.kind === 'conformal' ? [wanted.region] : wanted.regions;
  const regions = names.flatMap((name) => regionByName(name) ?? []);
  const view = { sourceMm, axes, sadMm: machine.sadMm };
  const fit = regions.length > 0 ? conformalAperture(regions, wanted.marginMm, view, machine) : undefined;
  if (fit) return within(fit);
  const cause = regions.length > 0 ? `is empty or vanishes with a margin of ${wanted.marginMm} mm` : 'is not there';
  const message = `${beam.name} is to be fitted to ${names.join(', ')}, which ${cause}: nothing to open. Check the region, or widen the margin.`;
  return [diagnostic('RT4106', wanted.at, message)];

  function within(aperture: Aperture): Aperture | Diagnostic[] {
    const findings = apertureLimits(beam.name, aperture, machine, wanted.at);
    return findings.length > 0 ? findings : aperture;
  }
}
