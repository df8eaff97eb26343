import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hypoxiaReductionFactor, oxygenConstants } from '../../../src/biology/oxygen.ts';
import { oxygenFromUptake } from '../../../src/biology/oxygen-from-uptake.ts';
import { createGraph } from '../../../src/engine/graph/graph.ts';
import type { RegionOutcome } from '../../../src/engine/outcome/types.ts';
import type { RunResult } from '../../../src/engine/results.ts';
import { pooledRun } from '../../support/pooled-run.ts';

const file = join(import.meta.dirname, '../../../examples/hypoxia.rtplan');
const example = readFileSync(file, 'utf8').replace('grid = 3 mm', 'grid = 6 mm');

const oxygen = /^.*oxygen = .*\n/m;
const reoxygenation = /^.*reoxygenates with .*\n/m;

describe('The example of a hypoxic core', function () {
  this.timeout(120_000);
  const resultOf = pooledRun();
  const graph = createGraph();

  /** The example with parts of its text replaced, each of which has to be there. */
  async function run(...changes: readonly (readonly [RegExp | string, string])[]): Promise<RunResult> {
    const text = changes.reduce((changed, [from, to]) => {
      assert.ok(typeof from === 'string' ? changed.includes(from) : from.test(changed), `the example has no ${from}`);
      return changed.replace(from, to);
    }, example);
    return resultOf(text, { graph });
  }

  const regionOf = ({ outcome }: RunResult, name: string): RegionOutcome => {
    const found = outcome.regions.find(({ region }) => region === name);
    return found ?? assert.fail(`${name} has no outcome`);
  };
  const tcp = (result: RunResult, name = 'GTV'): number =>
    regionOf(result, name).tcp?.value ?? assert.fail(`${name} has no TCP`);
  const inFullOxygen = [
    [oxygen, ''],
    [reoxygenation, ''],
  ] as const;
  const prescribed = (doseGy: number) =>
    [
      ['PTV  70 Gy', `PTV  ${doseGy} Gy`],
      ['D50% = 70 Gy', `D50% = ${doseGy} Gy`],
    ] as const;

  it('has a TCP and NTCPs with interval or the words why not, model and citation', async () => {
    const result = await run();
    const gtv = regionOf(result, 'GTV').tcp!;
    assert.ok(!('none' in gtv.interval));
    assert.ok(gtv.interval.from < gtv.value && gtv.value < gtv.interval.to);
    assert.match(gtv.model, /Poisson LQ.*oxygen from uptake, reoxygenation/);
    assert.match(gtv.source, /Webb.*Toma-Dasu.*Carlson/);
    for (const organ of ['Cord', 'Parotid_L', 'Parotid_R']) {
      const [ntcp] = regionOf(result, organ).ntcps;
      assert.ok(ntcp.model !== '' && ntcp.source !== '');
    }
    assert.ok(result.outcome.pPlus!.value <= gtv.value);
  });

  it('lowers tumour control by its oxygen, and that alone: dose and complications are the same', async () => {
    const [hypoxic, oxic] = [await run(), await run(...inFullOxygen)];
    assert.ok(tcp(hypoxic) < tcp(oxic) - 0.05, `${tcp(hypoxic)}, in oxygen ${tcp(oxic)}`);
    assert.deepEqual(hypoxic.doseGy, oxic.doseGy);
    assert.deepEqual(regionOf(hypoxic, 'Parotid_L').ntcps, regionOf(oxic, 'Parotid_L').ntcps);
  });

  it('does so the more, the larger the core, the less its oxygen and the slower it comes back', async () => {
    const base = tcp(await run());
    const larger = tcp(await run(['sphere diameter 20 mm', 'sphere diameter 26 mm']));
    const lower = tcp(await run(['uptake fmiso = 3 ', 'uptake fmiso = 4 ']));
    const slower = tcp(await run(['halflife 10 d', 'halflife 30 d']));
    const never = tcp(await run([reoxygenation, '']));
    assert.ok(larger < base && lower < base, `${larger}, ${lower}, ${base}`);
    assert.ok(never < slower && slower < base, `${never}, ${slower}, ${base}`);
  });

  it('comes to the control in full oxygen as oxygen comes back within the first day', async () => {
    const [oxic, soon] = [await run(...inFullOxygen), await run(['halflife 10 d', 'halflife 0.05 d'])];
    assert.ok(tcp(soon) < tcp(oxic) && tcp(oxic) - tcp(soon) < 0.01, `${tcp(soon)}, in oxygen ${tcp(oxic)}`);
  });

  // Carlson 2006: a static voxel at p is as one in full oxygen with the dose over HRF(p). From its edge to its middle the core has uptakes of 1.4 to 3.
  it('lies between control in full oxygen at the dose over the greatest and the least hypoxia reduction of its uptake', async () => {
    const reduction = (uptake: number) =>
      hypoxiaReductionFactor(oxygenFromUptake(uptake, oxygenConstants.fmiso).pressureMmHg, oxygenConstants.carlson);
    const atDoseOver = async (factor: number) => tcp(await run(...inFullOxygen, ...prescribed(70 / factor)), 'Hypoxic');
    const still = tcp(await run([reoxygenation, '']), 'Hypoxic');
    const [least, most] = [await atDoseOver(reduction(3)), await atDoseOver(reduction(1.4))];
    assert.ok(least < still && still < most, `${still}, expected ${least} to ${most}`);
    // No oxygen at all costs a factor of 3 at most (Alper and Howard-Flanders 1956).
    assert.ok(reduction(10.9) <= 3);
  });

  // Popple RA, Ove R, Shen S. Int J Radiat Oncol Biol Phys 2002;54:921-927: 120 to 150 % of the primary dose.
  it('is made good by a boost as large as the literature has it', async () => {
    const oxic = tcp(await run(...inFullOxygen), 'Hypoxic');
    const boosted = async (factor: number) =>
      tcp(await run([reoxygenation, ''], ...prescribed(70 * factor)), 'Hypoxic');
    const [by120, by150] = [await boosted(1.2), await boosted(1.5)];
    assert.ok(by120 < oxic && oxic < by150, `${by120} with 120 %, ${by150} with 150 %, in oxygen ${oxic}`);
  });
});
