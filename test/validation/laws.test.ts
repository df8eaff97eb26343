import assert from 'node:assert/strict';
import { absorbedEnergy, engineDose, finalOptions } from '../../tools/validate/engine-dose.ts';
import {
  gridOriginChange,
  reciprocityDifference,
  rotationChange,
  superpositionDifference,
} from '../../tools/validate/laws.ts';
import ideal from './ideal-superposition-6mv.json' with { type: 'json' };

describe('laws of the dose engine', function () {
  this.timeout(120_000);

  it('the energy absorbed in the phantom is within 2 % of TERMA × the kernels’ share inside it, in water, lung and bone', () => {
    for (const { name, fieldCm, layers, energyFemtoGyCm2G } of ideal.cases) {
      if (!['water 10 × 10', 'lung 3 to 8 cm, 10 × 10', 'bone 3 to 8 cm, 10 × 10'].includes(name)) continue;
      const ratio = absorbedEnergy(engineDose({ fieldCm, layers, voxelMm: [5, 5, 5] }), layers) / energyFemtoGyCm2G;
      assert.ok(Math.abs(ratio - 1) < 0.02, `${name}: ${ratio}`);
    }
  });

  it('the dose changes by less than 1 % of its maximum when the lattice of voxels is moved by parts of a voxel', () => {
    const percent = gridOriginChange(5, finalOptions);
    assert.ok(percent < 1, `${percent}`);
  });

  it('the dose changes by less than 1 % of its maximum when the gantry turns about a cylinder', () => {
    const percent = rotationChange(5, finalOptions);
    assert.ok(percent < 1, `${percent}`);
  });

  it('reciprocity: a broad parallel field gives on its axis what pencil beams over its area give, within 1 % in water', () => {
    const percent = reciprocityDifference(5, finalOptions);
    assert.ok(percent < 1, `${percent}`);
  });

  it('two unequal halves of a field add up to the field, through a slab of bone', () => {
    const percent = superpositionDifference(10, finalOptions);
    assert.ok(percent < 1e-3, `${percent}`);
  });
});
