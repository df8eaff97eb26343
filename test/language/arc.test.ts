import assert from 'node:assert/strict';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { arcAnglesDeg, turnInWords } from '../../src/plan/arc.ts';

const plan = (arc: string, more = ''): string => `plan "Arc"

phantom Box {
  size = 20 cm x 20 cm x 20 cm
  Body   = box 20 cm x 20 cm x 20 cm at (0, 0, 0) mm { HU = 0 }
  Tumour = sphere diameter 4 cm at (0, 0, 0) mm
}

patient P1 {
  images { ct = phantom Box }
  structures = phantom Box
}

organ Body = structure "Body"
target GTV = structure "Tumour"

schedule 25 fractions, 5 per week {
  GTV 50 Gy
  normalise GTV D50% = 50 Gy
}

beams photon {
  machine   = std.linac6MV
  isocentre = centroid of GTV
  ${arc}
}
${more}`;

const analysed = (text: string) => analyse({ file: '/plans/arc.rtplan', text }, () => undefined);

function arcOf(turn: string) {
  const { plan: made, diagnostics } = analysed(plan(`aperture = 5 cm x 5 cm\n  arc A { gantry = ${turn} }`));
  assert.ok(made, JSON.stringify(diagnostics));
  return made.beamGroups[0].beams[0];
}

describe('an arc', () => {
  for (const [turn, from, turnDeg] of [
    ['181 deg to 179 deg clockwise', 181, 358],
    ['179 deg to 181 deg counterclockwise', 179, -358],
    ['-90 deg to 90 deg clockwise', 270, 180],
    ['0 deg to 90 deg counterclockwise', 0, -270],
    ['90 deg to 0 deg clockwise', 90, 270],
    ['0 deg to 360 deg clockwise', 0, 360],
    ['180 deg to -180 deg counterclockwise', 180, -360],
    ['350 deg to 370 deg clockwise', 350, 20],
  ] as const)
    it(`"${turn}" begins at ${from}° and turns by ${turnDeg}°`, () => {
      const { gantryDeg, arc } = arcOf(turn);
      assert.deepEqual([gantryDeg, arc?.turnDeg, arc?.stepDeg], [from, turnDeg, 4]);
    });

  it('has its control points evenly from beginning to end, none farther apart than the step', () => {
    const { gantryDeg, arc } = arcOf('350 deg to 10 deg clockwise every 5 deg');
    assert.deepEqual(arcAnglesDeg(gantryDeg, arc!), [350, 355, 0, 5, 10]);
    assert.deepEqual(arcAnglesDeg(0, { ...arc!, turnDeg: -10, stepDeg: 4 }), [0, 356.666667, 353.333333, 350]);
  });

  it('is called by its turn', () => {
    assert.equal(turnInWords(181, 358), '181° → 179° cw');
    assert.equal(turnInWords(0, -360), '0° → 0° ccw, full turn');
  });

  it('takes from its group what it does not say', () => {
    const { plan: made } = analysed(
      plan('collimator = 30 deg\n  aperture = conformal to GTV margin 5 mm\n  arc A { gantry = 0 deg to 90 deg clockwise   couch = 10 deg   weight = 2 }'), // prettier-ignore
    );
    const [beam] = made!.beamGroups[0].beams;
    assert.deepEqual([beam.collimatorDeg, beam.couchDeg, beam.weight, beam.aperture.kind], [30, 10, 2, 'conformal']);
  });

  for (const [what, arc, code] of [
    ['no turn', 'arc A { collimator = 5 deg }', 'RT0014'],
    ['a sense that is none', 'arc A { gantry = 0 deg to 90 deg clockwize }', 'RT1010'],
    ['a step below the least', 'arc A { gantry = 0 deg to 90 deg clockwise every 0.1 deg }', 'RT2008'],
    ['a step above the greatest', 'arc A { gantry = 0 deg to 90 deg clockwise every 30 deg }', 'RT2008'],
    ['a length for an angle', 'arc A { gantry = 0 deg to 90 mm clockwise }', 'RT2003'],
    ['two turns', 'arc A { gantry = 0 deg to 9 deg clockwise   gantry = 0 deg to 9 deg clockwise }', 'RT0012'],
    ['more than a turn', 'arc A { gantry = 0 deg to 361 deg clockwise }', 'RT4120'],
    ['nothing', 'arc A { gantry = 360 deg to 0 deg clockwise }', 'RT4121'],
  ])
    it(`with ${what} is ${code}`, () => {
      const { diagnostics } = analysed(plan(`aperture = 5 cm x 5 cm\n  ${arc}`));
      assert.deepEqual(
        diagnostics.map((finding) => finding.code),
        [code],
        JSON.stringify(diagnostics.map(({ message }) => message)),
      );
    });

  it('is not optimised: the finding says what to write', () => {
    const { plan: made, diagnostics } = analysed(
      plan('arc A { gantry = 0 deg to 90 deg clockwise }', '\noptimise { technique = imrt }\n'),
    );
    assert.deepEqual(
      diagnostics.map((finding) => finding.code),
      ['RT1037'],
    );
    assert.match(diagnostics[0].message, /arrange 9 beams.*take the "optimise" block out/);
    assert.equal(diagnostics[0].related?.length, 1);
    assert.ok(!made || diagnostics[0].severity === 'error');
  });

  it('keeps its layout', () => {
    const text = plan('arc A { gantry = 181 deg to 179 deg clockwise every 2 deg   collimator = 10 deg }');
    assert.equal(format(format(text)), format(text));
    assert.match(format(text), /arc A \{ gantry = 181 deg to 179 deg clockwise every 2 deg {3}collimator = 10 deg \}/);
  });
});
