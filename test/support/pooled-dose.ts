import assert from 'node:assert/strict';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import type { DoseOf } from '../../src/physics/water-scan.ts';
import { buildBundles } from './bundles.ts';

/** Doses of single fields by two threads that live as long as the suite that asks; of the final number of cones unless told otherwise. */
export function pooledDose(cones?: number): DoseOf {
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());
  return async (medium, setup, machine) => {
    const doses = await pool.beamDoses(medium, [{ machine, setups: [{ share: 1, setup }] }], { cones });
    return doses.kind === 'doses' ? doses.gyPerMu[0] : assert.fail(doses.kind);
  };
}
