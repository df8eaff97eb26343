import assert from 'node:assert/strict';
import { adjustableAt } from '../../src/language/adjustable.ts';
import { readSource } from '../../src/language/source.ts';

/** The number that is marked by a bar before it, in a text. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  return adjustableAt(readSource('/p.rtplan', marked.replace('|', '')), offset);
}
const wordsOf = (marked: string): string => {
  const found = at(marked);
  return found ? `${found.label}: ${found.text} ${found.unit}`.trim() : 'none';
};
const valuesOf = (marked: string) => {
  const { min, max, step } = at(marked)!;
  return [min, max, step];
};

describe('the numbers that a plan is steered by', () => {
  it('are told by what they are, with their unit', () => {
    const schedule = (line: string) => `schedule 30 fractions {\n  ${line}\n}\n`;
    const beams = (line: string) => `beams photon {\n  ${line}\n}\n`;
    const goals = (line: string) => `goals {\n  ${line}\n}\n`;
    const cases: readonly (readonly [string, string])[] = [
      [schedule('PTV |66 Gy'), 'Dose of PTV: 66 Gy'],
      [schedule('PTV |2.2 Gy/fraction, at most 80 Gy'), 'Dose of PTV: 2.2 Gy/fraction'],
      [schedule('PTV 60 Gy, isotoxic until Cord D0.03cc <= |45 Gy, at most 80 Gy'), 'Limit of Cord D0.03cc: 45 Gy'],
      [schedule('PTV 60 Gy, isotoxic until Cord D0.03cc <= 45 Gy, at most |80 Gy'), 'Most dose of PTV: 80 Gy'],
      [schedule('GTV paint by fmiso from |60 Gy at 1 SUV to 80 Gy at 4 SUV'), 'Dose from which GTV is painted: 60 Gy'],
      [schedule('normalise PTV D50% = |66 Gy'), 'PTV D50% to which the plan is scaled: 66 Gy'],
      ['schedule |30 fractions {\n}\n', 'Fractions: 30'],
      [goals('Cord D0.03cc <= |45 Gy must'), 'Limit of Cord D0.03cc: 45 Gy'],
      [goals('PTV D95% >= |95 % of prescription must'), 'Limit of PTV D95%: 95 % of prescription'],
      [goals('P_plus >= |50 %'), 'Limit of P+: 50 %'],
      [beams('beam A {\n    gantry = |40 deg\n  }'), 'Gantry of A: 40 deg'],
      [beams('beam A {\n    mu = |120 MU\n  }'), 'Monitor units of A: 120 MU'],
      [beams('arc B {\n    gantry = |181 deg to 179 deg clockwise\n  }'), 'Gantry of B at its start: 181 deg'],
      [beams('collimator = |10 deg'), 'Collimator of the beams: 10 deg'],
      [beams('arrange 9 beams every |40 deg from 0 deg'), 'Angle between the 9 beams: 40 deg'],
      [beams('aperture = conformal to PTV margin |5 mm'), 'Margin of the aperture of the beams: 5 mm'],
      ['target PTV = GTV + |5 mm\n', 'Margin of PTV: 5 mm'],
      ['subtarget Core of GTV = fmiso >= |1.6 SUV\n', 'Threshold of Core: 1.6 SUV'],
      ['tissue Carcinoma {\n  alpha/beta = |10 Gy\n}\n', 'alpha/beta of Carcinoma: 10 Gy'],
      ['let boost = |76 Gy\n', 'boost: 76 Gy'],
      ['baseline Less = this with schedule 5 fractions {\n  PTV |20 Gy\n}\n', 'Dose of PTV, Less: 20 Gy'],
    ];
    for (const [text, words] of cases) assert.equal(wordsOf(text), words, text);
  });

  it('are no others: names, parts of metrics, exponents, numbers behind a minus, sizes of phantoms, grids', () => {
    for (const text of [
      'tissue T {\n  clonogens = |1e7 /cc\n}\n',
      'beams photon {\n  beam A { gantry = -|40 deg }\n}\n',
      'compute { grid = |3 mm }\n',
      'phantom P {\n  voxel = |3 mm\n}\n',
      'goals {\n  PTV D|95% >= 40 Gy\n}\n',
      'plan |"A"\n',
      '|',
      'target PTV = GTV + |\n',
    ])
      assert.equal(wordsOf(text), 'none', text);
  });

  it('may be tried between ends that hold the number, in steps that a hand would take and no coarser than it is written', () => {
    assert.deepEqual(valuesOf('let a = |66 Gy\n'), [33, 99, 0.5]);
    assert.deepEqual(valuesOf('let a = |2.60 Gy\n'), [1.3, 3.9, 0.01]);
    assert.deepEqual(valuesOf('beams photon {\n  collimator = |10 deg\n}\n'), [0, 360, 1]);
    assert.deepEqual(valuesOf('goals {\n  GTV TCP >= |60 %\n}\n'), [0, 100, 1]);
    assert.deepEqual(valuesOf('goals {\n  PTV D95% >= |95 % of prescription\n}\n'), [0, 120, 1]);
    assert.deepEqual(valuesOf('target PTV = GTV + |5 mm\n'), [0, 20, 1]);
    assert.deepEqual(valuesOf('target PTV = GTV + |0.5 cm\n'), [0, 2, 0.1]);
    for (const text of ['0', '0.0', '3', '1000', '7.125']) {
      const { min, max, value, step } = at(`let a = |${text} Gy\n`)!;
      assert.ok(min >= 0 && min <= value && value <= max && max > min && step > 0, text);
    }
  });
});
