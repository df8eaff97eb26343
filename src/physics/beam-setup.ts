import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { indexOf, sampleAt } from '../patient/grid.ts';
import { jawsAround } from './aperture.ts';
import { checkEntry } from './beam-entry.ts';
import { beamAxes, combine } from './coordinates.ts';
import { machineClearance } from './machine-clearance.ts';
import { plannedAperture } from './planned-aperture.ts';
import { centroidMm } from '../patient/region.ts';
import { along, distanceToRegion } from './skin.ts';
import { waterEquivalentDepthMm } from './water-equivalent.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Beam } from '../plan/plan.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { BeamSetup, BeamSetupInput } from './beam-setup-types.ts';
import type { Axes } from './coordinates.ts';

export type { BeamSetup } from './beam-setup-types.ts';

/**
 * Places one beam as a plan writes it against the patient: isocentre, source and axes (IEC 61217 to LPS), aperture, SSD, depths. There is no set-up
 * where a finding is an error.
 */
export function setUpBeam(input: BeamSetupInput): { setup?: BeamSetup; diagnostics: Diagnostic[] } {
  const axes = beamAxes(input.beam, input.patientPosition);
  const planned = plannedIsocentre(input);
  if ('code' in planned) return { diagnostics: [planned] };
  const placed = placeIsocentre(input, axes, planned.pointMm);
  if ('code' in placed) return { diagnostics: [placed] };
  const aperture = plannedAperture(input, axes, placed.sourceMm);
  if ('length' in aperture) return { diagnostics: aperture };
  return finishSetup(input, { ...pickAngles(input.beam), ...placed, axes, apertures: [{ share: 1, aperture }] });
}

/** What makes a set-up, before its depths are known. */
type Standing = Pick<
  BeamSetup,
  'gantryDeg' | 'couchDeg' | 'collimatorDeg' | 'isocentreMm' | 'sourceMm' | 'axes' | 'apertures'
> & { readonly ssdMm?: number };

/** Checks where isocentre and rays lie, and adds what is measured along the axis. */
export function finishSetup(
  input: BeamSetupInput,
  standing: Standing,
): { setup?: BeamSetup; diagnostics: Diagnostic[] } {
  const { beam, machine, medium } = input;
  const { isocentreMm, sourceMm, ssdMm, apertures } = standing;
  const entry = checkEntry(input, standing);
  const diagnostics = [
    ...isocentreFindings(input, isocentreMm),
    ...entry.diagnostics,
    ...machineClearance(input, standing),
  ];
  if (diagnostics.some((finding) => finding.severity === 'error')) return { diagnostics };
  if (ssdMm === undefined) {
    const message = `The central axis of ${beam.name} does not meet the patient, so there is no source-to-skin distance. Move the isocentre into the body; an asymmetric field can still reach to the side.`;
    return { diagnostics: [...diagnostics, diagnostic('RT4110', beam.at, message)] };
  }
  const jaws = jawsAround(apertures);
  return {
    diagnostics,
    setup: {
      ...standing,
      name: beam.name,
      ssdMm,
      isocentreDepthMm: machine.sadMm - ssdMm,
      isocentreWaterEquivalentDepthMm: waterEquivalentDepthMm(medium, isocentreMm, sourceMm),
      fieldSizeMm: { x: jaws.x2Mm - jaws.x1Mm, y: jaws.y2Mm - jaws.y1Mm },
      notDosimetric: entry.cutAtImageEdge,
    },
  };
}

function pickAngles({
  gantryDeg,
  couchDeg,
  collimatorDeg,
}: Beam): Pick<Beam, 'gantryDeg' | 'couchDeg' | 'collimatorDeg'> {
  return { gantryDeg, couchDeg, collimatorDeg };
}

/** Where the axes of a group meet before any source-skin distance moves them, or why there is no such point. */
export function plannedIsocentre({ group, regionByName }: BeamSetupInput): { pointMm: Vec3 } | Diagnostic {
  const { isocentre } = group;
  if (isocentre.kind === 'point') return { pointMm: isocentre.pointMm };
  if (isocentre.kind === 'provided') throw new Error('beams of a file are placed by their deliveries');
  const region = regionByName(isocentre.region);
  const pointMm = region && centroidMm(region);
  if (pointMm) return { pointMm };
  const message = `The isocentre is the centroid of ${isocentre.region}, which is ${region ? 'empty' : 'not there'}. Name a region that has a volume, or write the point.`;
  return diagnostic('RT4108', isocentre.at, message);
}

/** The isocentre as planned, or moved along the central axis until the skin lies at the wanted SSD. */
function placeIsocentre(
  { group, beam, machine, body }: BeamSetupInput,
  { z }: Axes,
  plannedMm: Vec3,
): { isocentreMm: Vec3; sourceMm: Vec3; ssdMm?: number } | Diagnostic {
  const sourceMm = along(plannedMm, z, machine.sadMm);
  const forward = combine(-1, z, 0, z);
  const skinMm = distanceToRegion(body, sourceMm, forward);
  if (group.ssdMm === undefined) return { isocentreMm: plannedMm, sourceMm, ssdMm: skinMm };
  if (skinMm === undefined) {
    const message = `The central axis of ${beam.name} does not meet the patient, so the skin cannot be set to SSD ${cm(group.ssdMm)}. Point the axis at the body: check the isocentre and the angles.`;
    return diagnostic('RT4110', beam.at, message);
  }
  const shift = skinMm - group.ssdMm;
  return {
    isocentreMm: along(plannedMm, forward, shift),
    sourceMm: along(sourceMm, forward, shift),
    ssdMm: group.ssdMm,
  };
}

function isocentreFindings({ group, beam, medium, regionByName }: BeamSetupInput, pointMm: Vec3): Diagnostic[] {
  const findings: Diagnostic[] = [];
  if (!holds(medium.grid, pointMm)) {
    const message = `The isocentre (${point(pointMm)}) lies outside the dose grid. Check its coordinates (mm, DICOM LPS).`;
    findings.push(diagnostic('RT4109', group.isocentre.at, message));
  }
  const wanted = group.region ?? (beam.aperture.kind === 'conformal' ? beam.aperture.region : undefined);
  // With a fixed SSD the isocentre stands where the skin wants it; and the centroid of a hollow region lies outside it by its shape.
  const isMeant =
    group.ssdMm !== undefined || (group.isocentre.kind === 'centroid' && group.isocentre.region === wanted);
  const target = wanted === undefined || isMeant ? undefined : regionByName(wanted);
  if (!target) return findings;
  const distance = sampleAt(target.grid, target.signedDistanceMm, pointMm);
  if (distance === undefined || distance > 0) {
    const by = distance === undefined ? '' : `, by ${distance.toFixed(1)} mm`;
    const message = `The isocentre (${point(pointMm)}) lies outside ${target.name}, the region these beams are for${by}. Write "isocentre = centroid of ${target.name}" or a point inside it, unless this is meant.`;
    findings.push(diagnostic('RT4102', group.isocentre.at, message));
  }
  return findings;
}

function holds(grid: Grid, pointMm: Vec3): boolean {
  return indexOf(grid, pointMm).every((index, axis) => index >= -0.5 && index <= grid.size[axis] - 0.5);
}

function cm(mm: number): string {
  return `${Number((mm / 10).toFixed(2))} cm`;
}

function point(pointMm: Vec3): string {
  return pointMm.map((value) => `${Number(value.toFixed(1))}`).join(', ') + ' mm';
}
