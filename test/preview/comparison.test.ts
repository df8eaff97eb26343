import assert from 'node:assert/strict';
import { differenceTo, rungCompared } from '../../src/preview/comparison.ts';
import { differenceScale, washAt } from '../../src/preview/draw/raster.ts';
import type { LoadedModel } from '../../src/preview/loaded.ts';
import { radialModel } from './draw/phantoms.ts';

const at = { file: '/p.rtplan', start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };

function compared(): LoadedModel {
  const base = radialModel();
  const ours = base.volumes.get(base.model.dose.values)!;
  const rung = { name: 'Uniform', range: at, dose: 'uniform', dvhs: [] };
  return {
    model: { ...base.model, baselines: ['Uniform'], ladder: { rungs: [rung], rows: [], tests: [] } },
    volumes: new Map([...base.volumes, ['uniform', ours.map((gy, n) => gy - (n % 2 ? 4 : -6))]]),
  };
}

describe('the difference to a baseline', () => {
  it('is the plan minus the baseline, voxel by voxel, made once', () => {
    const loaded = compared();
    const rung = rungCompared(loaded, 'Uniform')!;
    const { values, mostGy } = differenceTo(loaded, rung);
    assert.ok(values.every((gy, n) => Math.abs(gy - (n % 2 ? 4 : -6)) < 1e-4));
    assert.ok(Math.abs(mostGy - 6) < 1e-4);
    assert.equal(differenceTo(loaded, rung).values, values);
    assert.equal(rungCompared(loaded, 'Other'), undefined);
  });

  it('is red where the plan has more, blue where it has less, and nothing where it is small', () => {
    const scale = differenceScale(6);
    assert.deepEqual([scale.low, scale.high], [-5, 5]);
    const [less, same, more] = [-5, 0.1, 5].map((gy) => washAt(scale, gy));
    assert.ok(less.colour[2] > less.colour[0] && more.colour[0] > more.colour[2]);
    assert.equal(same.opacity, 0);
    assert.equal(less.opacity, more.opacity);
  });
});
