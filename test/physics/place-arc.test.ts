import assert from 'node:assert/strict';
import { machines } from '../../src/physics/machine.ts';
import { placeBeam } from '../../src/physics/place-beam.ts';
import { box, airOrWater, centredGrid, makeMedium, makeRegion } from './media.ts';
import type { Beam } from '../../src/plan/plan.ts';
import type { BeamSetupInput } from '../../src/physics/beam-setup-types.ts';

const at = { file: 'plan.rtplan', start: { line: 3, character: 2 }, end: { line: 3, character: 9 } };
const planningGrid = centredGrid([80, 80, 60], [5, 5, 5]);
const half = [100, 80, 120] as const;
const body = makeRegion('Body', planningGrid, box([0, 0, 0], half));
const medium = makeMedium({
  size: [80, 80, 60],
  spacingMm: [5, 5, 5],
  fill: (p) => airOrWater(p.every((value, axis) => Math.abs(value) < half[axis])),
});
// Long in x, short in y: from the front the field is wide along x, from the side narrow.
const target = makeRegion('Target', planningGrid, box([0, 0, 0], [40, 10, 20]));

describe('an arc in its place', () => {
  it('fits its opening to the target as seen from each control point', () => {
    const { beam, diagnostics } = placeBeam(input({ turnDeg: 90, stepDeg: 5 }));
    assert.deepEqual(diagnostics, []);
    const { controlPoints } = beam!.delivery!;
    assert.equal(controlPoints.length, 19);
    const widths = controlPoints.map(({ xJawsMm }) => xJawsMm![1] - xJawsMm![0]);
    assert.ok(Math.abs(widths[0] - 80) < 4, `${widths[0]} from the front`);
    assert.ok(Math.abs(widths[18] - 20) < 4, `${widths[18]} from the side`);
    assert.deepEqual(
      controlPoints.map(({ givenShare }) => Math.round(givenShare * 18)),
      Array.from({ length: 19 }, (_, i) => i),
    );
    assert.ok(controlPoints.slice(0, -1).every(({ gantrySense }) => gantrySense === 'CW'));
  });

  it('opens nothing beside what a control point opens: pairs behind a jaw wait where they will open', () => {
    // With the collimator turned, the corners of the target come and go in the outer pairs while the gantry turns.
    const { beam } = placeBeam(input({ turnDeg: 90, stepDeg: 5 }, { collimatorDeg: 35 }));
    const { controlPoints, leafBoundariesMm: boundaries } = beam!.delivery!;
    let opening = 0;
    for (const [i, { setup }] of beam!.setups.entries())
      for (const { jaws, leaves } of setup.apertures.map(({ aperture }) => aperture))
        for (let pair = 0; pair < leaves!.leftMm.length; pair++) {
          const isHidden = ([y1, y2]: readonly [number, number]) =>
            boundaries![pair + 1] <= y1 || boundaries![pair] >= y2;
          const around = [controlPoints[i], controlPoints[i + 1]];
          const seen = around.filter(({ yJawsMm }) => !isHidden(yJawsMm!));
          if (seen.length !== 1 || isHidden([jaws.y1Mm, jaws.y2Mm])) continue;
          opening++;
          assert.ok(leaves!.leftMm[pair] >= seen[0].leaves!.leftMm[pair] - 1e-9, `pair ${pair + 1} of position ${i}`);
          assert.ok(leaves!.rightMm[pair] <= seen[0].leaves!.rightMm[pair] + 1e-9, `pair ${pair + 1} of position ${i}`);
        }
    assert.ok(opening > 0);
  });

  it('names the angles at which the head would stand in the patient, once', () => {
    const machine = machines.get('std.linac6MV')!;
    const low = { ...machine, head: { ...machine.head!, clearanceMm: { value: 95, source: 'this test' } } };
    const { beam, diagnostics } = placeBeam({ ...input({ turnDeg: 180, stepDeg: 5 }), machine: low });
    assert.ok(beam);
    const [finding, ...others] = diagnostics.filter(({ code }) => code === 'RT4117');
    assert.deepEqual(others, []);
    assert.match(finding.message, /at A at \d+(\.\d)?°.*So at \d+ of the beam's 36 positions/);
  });

  it('is refused where its target is not there, or the machine has no leaves', () => {
    const gone = placeBeam({ ...input({ turnDeg: 20, stepDeg: 5 }), regionByName: () => undefined });
    assert.deepEqual([gone.beam, gone.diagnostics.map(({ code }) => code)], [undefined, ['RT4106']]);
    const bare = placeBeam({ ...input({ turnDeg: 20, stepDeg: 5 }), machine: machines.get('std.point6MV')! });
    assert.deepEqual([bare.beam, bare.diagnostics.map(({ code }) => code)], [undefined, ['RT4107']]);
  });

  it('may keep a rectangular field', () => {
    const aperture: Beam['aperture'] = { kind: 'rectangle', x1Mm: -30, x2Mm: 30, y1Mm: -20, y2Mm: 20, at };
    const { beam } = placeBeam(input({ turnDeg: -20, stepDeg: 4 }, { aperture }));
    assert.equal(beam!.setups.length, 5);
    assert.deepEqual(
      beam!.setups.map(({ setup }) => setup.gantryDeg),
      [358, 354, 350, 346, 342],
    );
  });
});

function input(arc: { turnDeg: number; stepDeg: number }, beam: Partial<Beam> = {}): BeamSetupInput {
  return {
    group: {
      machine: 'std.linac6MV',
      isocentre: { kind: 'point', pointMm: [0, 0, 0], at },
      beams: [],
      acceptTruncated: false,
      at,
    },
    beam: {
      name: 'A',
      gantryDeg: 0,
      couchDeg: 0,
      collimatorDeg: 0,
      aperture: { kind: 'conformal', region: 'Target', marginMm: 0, at },
      weight: 1,
      at,
      ...beam,
      arc: { ...arc, at },
    },
    machine: machines.get('std.linac6MV')!,
    body,
    regionByName: (name) => (name === 'Target' ? target : undefined),
    planningGrid,
    medium,
    patientPosition: 'HFS',
  };
}
