import os from 'node:os';
import { createDosePool } from '../engine/dose-pool.ts';
import type { DoseOf } from '../physics/water-scan.ts';
import { UsageError } from './exit-codes.ts';
import { machineCheck } from './machine-check.ts';
import { machineFit } from './machine-fit.ts';

/** `dosewright machine check|fit …` */
export async function machine(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name !== 'check' && name !== 'fit') throw new UsageError('machine expects check or fit');
  const pool = createDosePool({ threads: os.availableParallelism() });
  const doseOf: DoseOf = async (medium, setup, of) => {
    const doses = await pool.beamDoses(medium, [{ machine: of, setups: [{ share: 1, setup }] }]);
    if (doses.kind === 'doses') return doses.gyPerMu[0];
    throw new Error(doses.kind === 'failed' ? doses.message : 'The calculation was cancelled.');
  };
  try {
    return await (name === 'check' ? machineCheck(rest, doseOf) : machineFit(rest, doseOf));
  } finally {
    await pool.dispose();
  }
}
