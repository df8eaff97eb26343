import assert from 'node:assert/strict';
import fc from 'fast-check';
import { densityCurves } from '../../src/evidence/density-curves.ts';
import { materialTable } from '../../src/evidence/materials.ts';
import {
  curveFor,
  defaultCurveWarning,
  type DensityCurve,
  densityAt,
  rangeOf,
} from '../../src/patient/density-curve.ts';
import { materialAt, mediumFor, type MediumInput, type MediumOverride } from '../../src/patient/density.ts';
import {
  type Grid,
  positionOf,
  type Region,
  type Vec3,
  type Volume,
  voxelCount,
  voxelVolumeMm3,
} from '../../src/patient/grid.ts';
import { materials, type Medium } from '../../src/patient/medium.ts';
import type { Patient } from '../../src/plan/plan.ts';
import { placeAt } from '../support/plan-parts.ts';

const curve = densityCurves.find(({ name }) => name === 'std.curve_120kV')!;

describe('The standard density curve', () => {
  // Schneider 2000 as parametrised in TOPAS; every section and both sides of every boundary.
  const published: [hu: number, gPerCm3: number][] = [
    [-1000, 0.00121],
    [-500, 0.516060332594],
    [-99, 0.928970299334],
    [-98, 0.930486],
    [0, 1.018],
    [14, 1.030502],
    [15, 1.03],
    [22, 1.03],
    [23, 1.029887],
    [100, 1.1199],
    [101, 1.076792],
    [500, 1.313],
    [1524, 1.919208],
    [2000, 2.201],
    [2001, 2.2015],
    [2994, 2.698],
    [2995, 4.54],
  ];
  for (const [hu, density] of published) {
    it(`${hu} HU is ${density} g/cm³`, () => {
      assert.ok(Math.abs(densityAt(curve, hu) / density - 1) < 1e-6, `${densityAt(curve, hu)}`);
    });
  }

  it('reaches from -1000 to 2995 HU and is held beyond; no number stays no number', () => {
    assert.deepEqual(rangeOf(curve), { lowestHu: -1000, highestHu: 2995 });
    assert.equal(densityAt(curve, -2000), densityAt(curve, -1000));
    assert.equal(densityAt(curve, 4000), 4.54);
    assert.ok(Number.isNaN(densityAt(curve, NaN)));
  });
});

describe('A curve written as points', () => {
  const points: DensityCurve = {
    name: 'own',
    kind: 'points',
    points: [
      [-1000, 0.001],
      [0, 1],
      [100, 1.095],
      [3000, 2.505],
    ],
  };

  it('is straight between them', () => {
    assert.equal(densityAt(points, 0), 1);
    assert.ok(Math.abs(densityAt(points, 50) - 1.0475) < 1e-12);
    assert.ok(Math.abs(densityAt(points, -500) - 0.5005) < 1e-12);
    assert.equal(densityAt(points, 5000), 2.505);
  });

  const density = (over: Partial<Patient['density']>): Patient['density'] => ({
    curve: 'std.curve_120kV',
    isDefault: false,
    at: placeAt(11),
    ...over,
  });

  it('is used where the plan gives it, else the published one by name', () => {
    assert.equal(
      curveFor(
        density({
          points: [
            [0, 1],
            [1, 1.1],
          ],
        }),
        densityCurves,
      ).curve!.kind,
      'points',
    );
    assert.equal(curveFor(density({}), densityCurves).curve, curve);
  });

  it('of an unknown name gets a suggestion', () => {
    const { curve: none, diagnostics } = curveFor(density({ curve: 'std.curve_120kv' }), densityCurves);
    assert.deepEqual([none, diagnostics.map((d) => d.code)], [undefined, ['RT3044']]);
    assert.match(diagnostics[0].message, /Did you mean std\.curve_120kV/);
  });

  const bad: [what: RegExp, points: [number, number][]][] = [
    [/at least two/, [[0, 1]]],
    [
      /not a pair of numbers/,
      [
        [0, 1],
        [NaN, 2],
      ],
    ],
    [
      /density is positive/,
      [
        [-1000, 0],
        [0, 1],
      ],
    ],
    [
      /HU must ascend/,
      [
        [0, 1],
        [0, 1.1],
      ],
    ],
    [
      /density falls from 1\.1 g\/cm³ at 100 HU to 1\.05 g\/cm³ at 200 HU/,
      [
        [0, 1],
        [100, 1.1],
        [200, 1.05],
      ],
    ],
  ];
  for (const [what, given] of bad) {
    it(`is refused: ${what.source}`, () => {
      const { diagnostics } = curveFor(density({ points: given }), densityCurves);
      assert.deepEqual(
        diagnostics.map((d) => d.code),
        ['RT3045'],
      );
      assert.match(diagnostics[0].message, what);
      assert.deepEqual(diagnostics[0].range, placeAt(11));
    });
  }

  it('is asked for where a real CT goes by the default curve; phantoms are written for it', () => {
    const patient = (source: 'dicom' | 'phantom', isDefault: boolean) =>
      ({
        images: [{ name: 'ct', source: { kind: source, path: 'ct' }, quantity: 'HU', at: placeAt(1) }],
        planningImage: 'ct',
        density: density({ isDefault }),
      }) as unknown as Patient;
    assert.equal(defaultCurveWarning(patient('dicom', true))!.code, 'RT3040');
    assert.equal(defaultCurveWarning(patient('dicom', false)), undefined);
    assert.equal(defaultCurveWarning(patient('phantom', true)), undefined);
  });
});

describe('Materials', () => {
  it('are those that attenuation data are kept for, each with a density and a source', () => {
    assert.deepEqual(
      materialTable.map(({ material }) => material),
      [...materials],
    );
    assert.ok(materialTable.every(({ densityGPerCm3, source }) => densityGPerCm3 > 0 && source !== ''));
  });

  it("follow HU by Schneider's tissue groups, without gap or overlap", () => {
    const at = (hu: number) => materials[materialAt(materialTable, hu)];
    assert.deepEqual([-3024, -1000, -951].map(at), ['air', 'air', 'air']);
    assert.deepEqual([-950, -741, -121].map(at), ['lung', 'lung', 'lung']);
    assert.deepEqual([-120, -77, -24].map(at), ['adipose', 'adipose', 'adipose']);
    assert.deepEqual([-23, 0, 43, 119].map(at), ['muscle', 'muscle', 'muscle', 'muscle']);
    assert.deepEqual([120, 1524, 3071].map(at), ['bone', 'bone', 'bone']);
    for (let hu = -1100; hu < 3100; hu++) assert.ok(at(hu) !== undefined);
  });
});

/** 20 × 16 × 12 voxels of 2 × 2.5 × 3 mm. */
const imageGrid: Grid = { size: [20, 16, 12], originMm: [-19, -18.75, -16.5], spacingMm: [2, 2.5, 3] };

function imageOf(hu: (p: Vec3) => number): Volume {
  const values = new Float32Array(voxelCount(imageGrid));
  const [nx, ny, nz] = imageGrid.size;
  for (let k = 0, n = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) values[n++] = hu(positionOf(imageGrid, i, j, k));
  return { grid: imageGrid, values, quantity: 'HU' };
}

function regionWhere(name: string, distanceMm: (p: Vec3) => number): Region {
  return { name, grid: imageGrid, signedDistanceMm: imageOf(distanceMm).values };
}

const everywhere = regionWhere('BODY', () => -5);
const leftHalf = regionWhere('Left half', ([x]) => -x);

function input(over: Partial<MediumInput>): MediumInput {
  return {
    image: imageOf(() => 0),
    grid: imageGrid,
    curve,
    materials: materialTable,
    body: everywhere,
    bolus: [],
    overrides: [],
    at: placeAt(4),
    ...over,
  };
}

function mediumOf(over: Partial<MediumInput>): Medium {
  const { medium, diagnostics } = mediumFor(input(over));
  assert.ok(medium, JSON.stringify(diagnostics));
  return medium;
}

function massG(medium: Medium): number {
  return (medium.densityGPerCm3.reduce((sum, density) => sum + density, 0) * voxelVolumeMm3(medium.grid)) / 1000;
}

const override = (region: Region, over: Partial<MediumOverride>): MediumOverride => ({
  region,
  at: placeAt(15),
  ...over,
});

describe('The medium of a dose grid', () => {
  const wavy = imageOf(([x, y, z]) => Math.round(-400 + 20 * x + 13 * y - 9 * z));

  it("on the image's own grid has every voxel's own density and material", () => {
    const medium = mediumOf({ image: wavy });
    for (let n = 0; n < wavy.values.length; n++) {
      assert.equal(medium.densityGPerCm3[n], Math.fround(densityAt(curve, wavy.values[n])));
      assert.equal(medium.material[n], materialAt(materialTable, wavy.values[n]));
    }
  });

  it('keeps the mass of the patient on any grid that covers the image', () => {
    const mass = massG(mediumOf({ image: wavy }));
    fc.assert(
      fc.property(
        fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.8, max: 7, noNaN: true }))),
        fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
        (spacing, shift) => {
          const lower = imageGrid.originMm.map((o, a) => o - imageGrid.spacingMm[a] / 2 - shift[a] * spacing[a]);
          const size = spacing.map((mm, a) => Math.ceil((imageGrid.size[a] * imageGrid.spacingMm[a]) / mm) + 1) as [
            number,
            number,
            number,
          ];
          const grid: Grid = {
            size,
            originMm: lower.map((o, a) => o + spacing[a] / 2) as unknown as Vec3,
            spacingMm: spacing as unknown as Vec3,
          };
          const medium = mediumOf({ image: wavy, grid });
          const imageCc = (voxelCount(imageGrid) * voxelVolumeMm3(imageGrid)) / 1000;
          const airG = ((voxelCount(grid) * voxelVolumeMm3(grid)) / 1000 - imageCc) * materialTable[0].densityGPerCm3;
          assert.ok(Math.abs((massG(medium) - airG) / mass - 1) < 1e-6);
        },
      ),
      { seed: 7, numRuns: 40 },
    );
  });

  it('mixes densities by volume and takes the material of the greater mass', () => {
    // Per coarse voxel: one voxel of bone beside three of lung.
    const image = imageOf(([x, y]) =>
      (Math.round((x + 19) / 2) + 2 * Math.round((y + 18.75) / 2.5)) % 4 === 0 ? 700 : -700,
    );
    const grid: Grid = { size: [5, 8, 12], originMm: [-16, -18.75, -16.5], spacingMm: [8, 2.5, 3] };
    const medium = mediumOf({ image, grid });
    const [bone, lung] = [densityAt(curve, 700), densityAt(curve, -700)];
    assert.ok(Math.abs(medium.densityGPerCm3[0] - (bone + 3 * lung) / 4) < 1e-6);
    assert.ok(bone > 3 * lung);
    assert.equal(materials[medium.material[0]], 'bone');
  });

  it('is air outside the body and beyond the image', () => {
    const air = materialTable[0].densityGPerCm3;
    const half = mediumOf({ body: leftHalf });
    assert.deepEqual([half.densityGPerCm3[0], half.material[0]], [Math.fround(air), 0]);
    assert.equal(half.densityGPerCm3[19], Math.fround(1.018));
    const beyond = mediumOf({ grid: { ...imageGrid, originMm: [-119, -18.75, -16.5] } });
    assert.deepEqual([beyond.densityGPerCm3[0], beyond.material[0]], [Math.fround(air), 0]);
  });

  it('takes couch and bolus outside the body, and overrides within all three, later over earlier', () => {
    const top = regionWhere('Top', ([, , z]) => -z);
    const medium = mediumOf({
      body: leftHalf,
      couch: override(
        regionWhere('Couch', ([x, y]) => Math.max(x, -y)),
        { densityGPerCm3: 0.1 },
      ),
      bolus: [
        override(
          regionWhere('Bolus', ([x, y]) => Math.max(x, y)),
          { densityGPerCm3: 1.03 },
        ),
      ],
      overrides: [override(top, { densityGPerCm3: 7.9 }), override(top, { densityGPerCm3: 1.05, material: 'muscle' })],
    });
    const at = (i: number, j: number, k: number) => medium.densityGPerCm3[i + 20 * (j + 16 * k)];
    assert.deepEqual([at(0, 15, 0), at(0, 0, 0), at(19, 0, 0)], [0.1, 1.03, 1.018].map(Math.fround));
    assert.deepEqual([at(0, 15, 11), at(19, 0, 11)], [1.05, 1.05].map(Math.fround));
  });

  it("gives an override the material's own density, or the density's nearest material", () => {
    const medium = mediumOf({ overrides: [override(leftHalf, { material: 'water' })] });
    assert.deepEqual([medium.densityGPerCm3[19], materials[medium.material[19]]], [1, 'water']);
    for (const [density, material] of [
      [0.001, 'air'],
      [0.3, 'lung'],
      [0.94, 'adipose'],
      [1.0, 'water'],
      [1.06, 'muscle'],
      [4.5, 'bone'],
    ] as const) {
      const by = mediumOf({ overrides: [override(leftHalf, { densityGPerCm3: density })] });
      assert.equal(materials[by.material[19]], material);
    }
  });

  describe('is careful with', () => {
    const one = (hu: number) => imageOf(([x, y, z]) => (x === 19 && y < -18 && z < -16 ? hu : 0));
    const findings = (over: Partial<MediumInput>) => {
      const { medium, diagnostics } = mediumFor(input(over));
      return {
        loaded: medium !== undefined,
        codes: diagnostics.map((d) => d.code),
        message: diagnostics[0]?.message ?? '',
        range: diagnostics[0]?.range,
      };
    };

    it('HU above the curve', () => {
      const { loaded, codes, message, range } = findings({ image: one(3071) });
      assert.deepEqual([loaded, codes], [true, ['RT3042']]);
      assert.match(message, /1 voxel .* above the density curve's 2995 HU \(highest 3071 HU\).* 4\.54 g\/cm³/);
      assert.deepEqual(range, placeAt(4));
    });

    it('HU below the curve', () => {
      const { loaded, codes, message } = findings({ image: one(-1024) });
      assert.deepEqual([loaded, codes], [true, ['RT3041']]);
      assert.match(message, /lowest -1024 HU/);
    });

    it('no numbers', () => {
      assert.deepEqual(findings({ image: one(NaN) }).codes, ['RT3043']);
      assert.equal(findings({ image: one(NaN) }).loaded, false);
    });

    it('and is silent where the plan writes a density over them, or they lie outside the body', () => {
      assert.deepEqual(
        findings({ image: one(3071), overrides: [override(leftHalf, { densityGPerCm3: 7.9 })] }).codes,
        [],
      );
      assert.deepEqual(findings({ image: one(NaN), body: regionWhere('BODY', ([x]) => x) }).codes, []);
    });

    it('an override that reaches nothing', () => {
      const { loaded, codes, message, range } = findings({
        body: leftHalf,
        overrides: [
          override(
            regionWhere('Clip', ([x]) => x + 5),
            { densityGPerCm3: 7.9 },
          ),
        ],
      });
      assert.deepEqual([loaded, codes], [true, ['RT3046']]);
      assert.match(message, /Clip changes nothing/);
      assert.deepEqual(range, placeAt(15));
    });

    it('an unknown material', () => {
      const { loaded, codes, message } = findings({ overrides: [override(leftHalf, { material: 'steel' })] });
      assert.deepEqual([loaded, codes], [false, ['RT3047']]);
      assert.match(message, /air, lung, adipose, water, muscle, bone/);
    });
  });
});
