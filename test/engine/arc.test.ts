import assert from 'node:assert/strict';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { createGraph } from '../../src/engine/graph/graph.ts';
import { previewModel } from '../../src/engine/preview-model.ts';
import { resultJson, resultSchema } from '../../src/engine/result-json.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { sampleAt } from '../../src/patient/grid.ts';
import { pooledRun } from '../support/pooled-run.ts';

/** A water cylinder along the axis of rotation, with a target that looks different from each side. */
const text = (beams: string, { grid = 10, length = 10, voxel = 5 } = {}): string => `plan "Arc"

phantom Drum {
  size = 24 cm x 24 cm x ${length} cm
  voxel = ${voxel} mm
  Body = cylinder diameter 20 cm length ${length} cm along z at (0, 0, 0) mm { HU = 0 }
  Tumour = box 5 cm x 3 cm x 4 cm at (10, 5, 0) mm
}

patient P1 {
  images { ct = phantom Drum }
  structures = phantom Drum
}

organ Body = structure "Body"
target GTV = structure "Tumour"

schedule 1 fraction {
  GTV 2 Gy
  normalise none
}

beams photon {
  machine = std.linac6MV
  isocentre = point (0, 0, 0) mm
  ${beams}
}

compute { grid = ${grid} mm }
`;

describe('a beam that turns', function () {
  this.timeout(120_000);
  const resultOf = pooledRun();

  it('has the dose of standing beams at its positions, through the openings half way between control points', async () => {
    const arc = await resultOf(
      text('arc A { gantry = 30 deg to 42 deg clockwise   collimator = 20 deg   aperture = conformal to GTV   mu = 90 MU }'), // prettier-ignore
    );
    const [{ positions }] = arc.beams;
    assert.deepEqual(
      positions.map(({ gantryDeg, muPerFraction, apertures }) => [
        gantryDeg,
        Math.round(muPerFraction * 1e9) / 1e9,
        apertures.length,
      ]),
      [32, 36, 40].map((angle) => [angle, 30, 1]),
    );
    const standing = positions.map(({ gantryDeg, apertures: [{ jaws, leaves }] }) => {
      const ends = leaves!.leftMm.map((left, pair) => `(${exact(left)}, ${exact(leaves!.rightMm[pair])}) mm`);
      const shape = `jaws(x1: ${exact(jaws.x1Mm)} mm, x2: ${exact(jaws.x2Mm)} mm, y1: ${exact(jaws.y1Mm)} mm, y2: ${exact(jaws.y2Mm)} mm)`;
      return `beam B${gantryDeg} { gantry = ${gantryDeg} deg   collimator = 20 deg   mu = 30 MU   aperture = ${shape} leaves from 1 ${ends.join(', ')} }`;
    });
    const sum = await resultOf(text(standing.join('\n  ')));
    assert.ok(difference(arc, sum) < 1e-6, `${difference(arc, sum)} of the maximum`);
  });

  it('has nearly the dose of beams that are fitted at those angles themselves', async () => {
    const shape = 'aperture = conformal to GTV margin 5 mm';
    const arc = await resultOf(text(`arc A { gantry = 30 deg to 42 deg clockwise   ${shape}   mu = 90 MU }`));
    const beams = [32, 36, 40].map((at) => `beam B${at} { gantry = ${at} deg   ${shape}   mu = 30 MU }`);
    const sum = await resultOf(text(beams.join('\n  ')));
    assert.ok(difference(arc, sum) < 0.01, `${difference(arc, sum)} of the maximum`);
  });

  it('is the same in either sense, and in two halves', async () => {
    const shape = 'aperture = conformal to GTV';
    const arc = (name: string, turn: string, mu: number) =>
      `arc ${name} { gantry = ${turn} every 5 deg   ${shape}   mu = ${mu} MU }`;
    const clockwise = await resultOf(text(arc('A', '-90 deg to 90 deg clockwise', 100)));
    const back = await resultOf(text(arc('A', '90 deg to -90 deg counterclockwise', 100)));
    assert.ok(difference(clockwise, back) < 1e-6, `${difference(clockwise, back)} of the maximum`);
    const halves = await resultOf(
      text(`${arc('A', '-90 deg to 0 deg clockwise', 50)}\n  ${arc('B', '0 deg to 90 deg clockwise', 50)}`),
    );
    assert.ok(difference(clockwise, halves) < 1e-6, `${difference(clockwise, halves)} of the maximum`);
    const full = await resultOf(text(arc('A', '0 deg to 360 deg clockwise', 100)));
    const fullBack = await resultOf(text(arc('A', '0 deg to -360 deg counterclockwise', 100)));
    assert.ok(difference(full, fullBack) < 1e-6, `${difference(full, fullBack)} of the maximum`);
  });

  it('goes evenly round a cylinder', async () => {
    const result = await resultOf(
      text('arc A { gantry = 0 deg to 360 deg clockwise   aperture = 6 cm x 5 cm   mu = 100 MU }', { grid: 5 }),
    );
    for (const radius of [0.1, 20, 45, 70]) {
      const [least, greatest] = aroundAxis(result, radius);
      assert.ok(greatest / least < 1.04, `${least} to ${greatest} Gy at ${radius} mm`);
    }
  });

  it('ripples at the skin where steps are wide for the field, as it then says', async () => {
    const narrow = (step: number) =>
      resultOf(
        text(
          `arc A { gantry = 0 deg to 60 deg clockwise every ${step} deg   aperture = 0.6 cm x 3 cm   mu = 100 MU }`,
          {
            grid: 2,
            length: 2,
            voxel: 2,
          },
        ),
      );
    const [coarse, fine] = [await narrow(5), await narrow(1)];
    const warned = ({ diagnostics }: RunResult) => diagnostics.some(({ code }) => code === 'RT4123');
    assert.deepEqual([warned(coarse), warned(fine)], [true, false]);
    const ripple = (result: RunResult) => {
      const [least, greatest] = aroundAxis(result, 80, [10, 50]);
      return greatest / least - 1;
    };
    assert.ok(ripple(coarse) > 3 * ripple(fine), `${ripple(coarse)} in steps of 5°, ${ripple(fine)} of 1°`);
    // The rest is of voxels of 2 mm at a round skin, in a field of 6 mm.
    assert.ok(ripple(fine) < 0.1, `${ripple(fine)}`);
  });

  it('has the same bits for any number of threads, and a new weight costs no dose', async () => {
    const plan = (weight: number) =>
      text(
        `arc A { gantry = 0 deg to 40 deg clockwise   aperture = conformal to GTV   weight = ${weight} }\n  beam B { gantry = 90 deg   aperture = 5 cm x 5 cm }`,
      ).replace('normalise none', 'normalise GTV D50% = 2 Gy');
    const graph = createGraph();
    const two = await resultOf(plan(1), { graph });
    const alone = createDosePool({ threads: 1 });
    try {
      assert.deepEqual((await resultOf(plan(1), { pool: alone })).doseGy, two.doseGy);
    } finally {
      await alone.dispose();
    }
    const asked: number[] = [];
    const counting = new Proxy(resultOf.pool(), {
      get: (target, property) =>
        property === 'beamDoses'
          ? (...[medium, beams, options]: Parameters<DosePool['beamDoses']>) => {
              asked.push(beams.length);
              return target.beamDoses(medium, beams, options);
            }
          : Reflect.get(target, property),
    });
    const heavier = await resultOf(plan(2), { graph, pool: counting });
    assert.deepEqual(asked, []);
    assert.ok(difference(heavier, two) > 0.01);
  });

  it('is told by its control points in result.json, and by its turn in the preview', async () => {
    const result = await resultOf(
      text('arc A { gantry = 8 deg to 352 deg counterclockwise   aperture = conformal to GTV   mu = 40 MU }'),
    );
    const about = { file: 'arc.rtplan', sha256: '', relative: (file: string) => file, suppressed: [] };
    const [{ controlPoints, positions, gantryDeg }] = resultSchema.parse(resultJson(result, about)).beams;
    assert.equal(gantryDeg, 8);
    assert.deepEqual(
      positions.map((position) => position.gantryDeg),
      [6, 2, 358, 354],
    );
    assert.deepEqual(
      controlPoints?.map((point) => point.gantryDeg),
      [8, 4, 0, 356, 352],
    );
    assert.deepEqual(
      controlPoints?.map((point) => point.muGiven),
      [0, 10, 20, 30, 40],
    );
    const [beam] = previewModel(result).model.beams;
    assert.equal(beam.anglesText, 'gantry 8° → 352° ccw, couch 0°, collimator 0°');
  });
});

/** Decimal, so that it can stand in a text. */
function exact(value: number): string {
  return value.toFixed(12);
}

/** The largest difference between two doses, as a share of the maximum. */
function difference(a: RunResult, b: RunResult): number {
  let [greatest, maximum] = [0, 0];
  for (const [i, gy] of a.doseGy.entries()) {
    greatest = Math.max(greatest, Math.abs(gy - b.doseGy[i]));
    maximum = Math.max(maximum, gy);
  }
  return greatest / maximum;
}

/** Least and greatest dose on a circle about the axis of rotation. */
function aroundAxis({ doseGrid, doseGy }: RunResult, radiusMm: number, [from, to] = [0, 360]): [number, number] {
  const doses: number[] = [];
  for (let degrees = from; degrees <= to; degrees += 0.5) {
    const angle = (degrees * Math.PI) / 180;
    const point: [number, number, number] = [radiusMm * Math.sin(angle), -radiusMm * Math.cos(angle), 0];
    doses.push(sampleAt(doseGrid, doseGy, point)!);
  }
  return [Math.min(...doses), Math.max(...doses)];
}
