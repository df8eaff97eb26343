import type { PreviewBeam } from '../preview/beam.ts';
import { anglesInWords } from './beam-angles.ts';
import type { RunResult } from './results.ts';

/** The beams of a result as the preview draws them, each with the line that it is written in. */
export function previewBeams({ beams, plan }: RunResult): PreviewBeam[] {
  const written = plan.beamGroups.flatMap((group) => group.beams);
  return beams.map((beam, index) => ({
    name: beam.name,
    machine: beam.machine,
    gantryDeg: beam.gantryDeg,
    couchDeg: beam.couchDeg,
    collimatorDeg: beam.collimatorDeg,
    anglesText: anglesInWords(beam.positions, written[index]),
    isocentreMm: beam.isocentreMm,
    muPerFraction: beam.muPerFraction,
    leafBoundariesMm: beam.leafBoundariesMm,
    positions: beam.positions.map(({ gantryAxes, apertures, muPerFraction: _, ...position }) => ({
      ...position,
      axes: gantryAxes,
      segments: apertures.map(({ muPerFraction, ...aperture }) => ({ mu: muPerFraction, ...aperture })),
    })),
    range: written[index].at,
  }));
}
