import { segmentsOf, segmentWord, type BeamPosition, type PlacedSegment, type PreviewBeam } from '../beam.ts';
import { fixed, notDosimetricMark, trimmed } from '../format.ts';
import type { PreviewModel } from '../model.ts';
import { previewMark } from '../quality.ts';
import { opposite, patientLetters } from './patient-letters.ts';

/** "12.4 MU", "≈ 12.4 MU" in a preview. */
export function muText(mu: number, { quality }: Pick<PreviewModel, 'quality'>): string {
  return `${quality?.kind === 'preview' ? `${previewMark} ` : ''}${fixed(mu, 1)} MU`;
}

/** "segment 3 of 9", "all 9 segments", "control point 12 of 90". */
export function segmentText(beam: PreviewBeam, chosen: PlacedSegment | undefined): string {
  const count = segmentsOf(beam).length;
  const word = segmentWord(beam);
  return chosen ? `${word} ${chosen.index + 1} of ${count}` : `all ${count} ${word}s`;
}

/** "gantry 330°", "couch 0°", "collimator 0°": of one standing, or of a turning beam as a whole. */
export function angleTexts(beam: PreviewBeam, position: BeamPosition | undefined): string[] {
  if (!position) return beam.anglesText.split(', ');
  const degrees = (angle: number) => `${trimmed(angle, 1)}°`;
  return [
    `gantry ${degrees(position.gantryDeg)}`,
    `couch ${degrees(position.couchDeg)}`,
    `collimator ${degrees(position.collimatorDeg)}`,
  ];
}

export type SideLetters = Readonly<Record<'left' | 'right' | 'top' | 'bottom', string>>;

/** Where the sides of the picture lie in the patient; nothing for a side that is not the same from every position of a turning beam. */
export function sideLetters(beam: PreviewBeam, position: BeamPosition | undefined): SideLetters {
  const seen = (position ? [position] : beam.positions).map(({ axes }) => ({
    left: patientLetters(opposite(axes.x)),
    right: patientLetters(axes.x),
    top: patientLetters(axes.y),
    bottom: patientLetters(opposite(axes.y)),
  }));
  const common = (side: keyof SideLetters) => (seen.every((one) => one[side] === seen[0][side]) ? seen[0][side] : '');
  return { left: common('left'), right: common('right'), top: common('top'), bottom: common('bottom') };
}

/** What a screen reader says of the view. */
export function eyeTitle(
  model: PreviewModel,
  beam: PreviewBeam,
  chosen: PlacedSegment | undefined,
  position: BeamPosition | undefined,
): string {
  const { right, top } = sideLetters(beam, position);
  const sides = [...(right ? [`right is ${right}`] : []), ...(top ? [`up is ${top}`] : [])].join(', ');
  return [
    `${model.notDosimetric ? `${notDosimetricMark}: ` : ''}Beam ${beam.name} seen from the source`,
    angleTexts(beam, position).join(', '),
    `${segmentText(beam, chosen)}, ${muText(chosen?.segment.mu ?? beam.muPerFraction, model)} a fraction`,
    ...(chosen ? [openText(chosen)] : []),
    ...(sides ? [`in the patient ${sides}`] : []),
  ].join('; ');
}

function openText({ segment }: PlacedSegment): string {
  const points = segment.outlineMm.flat();
  if (points.length === 0) return 'closed';
  const range = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return `${fixed(Math.min(...values), 1)} to ${fixed(Math.max(...values), 1)} mm`;
  };
  return `open x ${range(0)}, y ${range(1)} at the isocentre`;
}
