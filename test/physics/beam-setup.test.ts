import assert from 'node:assert/strict';
import { setUpBeam } from '../../src/physics/beam-setup.ts';
import { machines } from '../../src/physics/machine.ts';
import { airOrWater, box, centredGrid, makeMedium, makeRegion, sphere } from './media.ts';
import type { Beam, BeamGroup } from '../../src/plan/plan.ts';
import type { BeamSetupInput } from '../../src/physics/beam-setup-types.ts';
import type { Region } from '../../src/patient/grid.ts';

const at = { file: 'plan.rtplan', start: { line: 3, character: 2 }, end: { line: 3, character: 9 } };
const isocentreAt = { file: 'plan.rtplan', start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
const planningGrid = centredGrid([80, 80, 60], [5, 5, 5]);
// A water box from −100 to 100 mm in x, −80 to 80 mm in y, −120 to 120 mm in z: 30 mm of air at the ends of the image.
const half = [100, 80, 120] as const;
const body = makeRegion('Body', planningGrid, box([0, 0, 0], half));
const medium = makeMedium({
  size: [80, 80, 60],
  spacingMm: [5, 5, 5],
  fill: (p) => airOrWater(p.every((value, axis) => Math.abs(value) < half[axis])),
});
const target = makeRegion('Target', planningGrid, sphere([20, 10, -15], 30));

describe('beam set-up', () => {
  it('SAD: the isocentre stays, SSD and depth follow from the skin', () => {
    const { setup, diagnostics } = setUpBeam(input());
    assert.deepEqual(diagnostics, []);
    near(setup!.isocentreMm, [20, 10, -15]);
    near(setup!.sourceMm, [20, -990, -15]);
    assert.ok(Math.abs(setup!.ssdMm - 910) < 0.1);
    assert.ok(Math.abs(setup!.isocentreDepthMm - 90) < 0.1);
    // Water, after 115 mm of air at 1.2 mg/cm³.
    assert.ok(Math.abs(setup!.isocentreWaterEquivalentDepthMm - 90) < 0.5);
    assert.deepEqual(setup!.fieldSizeMm, { x: 100, y: 80 });
    assert.equal(setup!.notDosimetric, false);
  });

  it('SSD: the isocentre moves along the axis until the skin lies at the distance', () => {
    const { setup } = setUpBeam(input({ group: { ssdMm: 1000 } }));
    near(setup!.isocentreMm, [20, -80, -15]);
    near(setup!.sourceMm, [20, -1080, -15]);
    assert.equal(setup!.ssdMm, 1000);
    assert.equal(setup!.isocentreDepthMm, 0);
    const shallower = setUpBeam(input({ group: { ssdMm: 950 }, beam: { gantryDeg: 90 } })).setup!;
    near(shallower.isocentreMm, [50, 10, -15]);
    near(shallower.sourceMm, [1050, 10, -15]);
  });

  it('the centroid of a region is its centre of volume', () => {
    const { setup } = setUpBeam(
      input({ group: { isocentre: { kind: 'centroid', region: 'Target', at: isocentreAt } } }),
    );
    near(setup!.isocentreMm, [20, 10, -15], 0.05);
  });

  it('leaves fit the region and the margin', () => {
    const aperture: Beam['aperture'] = { kind: 'conformal', region: 'Target', marginMm: 5, at };
    const { setup } = setUpBeam(input({ beam: { aperture } }));
    assert.ok(Math.abs(setup!.fieldSizeMm.x - 70) < 1.5, `${setup!.fieldSizeMm.x}`);
    assert.ok(setup!.apertures[0].aperture.leaves);
  });

  const findings: [string, string, 'error' | 'warning', Parameters<typeof input>[0]][] = [
    ['a field beside the patient', 'RT4101', 'error', { group: { isocentre: pointAt([190, 10, -15]) } }],
    ['an isocentre outside the group’s region', 'RT4102', 'warning', { group: { region: 'Target', isocentre: pointAt([-40, 10, -15]) } }],
    ['a field beyond the jaws', 'RT4105', 'error', { beam: { aperture: rectangle(-210, 50, -40, 40) } }],
    ['jaws the wrong way round', 'RT4106', 'error', { beam: { aperture: rectangle(50, -50, -40, 40) } }],
    ['a region that vanishes', 'RT4106', 'error', { beam: { aperture: { kind: 'conformal', region: 'Target', marginMm: -50, at } } }],
    ['a machine without leaves', 'RT4107', 'error', { machine: 'std.point6MV', beam: { aperture: { kind: 'conformal', region: 'Target', marginMm: 5, at } } }],
    ['the centroid of nothing', 'RT4108', 'error', { group: { isocentre: { kind: 'centroid', region: 'Nowhere', at: isocentreAt } } }],
    ['an isocentre off the dose grid', 'RT4109', 'warning', { group: { isocentre: pointAt([20, 300, -15]) } }],
    ['an axis beside the patient', 'RT4110', 'error', { group: { isocentre: pointAt([103, 10, -15]) } }],
    ['an SSD with nothing to set it to', 'RT4110', 'error', { group: { isocentre: pointAt([150, 10, -15]), ssdMm: 1000 } }],
  ]; // prettier-ignore
  for (const [what, code, severity, change] of findings) {
    it(`${what} is ${code}, ${severity === 'error' ? 'and there is no set-up' : 'and the set-up stands'}`, () => {
      const { setup, diagnostics } = setUpBeam(input(change));
      assert.deepEqual(
        diagnostics.map((finding) => [finding.code, finding.severity]),
        [[code, severity]],
      );
      assert.equal(setup === undefined, severity === 'error');
      assert.ok(diagnostics[0].range === at || diagnostics[0].range === isocentreAt);
    });
  }

  describe('a patient that the image cuts off at the head', () => {
    const cut = makeRegion('Body', planningGrid, box([0, 0, 50], [100, 80, 200]));
    const fromHead = { couchDeg: 90, gantryDeg: 300 };

    it('may be treated from the front', () => {
      const { setup, diagnostics } = setUpBeam(input({ body: cut }));
      assert.deepEqual(diagnostics, []);
      assert.equal(setup!.notDosimetric, false);
    });

    it('not through the cut: RT4103', () => {
      const { setup, diagnostics } = setUpBeam(
        input({ body: cut, beam: fromHead, group: { isocentre: pointAt([0, 0, 100]) } }),
      );
      assert.deepEqual(diagnostics.map(({ code }) => code), ['RT4103']); // prettier-ignore
      assert.equal(setup, undefined);
    });

    it('unless the author accepts that it is not dosimetric: RT4104', () => {
      const { setup, diagnostics } = setUpBeam(
        input({ body: cut, beam: fromHead, group: { isocentre: pointAt([0, 0, 100]), acceptTruncated: true } }),
      );
      assert.deepEqual(diagnostics.map(({ code }) => code), ['RT4104']); // prettier-ignore
      assert.equal(setup!.notDosimetric, true);
    });
  });
});

function input(
  change: { group?: Partial<BeamGroup>; beam?: Partial<Beam>; machine?: string; body?: Region } = {},
): BeamSetupInput {
  const beam: Beam = {
    name: 'Front',
    gantryDeg: 0,
    couchDeg: 0,
    collimatorDeg: 0,
    aperture: rectangle(-50, 50, -40, 40),
    weight: 1,
    at,
    ...change.beam,
  };
  const group: BeamGroup = {
    machine: 'std.linac6MV',
    isocentre: pointAt([20, 10, -15]),
    beams: [beam],
    acceptTruncated: false,
    at,
    ...change.group,
  };
  return {
    group,
    beam,
    machine: machines.get(change.machine ?? 'std.linac6MV')!,
    body: change.body ?? body,
    regionByName: (name) => (name === 'Target' ? target : undefined),
    planningGrid,
    medium,
    patientPosition: 'HFS',
  };
}

function pointAt(pointMm: [number, number, number]): BeamGroup['isocentre'] {
  return { kind: 'point', pointMm, at: isocentreAt };
}

function rectangle(x1Mm: number, x2Mm: number, y1Mm: number, y2Mm: number): Beam['aperture'] {
  return { kind: 'rectangle', x1Mm, x2Mm, y1Mm, y2Mm, at };
}

function near(actual: readonly number[], expected: readonly number[], tolerance = 0.1): void {
  actual.forEach((value, axis) =>
    assert.ok(Math.abs(value - expected[axis]) < tolerance, `${actual}, not ${expected}`),
  );
}
