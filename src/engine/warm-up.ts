import { squareField } from '../physics/calibration.ts';
import { machines } from '../physics/machine.ts';
import { materials } from '../patient/medium.ts';
import type { PlacedBeam } from '../physics/beam-setup-types.ts';
import type { DosePool } from './dose-pool.ts';

/**
 * Starts a pool's threads and runs a small beam through them, so that they and their code are warm when the first plan's images and regions are
 * ready: a first preview is then there in a third of the time. The dose is thrown away; what goes wrong will go wrong again, and be told, in the plan's run.
 */
export async function warmUp(pool: DosePool): Promise<void> {
  const side = 32;
  const voxels = side ** 3;
  const medium = {
    grid: { size: [side, side, side], originMm: [-75, 5, -75], spacingMm: [5, 5, 5] } as const,
    densityGPerCm3: new Float32Array(voxels).fill(1),
    material: new Uint8Array(voxels).fill(materials.indexOf('water')),
  };
  const machine = machines.get('std.linac6MV')!;
  const field = squareField(machine, { fieldMm: 80, ssdMm: 1000 });
  const [{ aperture }] = field.apertures;
  const pairs = machine.leaves!.boundariesMm.value.length - 1;
  const leaves = { leftMm: Array<number>(pairs).fill(-30), rightMm: Array<number>(pairs).fill(30) };
  const setup = { ...field, apertures: [{ share: 1, aperture: { ...aperture, leaves } }] };
  const beam: PlacedBeam = { machine, setups: [{ share: 1, setup }] };
  const { preview, final } = pool.kernels;
  for (const kernel of preview === final ? (['final'] as const) : (['preview', 'final'] as const))
    await pool.beamDoses(medium, Array<PlacedBeam>(4).fill(beam), { cones: 20, kernel });
}
