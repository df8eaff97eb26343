import assert from 'node:assert/strict';
import type { Volume } from '../../src/patient/grid.ts';
import { phantomGrid, phantomImage, phantomStructures, phantomUptake } from '../../src/patient/phantom.ts';
import { boundingBoxMm, isInside, maskVolumeCc, regionVoxels } from '../../src/patient/region.ts';
import { buildRegions, type BuiltRegions } from '../../src/patient/regions.ts';
import type { Phantom, PhantomSolid, Plan, PlanRegion, RegionExpression, Shape } from '../../src/plan/plan.ts';
import { placeAt } from '../support/plan-parts.ts';
import { box, cylinder, sphere } from './fields.ts';

const at = placeAt(9);
const structure = (name: string): RegionExpression => ({ kind: 'structure', name, at });
const named = (name: string): RegionExpression => ({ kind: 'region', name, at });
const above = (image: string, value: number): RegionExpression => ({
  kind: 'threshold',
  image,
  comparison: '>=',
  value,
  at,
});
const expanded = (of: RegionExpression, mm: number): RegionExpression => ({
  kind: 'margin',
  of,
  marginMm: { left: mm, right: mm, anterior: mm, posterior: mm, superior: mm, inferior: mm },
  at,
});

function region(name: string, expression: RegionExpression, more: Partial<PlanRegion> = {}): PlanRegion {
  return { name, role: 'target', expression, smoothMm: 0, dropBelowCc: 0, at: placeAt(20), ...more };
}

function solid(name: string, shape: Shape, filling: Partial<PhantomSolid> = {}): PhantomSolid {
  return { name, shape, uptake: [], at, ...filling };
}

const phantom: Phantom = {
  name: 'P',
  sizeMm: [100, 80, 60],
  voxelMm: [2, 2, 2],
  centreMm: [0, 0, 0],
  at,
  solids: [
    solid('Body', cylinder(36, 52), { hu: 0, uptake: [{ image: 'fdg', value: 1, edgeMm: 0 }] }),
    solid('Airway', cylinder(6, 80, { centreMm: [0, -20, 0] }), { hu: -1000 }),
    solid('Chip', box([4, 4, 4], [46, 36, 26]), { hu: 200 }),
    solid('Gtv', sphere(12, [8, 0, 0]), { uptake: [{ image: 'fdg', value: 8, edgeMm: 8 }] }),
    solid('Skin', sphere(8, [34, 0, 0])),
    solid('Away', sphere(4, [42, -32, 0])),
    solid('Muscle', sphere(8, [-18, 0, 0])),
  ],
};

function build(regions: PlanRegion[], patient: Partial<Plan['patient']> = {}): BuiltRegions {
  const plan = {
    regions,
    patient: {
      body: above('ct', -300),
      bolus: [],
      overrides: [],
      images: [
        { name: 'ct', source: { kind: 'phantom' }, quantity: 'HU', at },
        { name: 'fdg', source: { kind: 'phantom', image: 'fdg' }, quantity: 'SUVbw', at },
      ],
      ...patient,
    },
  } as unknown as Plan;
  const ct = phantomImage(phantom);
  const images = new Map<string, Volume>([
    ['ct', ct],
    ['fdg', phantomUptake(phantom, 'fdg', 'SUVbw')],
  ]);
  return buildRegions(plan, ct, images, phantomStructures(phantom, phantomGrid(phantom)));
}

const codes = (built: BuiltRegions) => built.findings.map((finding) => finding.code);

describe('the regions of a plan', () => {
  it('come in the plan’s order, each on the lattice of the planning image', () => {
    const built = build([region('GTV', structure('Gtv')), region('PTV', expanded(named('GTV'), 6))]);
    assert.deepEqual(built.findings, []);
    assert.deepEqual(
      built.regions.map((r) => r.name),
      ['GTV', 'PTV'],
    );
    assert.deepEqual(boundingBoxMm(built.regions[1]), { fromMm: [-10, -18, -18], toMm: [26, 18, 18] });
  });

  it('a body by threshold has its airway filled and loose pieces dropped', () => {
    const { body } = build([]);
    assert.ok(body);
    assert.ok(isInside(body, [0, -20, 0]));
    assert.ok(!isInside(body, [46, 36, 26]));
    const exact = (Math.PI * 36 * 36 * 52) / 1000;
    assert.ok(Math.abs(maskVolumeCc(body) / exact - 1) < 0.02, `${maskVolumeCc(body)} cc against ${exact}`);
  });

  it('the couch is taken away from a body by threshold, and kept', () => {
    const { body, couch } = build([], { couch: { region: structure('Gtv'), densityGPerCm3: 0.3, at } });
    assert.ok(body && couch && isInside(couch, [8, 0, 0]));
    // Closed in by the body, it is filled like any cavity; what lies at the edge is not.
    const atEdge = build([], { couch: { region: structure('Skin'), densityGPerCm3: 0.3, at } });
    assert.ok(atEdge.body && !isInside(atEdge.body, [33, 0, 0]) && isInside(atEdge.body, [20, 0, 0]));
  });

  it('a relative threshold is a share of the statistic in its region', () => {
    const half: RegionExpression = {
      kind: 'relativeThreshold',
      image: 'fdg',
      comparison: '>=',
      percent: 50,
      of: 'max',
      in: structure('Gtv'),
      at,
    };
    const built = build([region('GTV', structure('Gtv')), region('Avid', half, { role: 'subtarget', parent: 'GTV' })]);
    // 4 of 8 SUV over a background of 1: a ramp of 8 mm about the surface at 12 mm passes 4 at 12 + 8 · (0.5 - 3/7) mm.
    const radius = 12 + 8 * (0.5 - 3 / 7);
    const whole = build([region('Avid', half)]).regions[0];
    assert.ok(Math.abs(maskVolumeCc(whole) / ((4 / 3) * Math.PI * radius ** 3 * 1e-3) - 1) < 0.05);
    assert.equal(regionVoxels(built.regions[1]), regionVoxels(built.regions[0]));
  });

  it('a sub-target is cut to its parent', () => {
    const built = build([
      region('GTV', structure('Gtv')),
      region('Warm', above('fdg', 0.5), { role: 'subtarget', parent: 'GTV' }),
    ]);
    assert.deepEqual(codes(built), []);
    assert.equal(regionVoxels(built.regions[1]), regionVoxels(built.regions[0]));
  });

  it('an image that is a ratio to a region is converted before it is used', () => {
    const built = build([region('Muscle', structure('Muscle'), { role: 'organ' }), region('Hot', above('fdg', 4))], {
      images: [
        { name: 'ct', source: { kind: 'phantom' }, quantity: 'HU', at },
        {
          name: 'fdg',
          source: { kind: 'phantom', image: 'fdg' },
          quantity: 'ratio',
          ratioTo: { statistic: 'mean', region: 'Muscle' },
          at,
        },
      ],
    });
    const ratio = built.images.get('fdg');
    assert.equal(ratio?.quantity, 'ratio');
    assert.equal(built.regions[1].name, 'Hot');
    assert.equal(Math.max(...ratio.values), 8);
  });

  it('the same plan gives the same bits', () => {
    const [one, other] = [0, 1].map(
      () => build([region('PTV', expanded(above('fdg', 4), 5), { smoothMm: 3 })]).regions[0],
    );
    assert.deepEqual(one.signedDistanceMm, other.signedDistanceMm);
  });
});

describe('what is wrong with regions', () => {
  const cases: { says: string; code: string; bad: () => BuiltRegions; good: () => BuiltRegions; line?: number }[] = [
    {
      says: 'a structure that is not there, with the name that was meant',
      code: 'RT3010',
      bad: () => build([region('GTV', structure('Gtw'))]),
      good: () => build([region('GTV', structure('Gtv'))]),
      line: 9,
    },
    {
      says: 'a threshold that nothing meets',
      code: 'RT4001',
      bad: () => build([region('Hot', above('fdg', 99))]),
      good: () => build([region('Hot', above('fdg', 4))]),
    },
    {
      says: 'smoothing that removes all',
      code: 'RT4001',
      bad: () => build([region('Hot', structure('Gtv'), { smoothMm: 15 })]),
      good: () => build([region('Hot', structure('Gtv'), { smoothMm: 5 })]),
    },
    {
      says: 'a sub-target that does not meet its parent',
      code: 'RT4002',
      bad: () =>
        build([
          region('GTV', structure('Gtv')),
          region('Sub', structure('Muscle'), { role: 'subtarget', parent: 'GTV' }),
        ]),
      good: () =>
        build([region('GTV', structure('Gtv')), region('Sub', above('fdg', 4), { role: 'subtarget', parent: 'GTV' })]),
    },
    {
      says: 'an empty body',
      code: 'RT4003',
      bad: () => build([], { body: above('ct', 3000) }),
      good: () => build([], { body: above('ct', -300) }),
      line: 9,
    },
    {
      says: 'a target outside the body',
      code: 'RT4004',
      bad: () => build([region('Far', structure('Away'))]),
      good: () => build([region('Far', structure('Away'), { role: 'organ' })]),
    },
    {
      says: 'a target partly outside the body',
      code: 'RT4005',
      bad: () => build([region('PTV', structure('Skin'))]),
      good: () => build([region('PTV', { kind: 'intersection', of: [structure('Skin'), structure('Body')], at })]),
    },
    {
      says: 'a target that the image cuts',
      code: 'RT4006',
      bad: () => build([region('PTV', expanded(structure('Gtv'), 18))], { body: above('ct', -2000) }),
      good: () => build([region('PTV', expanded(structure('Gtv'), 10))], { body: above('ct', -2000) }),
    },
    {
      says: 'a relative threshold in a region without the image',
      code: 'RT4007',
      bad: () =>
        build([
          region('Hot', {
            kind: 'relativeThreshold',
            image: 'fdg',
            comparison: '>=',
            percent: 50,
            of: 'max',
            in: above('fdg', 99),
            at,
          }),
        ]),
      good: () =>
        build([
          region('Hot', {
            kind: 'relativeThreshold',
            image: 'fdg',
            comparison: '>=',
            percent: 50,
            of: 'max',
            in: structure('Gtv'),
            at,
          }),
        ]),
      line: 9,
    },
  ];
  for (const { says, code, bad, good, line = 20 } of cases) {
    it(`${code}: ${says}`, () => {
      const built = bad();
      assert.deepEqual(codes(built), [code]);
      assert.equal(built.findings[0].range.start.line, line);
      assert.deepEqual(codes(good()), []);
    });
  }

  it('a region that another one needs is complained of once', () => {
    const built = build([
      region('GTV', structure('Gtw')),
      region('CTV', expanded(named('GTV'), 5)),
      region('PTV', expanded(named('CTV'), 5)),
    ]);
    assert.deepEqual(codes(built), ['RT3010']);
    assert.deepEqual(built.regions, []);
  });
});
