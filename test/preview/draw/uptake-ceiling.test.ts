import assert from 'node:assert/strict';
import { uptakeCeiling } from '../../../src/preview/draw/uptake-ceiling.ts';
import type { LoadedModel } from '../../../src/preview/loaded.ts';
import { fill } from '../synthetic-model.ts';
import { grid, radialModel } from './phantoms.ts';

describe('the full colour of an overlaid image', () => {
  // 9 in the middle of the target, 60 in a corner far from it, as of a bladder.
  const pet = fill(grid, (x, y, z) => (Math.hypot(x, y, z) < 10 ? 9 : x > 40 && y > 40 ? 60 : 1));
  const image = { name: 'pet', quantity: 'SUVbw', grid, values: 'pet' };
  const withPet = (loaded: LoadedModel): LoadedModel => ({
    model: { ...loaded.model, images: [...loaded.model.images, image] },
    volumes: new Map([...loaded.volumes, ['pet', pet]]),
  });

  it('is the greatest value in the targets, whatever shines elsewhere', () => {
    assert.equal(uptakeCeiling(withPet(radialModel()), image), 9);
  });

  it('is the greatest value of the image where the plan has no targets', () => {
    const { regions } = radialModel().model;
    const loaded = withPet(radialModel({ regions: regions.filter((region) => region.role === 'body') }));
    assert.equal(uptakeCeiling(loaded, image), 60);
  });
});
