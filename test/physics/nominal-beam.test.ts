import assert from 'node:assert/strict';
import { machines } from '../../src/physics/machine.ts';
import { nominalBeam } from '../../src/physics/nominal-beam.ts';

describe('what a beam is called', () => {
  const linac = machines.get('std.linac6MV')!;

  it('is 6 MV, flattened, for the linac with horns, and 6 MV alone for the ideal point', () => {
    assert.deepEqual(nominalBeam(linac), { energyMv: 6, flattened: true });
    assert.deepEqual(nominalBeam(machines.get('std.point6MV')!), { energyMv: 6 });
  });

  it('is flattening filter free where the fluence falls from the axis outwards', () => {
    const profile = {
      kind: 'radial' as const,
      radiusMm: [0, 50, 100, 200],
      relative: [1, 0.95, 0.87, 0.68],
      source: 'test',
    };
    assert.deepEqual(nominalBeam({ ...linac, profile }), { energyMv: 6, flattened: false });
  });
});
