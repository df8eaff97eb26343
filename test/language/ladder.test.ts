import assert from 'node:assert/strict';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { boxPatient } from '../support/box-patient.ts';
import { offsetAt } from '../support/markers.ts';

const wanted = `schedule 25 fractions, 5 per week {
  PTV 50 Gy
  normalise PTV D50% = 50 Gy
}

beams photon {
  machine   = std.linac6MV
  isocentre = centroid of PTV
  aperture  = conformal to PTV margin 5 mm
  arrange 4 beams every 90 deg from 0 deg
}

goals {
  PTV D95% >= 95 % of prescription must
  PTV mean <= 60 Gy                prefer 1
}
`;

const less = `baseline Less = this with schedule 20 fractions, 5 per week {
  PTV 40 Gy
  normalise PTV D50% = 40 Gy
}
`;

const textOf = (more: string, base = wanted): string => `plan "Ladder"\n\n${boxPatient}\n\n${base}\n${more}`;

function analysed(more: string, base?: string) {
  const text = textOf(more, base);
  const { plan, diagnostics } = analyse({ file: 'p.rtplan', text }, () => undefined);
  const found = diagnostics.map(({ code, range: { start, end } }) => [
    code,
    text.slice(offsetAt(text, start), offsetAt(text, end)),
  ]);
  return { plan, diagnostics, found };
}

function planOf(more: string, base?: string): Plan {
  const { plan, diagnostics } = analysed(more, base);
  assert.deepEqual(diagnostics, []);
  assert.ok(planSchema.safeParse(plan).success);
  return plan!;
}

const asserted = (assertion: string): string => `${less}\ntest "T" {\n  assert ${assertion}\n}\n`;
const found = (assertion: string) => analysed(asserted(assertion)).found;
const sides = (assertion: string) => {
  const [{ left, right, unit, text }] = planOf(asserted(assertion)).tests[0].assertions;
  return { left, right, unit, text };
};

describe('a baseline', () => {
  it('has its own schedule, and the beams and goals of the plan, whose shares are of its own prescription', () => {
    const { baselines, goals, beamGroups } = planOf(less);
    const [{ name, schedule, ...rest }] = baselines;
    assert.equal(name, 'Less');
    assert.equal(schedule.phases[0].fractions, 20);
    assert.deepEqual(rest.beamGroups, beamGroups);
    assert.deepEqual(
      rest.goals.map(({ limit }) => limit),
      [38, 60],
    );
    assert.deepEqual(
      goals.map(({ limit }) => limit),
      [47.5, 60],
    );
  });

  it('may start from another baseline, in any order of the text', () => {
    const { baselines } = planOf(`baseline Two = Less with beams photon {
  machine   = std.linac6MV
  isocentre = centroid of PTV
  aperture  = 8 cm x 8 cm
  arrange 2 beams every 180 deg from 0 deg
}
${less}`);
    const [two] = baselines;
    assert.equal(two.schedule.phases[0].fractions, 20);
    assert.equal(two.beamGroups[0].beams.length, 2);
  });

  it('may be without the optimiser of the plan, with several blocks one after the other', () => {
    const optimised = `${wanted.replace(/ {2}aperture.*\n/, '')}\noptimise { technique = imrt }\n`;
    const { baselines, optimise } = planOf(
      `baseline Open = this without optimise with schedule 20 fractions, 5 per week {
  PTV 40 Gy
  normalise PTV D50% = 40 Gy
} with beams photon {
  machine   = std.linac6MV
  isocentre = centroid of PTV
  aperture  = 8 cm x 8 cm
  arrange 2 beams every 180 deg from 0 deg
}
`,
      optimised,
    );
    assert.ok(optimise);
    assert.equal(baselines[0].optimise, undefined);
    assert.equal(baselines[0].beamGroups[0].beams[0].aperture.kind, 'rectangle');
  });

  it('leaves out a goal that has no meaning in it, and says nothing of that', () => {
    const { baselines } = planOf(`baseline Tumour = this with schedule 20 fractions, 5 per week {
  GTV 40 Gy
  normalise GTV D50% = 40 Gy
}
`);
    assert.deepEqual(
      baselines[0].goals.map(({ text }) => text),
      ['PTV mean <= 60 Gy'],
    );
  });

  it('cannot lead back to itself, nor start from nothing', () => {
    const none = analysed(
      'baseline A = Bb without optimise\nbaseline Bb = A without optimise\nbaseline C = Dd without optimise\n',
    );
    assert.deepEqual(none.found, [
      ['RT1004', 'Bb'],
      ['RT1004', 'A'],
      ['RT1001', 'Dd'],
    ]);
    assert.match(none.diagnostics[0].message, /A from Bb from A/);
  });

  it('is told of a mistake of its own at the mistake, and the rest of the plan stays', () => {
    const { found, plan } = analysed(less.replace('PTV 40 Gy', 'PTV 40'));
    assert.deepEqual(found, [['RT2002', '40']]);
    assert.equal(plan, undefined);
  });

  it('has one schedule, and one word about the optimiser', () => {
    const twice = less.trimEnd() + ' with schedule 10 fractions { PTV 20 Gy }\n';
    assert.deepEqual(
      analysed(twice).found.map(([code]) => code),
      ['RT0012'],
    );
    const both = 'baseline A = this without optimise with optimise { technique = imrt }\n';
    assert.deepEqual(analysed(both).found, [['RT1034', 'optimise']]);
  });

  it('keeps its layout, and a formatter that meets it in disorder gives it that', () => {
    const chained = `${less.trimEnd()} with beams photon {
  machine   = std.linac6MV
  isocentre = centroid of PTV
  aperture  = 8 cm x 8 cm
  arrange 2 beams every 180 deg from 0 deg
}
`;
    const canonical = format(textOf(chained));
    assert.ok(canonical.includes('\n} with beams photon {\n'));
    assert.equal(format(canonical), canonical);
    const disordered = textOf(chained.replace('} with', '}     with').replaceAll('\n  ', '\n        '));
    assert.equal(format(disordered), canonical);
  });
});

describe('a test', () => {
  it('compares metrics of the plan and of its baselines, each with its unit', () => {
    assert.deepEqual(sides('PTV.D95% >= Less.PTV.D95% + 9 Gy'), {
      left: { kind: 'metric', region: 'PTV', metric: { kind: 'doseAtVolume', value: 95, unit: 'percent' } },
      right: {
        kind: 'arithmetic',
        operator: '+',
        left: {
          kind: 'metric',
          baseline: 'Less',
          region: 'PTV',
          metric: { kind: 'doseAtVolume', value: 95, unit: 'percent' },
        },
        right: { kind: 'number', value: 9 },
      },
      unit: 'Gy',
      text: 'PTV.D95% >= Less.PTV.D95% + 9 Gy',
    });
    assert.equal(sides('PTV.eqd2(mean, 10 Gy) >= 40 Gy EQD2[10]').unit, 'Gy EQD2[10]');
    assert.equal(sides('PTV.conformity >= 0.6').unit, '');
    assert.equal(sides('PTV.D2% / Less.PTV.D2% <= 1.3').unit, '');
    assert.equal(sides('PTV.V40Gy - Less.PTV.V40Gy >= 5 pp').unit, 'pp');
    assert.equal(sides('PTV.V40Gy >= 20 cc').unit, 'cc');
  });

  it('takes shares of a prescription from the rung that it measures', () => {
    const { left, right } = sides('PTV.V95% >= Less.PTV.V95%');
    const doseOf = (side: typeof left) =>
      side.kind === 'metric' && side.metric.kind === 'volumeAtDose' && side.metric.doseGy;
    assert.deepEqual([doseOf(left), doseOf(right)], [47.5, 38]);
  });

  it('takes a quantity with a name', () => {
    const plan = planOf(`let limit = 60 Gy\n${asserted('PTV.max <= limit')}`);
    assert.deepEqual(plan.tests[0].assertions[0].right, { kind: 'number', value: 60 });
  });

  it('asks for percentage points where per cent would be of what is not said, and mends it', () => {
    const { diagnostics } = analysed(asserted('PTV.V40Gy - Less.PTV.V40Gy >= 5 %'));
    assert.equal(diagnostics[0].code, 'RT2003');
    assert.equal(diagnostics[0].fixes?.[0].edits[0].newText, '5 pp');
    assert.deepEqual(
      found('PTV.V40Gy >= Less.PTV.V40Gy + 5 %').map(([code]) => code),
      ['RT2003'],
    );
  });

  it('refuses to compare what is not of one kind', () => {
    for (const assertion of [
      'PTV.mean >= 5',
      'PTV.mean >= 5 %',
      'PTV.eqd2(mean, 10 Gy) >= 40 Gy',
      'PTV.eqd2(mean, 10 Gy) >= Less.PTV.eqd2(mean, 3 Gy)',
      'PTV.mean + PTV.conformity >= 50 Gy',
      'PTV.mean >= 95 % of prescription',
    ])
      assert.deepEqual(
        found(assertion).map(([code]) => code),
        ['RT2003'],
        assertion,
      );
  });

  it('says what a test can measure, and finds near names', () => {
    assert.deepEqual(found('Less >= 5 Gy'), [['RT1035', 'Less']]);
    assert.deepEqual(found('Les.PTV.mean >= 5 Gy'), [['RT1001', 'Les']]);
    assert.deepEqual(found('Less.PTW.mean >= 5 Gy'), [['RT1001', 'PTW']]);
    assert.deepEqual(found('PTV.TCP >= 5 %'), [['RT2104', 'TCP']]);
  });

  it('needs something to assert, and a title of its own', () => {
    assert.deepEqual(analysed('test "Empty" { }\n').found, [['RT0013', '"Empty"']]);
    const twice = 'test "T" { assert PTV.mean >= 5 Gy }\n';
    assert.deepEqual(analysed(twice + twice).found, [['RT1002', '"T"']]);
  });

  it('loses one line to a mistake, and no other', () => {
    const { plan, found } = analysed('test "T" {\n  assert PTV.mean >=\n  assert PTV.max <= 70 Gy\n}\n');
    assert.equal(found.length, 1);
    assert.equal(plan, undefined);
  });
});
