import { setUpBeam } from './beam-setup.ts';
import { placeArc } from './place-arc.ts';
import { placeDelivery } from './place-delivery.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { BeamSetupInput, PlacedBeam } from './beam-setup-types.ts';

/** A beam in its place: one set-up for a beam that a plan writes, one for each position of an arc, or of a delivery that a file tells. Absent where a finding is an error. */
export function placeBeam(input: BeamSetupInput): { beam?: PlacedBeam; diagnostics: Diagnostic[] } {
  const { machine } = input;
  const { aperture } = input.beam;
  if (aperture.kind === 'delivered') return placeDelivery(input, aperture.delivery);
  if (input.beam.arc) return placeArc(input, input.beam.arc);
  const { setup, diagnostics } = setUpBeam(input);
  return { ...(setup ? { beam: { machine, setups: [{ share: 1, setup }] } } : {}), diagnostics };
}
