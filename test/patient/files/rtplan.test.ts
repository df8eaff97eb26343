import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRtPlan } from '../../../src/patient/files/rtplan.ts';
import type { RtPlanBeam } from '../../../src/patient/files/rtplan-beam.ts';
import type { Elements } from '../../support/dicom-writer.ts';
import { type BeamSpec, firstPoint, planBytes, type PlanSpec, standing } from '../../support/plan-writer.ts';
import { sharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Photon = Extract<RtPlanBeam, { kind: 'photon' }>;

describe('the reader of RT plans', () => {
  const folder = temporaryFolder();

  async function read(spec: PlanSpec) {
    const path = join(folder.path, 'plan.dcm');
    writeFileSync(path, planBytes(spec));
    return readRtPlan(path);
  }
  async function beamsOf(...beams: BeamSpec[]): Promise<readonly RtPlanBeam[]> {
    const outcome = await read({ beams });
    return 'plan' in outcome ? outcome.plan.beams : assert.fail(outcome.problem);
  }
  async function photon(beam: BeamSpec): Promise<Photon> {
    const [found] = await beamsOf(beam);
    return found.kind === 'photon' ? found : assert.fail(`${found.kind}: ${found.reason}`);
  }
  async function refusal(beam: BeamSpec): Promise<{ why: string; reason: string }> {
    const [found] = await beamsOf(beam);
    return found.kind === 'refused' ? found : assert.fail(`it is ${found.kind}`);
  }

  it('hands on to each control point what the ones before it said, device by device', async () => {
    const { delivery } = await photon({
      name: 'A',
      meterset: 200,
      leaves: { MLCX: [-10, 0, 10] },
      points: [
        { ...firstPoint, positions: { ASYMX: [-50, 50], ASYMY: [-40, 40], MLCX: [-5, -6, 5, 6] } },
        { weight: 0.25, positions: { MLCX: [-1, -2, 1, 2] } },
        { weight: 0.25, gantry: 10, positions: { ASYMY: [-30, 30] } },
        { weight: 1, isocentre: [1, 2, 3] },
      ],
    });
    const points = delivery.controlPoints;
    assert.deepEqual(
      points.map((p) => [p.givenShare, p.gantryDeg, p.xJawsMm, p.yJawsMm, p.leaves?.leftMm, p.isocentreMm]),
      [
        [0, 0, [-50, 50], [-40, 40], [-5, -6], [0, 0, 0]],
        [0.25, 0, [-50, 50], [-40, 40], [-1, -2], [0, 0, 0]],
        [0.25, 10, [-50, 50], [-30, 30], [-1, -2], [0, 0, 0]],
        [1, 10, [-50, 50], [-30, 30], [-1, -2], [1, 2, 3]],
      ],
    );
    assert.deepEqual(points[0].leaves, { leftMm: [-5, -6], rightMm: [5, 6] }, 'the first N are the bank X1');
    assert.deepEqual(delivery.leafBoundariesMm, [-10, 0, 10]);
  });

  it('takes weights as shares of the final one, and angles from 0 up to 360 without the noise of their writers', async () => {
    const points = [
      { ...firstPoint, gantry: '7.0e-10', collimator: 360, couch: -10 },
      { weight: 30, gantry: '359.9999999' },
      { weight: 40 },
    ];
    const { delivery } = await photon(standing({ finalWeight: 40, points }));
    assert.deepEqual(
      delivery.controlPoints.map((p) => [p.givenShare, p.gantryDeg, p.collimatorDeg, p.couchDeg]),
      [
        [0, 0, 0, 350],
        [0.75, 0, 0, 350],
        [1, 0, 0, 350],
      ],
    );
  });

  it('tells leaves along y as leaves along x of a collimator turned by 90 degrees', async () => {
    const { delivery, leavesAlongY } = await photon(
      standing(
        { leaves: { MLCY: [-10, 0, 30] } },
        { collimator: 300, positions: { ASYMX: [-1, 2], ASYMY: [-3, 4], MLCY: [-5, -6, 7, 8] } },
      ),
    );
    assert.equal(leavesAlongY, true);
    // The new x is the old y, the new y the old -x: strips from x = -10 to 0 and 0 to 30 become -30 to 0 and 0 to 10.
    assert.deepEqual(delivery.leafBoundariesMm, [-30, 0, 10]);
    const [{ collimatorDeg, xJawsMm, yJawsMm, leaves }] = delivery.controlPoints;
    assert.equal(collimatorDeg, 30);
    assert.deepEqual(
      [xJawsMm, yJawsMm],
      [
        [-3, 4],
        [-2, 1],
      ],
    );
    assert.deepEqual(leaves, { leftMm: [-6, -5], rightMm: [8, 7] });
  });

  it('reads plans without the Part 10 header', async () => {
    const outcome = await read({ beams: [standing()], header: false });
    assert.ok('plan' in outcome && outcome.plan.beams[0].kind === 'photon');
  });

  it('says which beams it leaves out and which of these treat', async () => {
    const beams = await beamsOf(
      standing({ purpose: 'SETUP', meterset: undefined }),
      standing({ purpose: 'OPEN_PORTFILM' }),
      standing({ meterset: undefined }),
      standing({ meterset: 0 }),
      standing({ radiation: 'ELECTRON' }),
      standing({ radiation: 'NEUTRON' }),
    );
    assert.deepEqual(
      beams.map((beam) => (beam.kind === 'left-out' ? [beam.treats, beam.reason] : beam.kind)),
      [
        [false, 'is a set-up field'],
        [false, 'is an imaging field (open port film)'],
        [false, 'is not in the fraction group, so it is not given'],
        [false, 'has 0 MU'],
        [true, 'is of electrons'],
        [true, 'is of neutrons'],
      ],
    );
  });

  for (const [what, extra] of Object.entries<Elements>({
    'a wedge': { '300a00d0': ['IS', 1] },
    'a block': { '300a00f0': ['IS', 2] },
    'a compensator': { '300a00e0': ['IS', 1] },
    'a bolus': { '300a00ed': ['IS', 1] },
    'an applicator': { '300a0107': ['SQ', [{ '300a0109': ['CS', 'ELECTRON_SQUARE'] }]] },
  }))
    it(`refuses ${what}, without which the dose would look fine`, async () => {
      const { why, reason } = await refusal(standing({ extra }));
      assert.equal(why, 'modifier');
      assert.match(reason, new RegExp(what));
    });

  it('takes a motorised wedge that stays out of the beam for none', async () => {
    const wedge = (position: string): Elements => ({ '300a0116': ['SQ', [{ '300a0118': ['CS', position] }]] });
    const beam = (position: string) =>
      standing({
        extra: { '300a00d0': ['IS', 1] },
        points: [{ ...firstPoint, extra: wedge(position) }, { weight: 1 }],
      });
    assert.equal((await photon(beam('OUT'))).muPerFraction, 100);
    assert.equal((await refusal(beam('IN'))).why, 'modifier');
  });

  it('refuses couch tops that are tilted or turned off centre, and takes noise for nothing', async () => {
    const float = (value: number) => new Uint8Array(new Float32Array([value]).buffer);
    for (const extra of [
      { '300a0140': ['FL', float(2)] },
      { '300a0144': ['FL', float(-1)] },
      { '300a0125': ['DS', 5] },
    ] as Elements[])
      assert.equal((await refusal(standing({}, { extra }))).why, 'couch');
    await photon(standing({}, { extra: { '300a0140': ['FL', float(1e-6)], '300a0125': ['DS', 360] } }));
  });

  for (const [what, beam] of Object.entries<BeamSpec>({
    'no monitor units': standing({ meterset: null }),
    'no isocentre': standing({}, { isocentre: undefined }),
    'no gantry angle': standing({}, { gantry: undefined }),
    'no energy': standing({}, { energy: undefined }),
    'no jaws': standing({}, { positions: {} }),
    'jaws in the wrong order': standing({}, { positions: { ASYMX: [20, -20], ASYMY: [-20, 20] } }),
    'too few leaf positions': standing(
      { leaves: { MLCX: [-10, 0, 10] } },
      { positions: { ...firstPoint.positions, MLCX: [-5, 5, 5] } },
    ),
    'leaf boundaries that fall': standing(
      { leaves: { MLCX: [-10, 0, -5] } },
      { positions: { ...firstPoint.positions, MLCX: [-5, -5, 5, 5] } },
    ),
    'a weight that falls': standing({ points: [firstPoint, { weight: 0.6 }, { weight: 0.5 }, { weight: 1 }] }),
    'a weight that does not start at 0': standing({}, { weight: 0.1 }),
    'a final weight that is not reached': standing({ finalWeight: 2 }),
    'one control point': standing({ points: [firstPoint] }),
    'two collimators': standing({ leaves: { MLCX1: [-10, 0, 10] } }),
    'minutes instead of MU': standing({ extra: { '300a00b3': ['CS', 'MINUTE'] } }),
    'a second energy': standing({ points: [firstPoint, { weight: 1, energy: 10 }] }),
  }))
    it(`refuses a beam with ${what}`, async () => assert.equal((await refusal(beam)).why, 'incomplete'));

  it('says of files that hold no external beams what they hold', async () => {
    const problem = async (spec: Partial<PlanSpec>): Promise<string> => {
      const outcome = await read({ beams: [standing()], ...spec });
      return 'problem' in outcome ? outcome.problem : assert.fail('it is read');
    };
    assert.match(await problem({ extra: { '300a0230': ['SQ', [{ '300a0232': ['CS', 'HDR'] }]] } }), /brachytherapy/);
    assert.match(await problem({ extra: { '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.481.8'] } }), /ion plan/);
    assert.match(await problem({ extra: { '00080060': ['CS', 'RTDOSE'] } }), /RTDOSE/);
    assert.match(await problem({ beams: [] }), /no beams/);
    assert.match(await problem({ fractionGroups: 0 }), /no fraction group/);
    assert.match(await problem({ fractionGroups: 2 }), /2 fraction groups/);
    const path = join(folder.path, 'cut.dcm');
    writeFileSync(path, planBytes({ beams: [standing()] }).subarray(0, 700));
    assert.deepEqual(await readRtPlan(path), { problem: 'is cut short or damaged', unreadable: true });
    writeFileSync(path, 'Meeting at nine.');
    assert.deepEqual(await readRtPlan(path), { problem: 'is not a DICOM file', unreadable: true });
  });

  it('numbers beams that share a name, and repeats no name that holds the person’s', async () => {
    const beams = await beamsOf(
      standing({ name: 'AP' }),
      standing({ name: 'AP' }),
      standing({ name: 'doe anterior' }),
      standing({ name: undefined }),
    );
    assert.deepEqual(
      beams.map(({ name }) => name),
      ['AP (1)', 'AP (2)', 'Beam 3', 'Beam 4'],
    );
  });

  it('lets nothing that identifies a person out', async () => {
    const outcome = await read({
      beams: [standing()],
      extra: {
        '00100020': ['LO', 'MRN123456'],
        '00100030': ['DA', '19530817'],
        '300a0002': ['SH', 'DOE PLAN'],
        '300a0006': ['DA', '20240305'],
      },
    });
    assert.doesNotMatch(JSON.stringify(outcome), /doe|jane|MRN|19530817|20240305/i);
  });
});

describe('the reader of RT plans on real files', function () {
  let rtplans: string;
  before(function () {
    rtplans = sharedData('data/dicom/rtplans', this);
  });
  async function photons(file: string): Promise<{ fractions?: number; beams: readonly Photon[] }> {
    const outcome = await readRtPlan(join(rtplans, file));
    if ('problem' in outcome) return assert.fail(outcome.problem);
    const { fractions, beams } = outcome.plan;
    return { fractions, beams: beams.map((beam) => (beam.kind === 'photon' ? beam : assert.fail(beam.reason))) };
  }

  it('finds the field in field of Eclipse: half the MU through 10 × 10 cm, half through 5 × 5 cm, 60 pairs of a Millennium 120', async () => {
    const { fractions, beams } = await photons('eclipse_fif_trilogy.dcm');
    assert.equal(fractions, 1);
    const [{ muPerFraction, delivery }] = beams;
    assert.equal(muPerFraction, 200);
    assert.equal(delivery.leafBoundariesMm?.length, 61);
    const opening = delivery.controlPoints.map(({ givenShare, leaves }) => [
      givenShare,
      leaves!.rightMm.filter((right, pair) => right > leaves!.leftMm[pair]).length,
      Math.max(...leaves!.rightMm),
    ]);
    assert.deepEqual(opening, [[0, 20, 50], [0.5, 20, 50], [0.5, 10, 25], [1, 10, 25]]); // prettier-ignore
  });

  it('finds the two arcs of Monaco, written without header and without x jaws', async () => {
    const { fractions, beams } = await photons('monaco_vmat_example.dcm');
    assert.equal(fractions, 2);
    assert.deepEqual(
      beams.map(({ muPerFraction, delivery: { controlPoints: c } }) => [
        c.length,
        c[0].gantryDeg,
        c[0].gantrySense,
        c.at(-1)!.gantryDeg,
        muPerFraction,
      ]),
      [
        [32, 90, 'CW', 150, 157.238693],
        [31, 270, 'CC', 210, 158.782211],
      ],
    );
    assert.ok(beams.every(({ delivery }) => delivery.controlPoints.every(({ xJawsMm }) => xJawsMm === undefined)));
  });

  it('finds ten square fields, and the filter that is missing', async () => {
    const { beams } = await photons('monaco_06MV_watertank_10fields.dcm');
    assert.deepEqual(
      beams.map(({ delivery }) => delivery.controlPoints[0].yJawsMm![1] * 2),
      [20, 30, 40, 50, 70, 100, 150, 200, 300, 400],
    );
    assert.equal(beams[0].fluence, 'flattened');
    assert.equal((await photons('monaco_FFF_example.dcm')).beams[0].fluence, 'flattening filter free');
  });
});
