import { beamQualities } from '../../physics/kernel.ts';
import type { Machine } from '../../physics/machine.ts';
import { pencilFields, pencilKernelOf } from '../../physics/pencil-beam/pencil-fields.ts';
import type { PencilKernel } from '../../physics/pencil-beam/pencil-kernel.ts';
import { breath } from '../breath.ts';
import { engineCodeHash } from '../engine-code.ts';
import type { DosePool } from '../dose-pool.ts';
import { constantHash } from '../graph/content-hash.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import { passingDoses } from './passing-doses.ts';

/** Directions of the fields that a kernel is found from: beside what a pencil beam leaves out, more would change nothing. */
const cones = 48;

/** The pencil kernel of a machine, found from fields in water that the engine computes; kept from run to run. Throws where they cannot be computed. */
export async function pencilKernel(
  machine: Machine,
  { pool, graph, signal }: { readonly pool: DosePool; readonly graph: Graph; readonly signal: AbortSignal },
): Promise<PencilKernel> {
  const key = stepKey(
    'pencil kernel',
    engineCodeHash(),
    constantHash(machine),
    constantHash(beamQualities[machine.beamQuality]),
  );
  return graph.slowStep(key, async () => {
    const fields = pencilFields(machine);
    const doses: Float32Array[] = [];
    for (const { setup, tank } of fields) {
      const beam = { machine, setups: [{ share: 1, setup }] };
      doses.push(...(await passingDoses(tank, [beam], cones, { pool, signal })));
    }
    const steps = pencilKernelOf(machine, fields, doses);
    let next = steps.next();
    while (!next.done) {
      await breath(signal);
      next = steps.next();
    }
    return next.value.kernel;
  });
}
