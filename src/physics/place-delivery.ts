import { beamAxes, combine } from './coordinates.ts';
import { finishSetup } from './beam-setup.ts';
import { deliveredPositions } from './delivery.ts';
import { checkDelivery, machineAperture, openExtent } from './delivery-limits.ts';
import { along, distanceToRegion } from './skin.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Delivery } from '../plan/delivery.ts';
import type { Machine } from './machine.ts';
import type { BeamSetupInput, PlacedBeam, WeightedSetup } from './beam-setup-types.ts';

/** A beam of a file in its place. Absent where a finding is an error. */
export function placeDelivery(
  asked: BeamSetupInput,
  delivery: Delivery,
): { beam?: PlacedBeam; diagnostics: Diagnostic[] } {
  const machine = machineOf(delivery, asked.machine);
  const input = { ...asked, machine };
  const limits = checkDelivery(input, delivery);
  if (limits.some(({ severity }) => severity === 'error')) return { diagnostics: limits };
  const { beam, diagnostics } = placePositions(input, delivery, () => input.beam.name);
  return { ...(beam ? { beam } : {}), diagnostics: [...limits, ...diagnostics] };
}

/** One set-up for each position of a delivery; no beam where a finding is an error. */
export function placePositions(
  input: BeamSetupInput,
  delivery: Delivery,
  /** What findings call the beam. */
  nameAt: (gantryDeg: number) => string,
): { beam?: PlacedBeam; diagnostics: Diagnostic[] } {
  const { body, machine, patientPosition } = input;
  const found: Diagnostic[][] = [];
  const setups: WeightedSetup[] = [];
  const extent = openExtent(delivery);
  for (const { share, isocentreMm, apertures, ...angles } of deliveredPositions(delivery)) {
    const axes = beamAxes(angles, patientPosition);
    const sourceMm = along(isocentreMm, axes.z, machine.sadMm);
    const ssdMm = distanceToRegion(body, sourceMm, combine(-1, axes.z, 0, axes.z));
    const weighted = apertures.map(({ share: part, ...ends }) => ({
      share: part,
      aperture: machineAperture(ends, extent),
    }));
    const name = nameAt(angles.gantryDeg);
    const { setup, diagnostics } = finishSetup(
      { ...input, beam: { ...input.beam, name } },
      { ...angles, isocentreMm, sourceMm, axes, ssdMm, apertures: weighted },
    );
    found.push(diagnostics);
    if (setup) setups.push({ share, setup: { ...setup, name: input.beam.name } });
  }
  const diagnostics = overPositions(found, 'positions');
  return {
    ...(diagnostics.some(({ severity }) => severity === 'error') ? {} : { beam: { machine, setups, delivery } }),
    diagnostics,
  };
}

/** What is found at many positions of one beam is said once, with how many they are. */
export function overPositions(found: readonly (readonly Diagnostic[])[], what: string): Diagnostic[] {
  const byCode = new Map<string, Diagnostic[]>();
  for (const finding of found.flat()) byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding]);
  return [...byCode.values()].map((same) =>
    found.length === 1
      ? same[0]
      : { ...same[0], message: `${same[0].message} (So at ${same.length} of the beam's ${found.length} ${what}.)` },
  );
}

/** The machine with the leaf edges of the file, and without the jaws that the file does not have: what is delivered goes through those. */
function machineOf({ leafBoundariesMm, controlPoints: [first] }: Delivery, machine: Machine): Machine {
  const { leaves, jaws } = machine;
  if (!leafBoundariesMm || !leaves) return machine;
  return {
    ...machine,
    jaws: { ...(first.xJawsMm ? { x: jaws.x } : {}), ...(first.yJawsMm ? { y: jaws.y } : {}) },
    leaves: { ...leaves, boundariesMm: { value: leafBoundariesMm, source: 'the plan file' } },
  };
}
