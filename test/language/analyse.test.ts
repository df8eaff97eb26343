import assert from 'node:assert/strict';
import { analyse, createAnalyser } from '../../src/language/analyse.ts';
import type { Plan, RegionExpression } from '../../src/plan/plan.ts';

const phantom = `
phantom Box {
  size = 20 cm x 20 cm x 20 cm
  Body = box 20 cm x 20 cm x 20 cm at (0, 0, 0) mm { HU = 0   uptake fdg = 1 SUV }
  Tumour = sphere diameter 4 cm at (1, -2, 3) cm { HU = 30   uptake fdg = 9 SUV edge 4 mm }
}
patient P1 {
  images { ct = phantom Box   fdg = phantom Box uptake fdg as SUVbw }
  structures = phantom Box
}
`;
const regions = `
organ Body = structure "Body"
target GTV = structure "Tumour"
target PTV = GTV + 5 mm
`;
const schedule = `
schedule 25 fractions, 5 per week {
  PTV 50 Gy
  normalise PTV D50% = 50 Gy
}
`;
const beams = `
beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = conformal to PTV margin 5 mm
  arrange 4 beams every 90 deg from 0 deg
}
`;

function planOf(
  parts: { regions?: string; schedule?: string; beams?: string; patient?: string; extra?: string },
  files: Record<string, string> = {},
): Plan {
  const text = `plan "Test"\n${parts.patient ?? phantom}${parts.regions ?? regions}${parts.schedule ?? schedule}${parts.beams ?? beams}${parts.extra ?? ''}`;
  const { plan, diagnostics } = analyse({ file: '/plans/test.rtplan', text }, (path) => files[path]);
  assert.deepEqual(
    diagnostics.filter((d) => d.severity === 'error'),
    [],
  );
  return plan!;
}

function codesOf(text: string, files: Record<string, string> = {}): string[] {
  return analyse({ file: '/plans/test.rtplan', text }, (path) => files[path]).diagnostics.map((d) => d.code);
}

function textOf(group: string): string {
  return `plan "Test"\n${phantom}${regions}${schedule}${group}`;
}

/** A value without the places in the text. */
function bare<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'at' ? undefined : inner))) as Value;
}

function expression(text: string): RegionExpression {
  return bare(
    planOf({ regions: `${regions}target X = ${text}\n` }).regions.find((region) => region.name === 'X')!.expression,
  );
}

const region = (name: string): unknown => ({ kind: 'region', name });

describe('what a plan text means', () => {
  it('has lengths in mm, whatever unit they are written in', () => {
    const { phantom: box } = planOf({}).patient;
    assert.deepEqual(box?.sizeMm, [200, 200, 200]);
    assert.deepEqual(box?.solids[1].shape, { kind: 'ellipsoid', centreMm: [10, -20, 30], radiiMm: [20, 20, 20] });
    assert.deepEqual(box?.solids[1].uptake, [{ image: 'fdg', value: 9, edgeMm: 4 }]);
  });

  it('has the first CT as planning image, and the image threshold of -300 HU as the body of a phantom', () => {
    const { patient } = planOf({});
    assert.equal(patient.planningImage, 'ct');
    assert.deepEqual(
      patient.images.map(({ name, quantity }) => [name, quantity]),
      [
        ['ct', 'HU'],
        ['fdg', 'SUVbw'],
      ],
    );
    assert.deepEqual(bare(patient.body), { kind: 'threshold', image: 'ct', comparison: '>=', value: -300 });
  });

  it('is the same data for the same text', () => {
    assert.deepEqual(planOf({}), planOf({}));
  });

  it('does not depend on the order of declarations', () => {
    const forward = planOf({ regions: 'target GTV = structure "Tumour"\ntarget PTV = GTV + 5 mm\n' });
    const backward = planOf({ regions: 'target PTV = GTV + 5 mm\ntarget GTV = structure "Tumour"\n' });
    assert.deepEqual(bare(backward), bare(forward));
  });

  it('orders regions so that each refers to earlier ones only', () => {
    const plan = planOf({
      regions:
        'target PTV = B + 5 mm\ntarget B = A or GTV\ntarget A = GTV + 1 mm\nsubtarget S of PTV = fdg >= 4 SUV\ntarget GTV = structure "Tumour"\n',
    });
    assert.deepEqual(
      plan.regions.map((r) => r.name),
      ['GTV', 'A', 'B', 'PTV', 'S'],
    );
  });
});

describe('regions', () => {
  const uniform = (mm: number): unknown => ({
    left: mm,
    right: mm,
    anterior: mm,
    posterior: mm,
    superior: mm,
    inferior: mm,
  });

  it('grow and shrink by a margin, written with a sign or a word', () => {
    assert.deepEqual(expression('GTV + 0.5 cm'), { kind: 'margin', of: region('GTV'), marginMm: uniform(5) });
    assert.deepEqual(expression('GTV expand 5 mm'), expression('GTV + 5 mm'));
    assert.deepEqual(expression('GTV - 3 mm'), { kind: 'margin', of: region('GTV'), marginMm: uniform(-3) });
    assert.deepEqual(expression('GTV shrink 3 mm'), expression('GTV - 3 mm'));
  });

  it('grow by the margin of van Herk et al. 2000: 2.5 Σ + 0.7 σ', () => {
    assert.deepEqual(expression('GTV + vanHerk(systematic: 1.2 mm, random: 1.8 mm)'), {
      kind: 'margin',
      of: region('GTV'),
      marginMm: uniform(2.5 * 1.2 + 0.7 * 1.8),
    });
  });

  it('grow by one length for each side of the patient', () => {
    assert.deepEqual(expression('GTV + margin(5 mm, superior: 8 mm, inferior: 8 mm)'), {
      kind: 'margin',
      of: region('GTV'),
      marginMm: { ...(uniform(5) as object), superior: 8, inferior: 8 },
    });
  });

  it('bind margins before sets, and take a chain of one operation as one', () => {
    assert.deepEqual(expression('GTV + 5 mm minus Body'), {
      kind: 'difference',
      of: [{ kind: 'margin', of: region('GTV'), marginMm: uniform(5) }, region('Body')],
    });
    assert.deepEqual(expression('GTV or PTV or Body'), {
      kind: 'union',
      of: [region('GTV'), region('PTV'), region('Body')],
    });
    assert.deepEqual(expression('GTV or (PTV and Body)'), {
      kind: 'union',
      of: [region('GTV'), { kind: 'intersection', of: [region('PTV'), region('Body')] }],
    });
  });

  it('come from an image by an absolute or a relative threshold', () => {
    assert.deepEqual(expression('fdg >= 4 SUV'), { kind: 'threshold', image: 'fdg', comparison: '>=', value: 4 });
    assert.deepEqual(expression('fdg > 50 % of max in GTV'), {
      kind: 'relativeThreshold',
      image: 'fdg',
      comparison: '>',
      percent: 50,
      of: 'max',
      in: region('GTV'),
    });
  });

  it('lie within a distance of another', () => {
    assert.deepEqual(expression('Body within 1 cm of GTV'), {
      kind: 'within',
      of: region('Body'),
      from: region('GTV'),
      distanceMm: 10,
    });
  });

  it('take their tissue from "of", a sub-target its parent\'s with what it changes', () => {
    const plan = planOf({
      regions: `tissue Tumour extends std.hnscc { clonogens = 1e7 /cc }
target GTV = structure "Tumour" of Tumour
target PTV = GTV + 5 mm
subtarget Avid of GTV = fdg >= 4 SUV { clonogens = 3e7 /cc }
`,
    });
    assert.deepEqual(
      plan.regions.map((r) => [r.name, r.tissue]),
      [
        ['GTV', 'Tumour'],
        ['PTV', undefined],
        ['Avid', 'biology of Avid'],
      ],
    );
    const avid = plan.tissues.find((t) => t.name === 'biology of Avid')!;
    assert.equal(avid.parameters.clonogens.value, 3e7);
    assert.equal(avid.parameters['alpha/beta'].value, 10);
  });

  it('may go on over lines after an operator, or before one', () => {
    assert.deepEqual(expression('GTV or\n    PTV'), expression('GTV or PTV'));
    assert.deepEqual(expression('GTV\n    or PTV'), expression('GTV or PTV'));
    assert.deepEqual(expression('(GTV\n or PTV\n )'), expression('GTV or PTV'));
  });
});

describe('quantities', () => {
  it('may be named once and used with arithmetic', () => {
    const plan = planOf({
      regions:
        'let setup = 2 * 1.5 mm + 0.1 cm\ntarget GTV = structure "Tumour"\ntarget PTV = GTV + max(setup, 2 mm)\n',
    });
    assert.deepEqual(bare(plan.regions[1].expression), {
      kind: 'margin',
      of: region('GTV'),
      marginMm: { left: 4, right: 4, anterior: 4, posterior: 4, superior: 4, inferior: 4 },
    });
  });

  it('may not be defined by themselves', () => {
    assert.ok(codesOf('let a = b + 1 mm\nlet b = a + 1 mm\n').includes('RT1004'));
  });
});

describe('the schedule', () => {
  it('multiplies a dose per fraction by the fractions', () => {
    const plan = planOf({
      schedule: 'schedule 25 fractions {\n  PTV 2 Gy/fraction to mean\n  normalise PTV mean = 50 Gy\n}\n',
    });
    assert.deepEqual(bare(plan.schedule.phases[0].prescriptions), [
      { region: 'PTV', doseGy: 50, metric: { kind: 'mean' } },
    ]);
    assert.equal(plan.schedule.perWeek, 5);
  });

  it('prescribes to the median unless it says otherwise (ICRU 83)', () => {
    assert.deepEqual(planOf({}).schedule.phases[0].prescriptions[0].metric, {
      kind: 'doseAtVolume',
      value: 50,
      unit: 'percent',
    });
  });

  it('keeps the precedence as written, pair by pair', () => {
    const plan = planOf({
      schedule: 'schedule 25 fractions {\n  PTV 50 Gy\n  GTV 60 Gy\n  precedence GTV over PTV\n  normalise none\n}\n',
      beams: beams.replace('5 mm', '5 mm\n  mu = 100 MU'),
    });
    assert.deepEqual(plan.schedule.phases[0].precedence, [{ inner: 'GTV', outer: 'PTV' }]);
    assert.ok(plan.beamGroups[0].beams.every((beam) => beam.muPerFraction === 100));
  });
});

describe('roles', () => {
  const codes = (goals: string, target = 'target Cord = structure "Body"'): string[] =>
    codesOf(`plan "T"\n${phantom}${regions}${target}\n${schedule}${beams}goals {\n${goals}\n}\n`);

  it('are doubted where a target is only spared', () => {
    assert.deepEqual(codes('Cord max <= 45 Gy must\nCord mean < 20 Gy prefer 1'), ['RT5012']);
    assert.deepEqual(codes('Cord max <= 45 Gy must\nCord mean >= 20 Gy prefer 1'), []);
    assert.deepEqual(codes('PTV max <= 45 Gy must'), []);
    assert.deepEqual(
      codes('Cord max <= 45 Gy must', 'target Cord = structure "Body"\ntarget Cord_3 = Cord + 3 mm'),
      [],
    );
  });

  it('are doubted where the plan is scaled to the dose of an organ', () => {
    const text = `plan "T"\n${phantom}${regions}${schedule.replace('normalise PTV', 'normalise Body')}${beams}`;
    assert.deepEqual(codesOf(text), ['RT5003']);
  });
});

describe('beams', () => {
  it('are arranged round the patient, angles from 0 up to 360', () => {
    const plan = planOf({
      beams: beams.replace('4 beams every 90 deg from 0 deg', '3 beams every -40 deg from 20 deg'),
    });
    assert.deepEqual(
      plan.beamGroups[0].beams.map((beam) => beam.gantryDeg),
      [20, 340, 300],
    );
  });

  it('take what the group says unless they say otherwise', () => {
    const plan = planOf({
      beams: beams.replace(
        '  arrange 4 beams every 90 deg from 0 deg',
        '  collimator = 10 deg\n  beam A { gantry = 0 deg }\n  beam B { gantry = -90 deg   collimator = 5 deg   aperture = jaws(x1: -2 cm, x2: 5 cm, y1: -5 cm, y2: 5 cm)   weight = 2 }',
      ),
    });
    const [a, b] = plan.beamGroups[0].beams;
    assert.deepEqual([a.collimatorDeg, a.weight, a.aperture.kind], [10, 1, 'conformal']);
    assert.deepEqual([b.gantryDeg, b.collimatorDeg, b.weight], [270, 5, 2]);
    assert.deepEqual(bare(b.aperture), { kind: 'rectangle', x1Mm: -20, x2Mm: 50, y1Mm: -50, y2Mm: 50 });
  });

  it('are shaped by leaves as written, with or without jaws', () => {
    const aperture = (text: string) => {
      const plan = planOf({ beams: beams.replace(/aperture = .*/, `aperture = ${text}`) });
      return bare(plan.beamGroups[0].beams[0].aperture);
    };
    const ends = [
      { leftMm: -20, rightMm: 25 },
      { leftMm: -30, rightMm: -30 },
    ];
    assert.deepEqual(aperture('leaves from 40 (-20, 25) mm, (-3, -3) cm'), { kind: 'leaves', firstPair: 40, ends });
    assert.deepEqual(
      aperture('jaws(x1: -3 cm, x2: 3 cm, y1: 0 cm, y2: 1 cm) leaves from 40 (-20, 25) mm, (-3, -3) cm'),
      { kind: 'leaves', firstPair: 40, ends, jaws: { x1Mm: -30, x2Mm: 30, y1Mm: 0, y2Mm: 10 } },
    );
    const codes = (text: string) => codesOf(textOf(beams.replace(/aperture = .*/, `aperture = ${text}`)));
    assert.deepEqual(codes('leaves from 0 (-20, 25) mm'), ['RT2008']);
    assert.deepEqual(codes('leaves from 2 (25, -20) mm'), ['RT2008']);
    assert.deepEqual(codes('leaves from 2 (25, 20, 0) mm'), ['RT2008']);
    assert.deepEqual(codes('leaves from 2 (-25, 20) Gy'), ['RT2003']);
  });

  it('are given by a machine of the product or by a machine file', () => {
    const group = (machine: string) => planOf({ beams: beams.replace('std.linac6MV', machine) }).beamGroups[0];
    assert.equal(group('std.point6MV').machine, 'std.point6MV');
    assert.equal(group('"machines/ours.json"').machine, 'machines/ours.json');
    // What begins with std. is of the product; a file of that name is still a file.
    assert.equal(group('"std.json"').machine, './std.json');
    assert.deepEqual(codesOf(textOf(beams.replace('std.linac6MV', '""'))), ['RT0014']);
  });

  it('of a group for a region have their isocentre in it', () => {
    const plan = planOf({
      beams: beams.replace('beams photon', 'beams photon for PTV').replace('  isocentre = centroid of PTV\n', ''),
    });
    assert.equal(plan.beamGroups[0].region, 'PTV');
    assert.deepEqual(bare(plan.beamGroups[0].isocentre), { kind: 'centroid', region: 'PTV' });
  });
});

describe('goals', () => {
  const goal = (text: string): unknown => {
    const { metric, comparison, limit, limitPercentOfPrescription, level, source } = planOf({
      extra: `goals {\n  ${text}\n}\n`,
    }).goals[0];
    return bare({ metric, comparison, limit, limitPercentOfPrescription, level, source });
  };

  it('have limits in Gy, in the unit of their volume, or as a share of the prescription', () => {
    assert.deepEqual(goal('Body D0.03cc <= 45 Gy must from local "house rules"'), {
      metric: { kind: 'doseAtVolume', value: 0.03, unit: 'cc' },
      comparison: '<=',
      limit: 45,
      level: { kind: 'must' },
      source: 'house rules',
    });
    assert.deepEqual(goal('Body V20Gy <= 30 % prefer 2'), {
      metric: { kind: 'volumeAtDose', doseGy: 20, unit: 'percent' },
      comparison: '<=',
      limit: 30,
      level: { kind: 'prefer', order: 2 },
    });
    assert.deepEqual(goal('Body V20Gy <= 300 cc prefer 2'), {
      metric: { kind: 'volumeAtDose', doseGy: 20, unit: 'cc' },
      comparison: '<=',
      limit: 300,
      level: { kind: 'prefer', order: 2 },
    });
    assert.deepEqual(goal('PTV D95% >= 95 % of prescription must'), {
      metric: { kind: 'doseAtVolume', value: 95, unit: 'percent' },
      comparison: '>=',
      limit: 47.5,
      limitPercentOfPrescription: 95,
      level: { kind: 'must' },
    });
    assert.deepEqual(goal('PTV V95% >= 98 % must'), {
      metric: { kind: 'volumeAtDose', doseGy: 47.5, unit: 'percent' },
      comparison: '>=',
      limit: 98,
      level: { kind: 'must' },
    });
  });

  it('keep a citation that cannot be checked, and say so', () => {
    const text = `plan "T"\n${phantom}${regions}${schedule}${beams}goals { Body mean <= 20 Gy must from std.quantec }\n`;
    const { plan, diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
    assert.equal(plan?.goals[0].source, 'std.quantec');
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT5104'],
    );
  });
});

describe('what is not computed yet', () => {
  it('is read as a whole, marked, and listed in the plan', () => {
    const text = `plan "T"\n${phantom}${regions}${schedule}${beams}goals { PTV EUD >= 60 Gy prefer 1 }\nrobust { shifts = 3 mm on each axis   over = composite_worst_case }\ncourse {\n  adapt when GTV volume < 70 % { recontour GTV; replan }\n}\n`;
    const { plan, diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT0001', 'RT0001', 'RT0001'],
    );
    assert.deepEqual(plan?.notComputed.map((n) => n.construct).sort(), ['EUD', 'course', 'robust']);
    assert.deepEqual(plan?.goals, []);
  });
});

describe('imports', () => {
  const library = 'tissue Shared { alpha/beta = 10 Gy }\ntarget Inner = structure "Tumour" of Shared\n';

  it('make the declarations of another file visible, relative to the file that imports', () => {
    const plan = planOf(
      { regions: 'import "../lib/regions.rtplan"\ntarget PTV = Inner + 5 mm\norgan Body = structure "Body"\n' },
      { '/lib/regions.rtplan': library },
    );
    assert.deepEqual(
      plan.regions.map((r) => r.name),
      ['Inner', 'PTV', 'Body'],
    );
    assert.deepEqual(
      plan.tissues.map((t) => t.name),
      ['Shared'],
    );
  });

  it('of a standard module are used by its names, with "std." before them or without', () => {
    const tissue = (base: string): string => `import "std/tissues"\ntissue T extends ${base} { alpha/beta = 10 Gy }\n`;
    assert.deepEqual(codesOf(tissue('hnscc')), []);
    assert.deepEqual(codesOf(tissue('std.hnscc')), []);
    assert.deepEqual(codesOf('import "std/machines"\ntissue T extends std.hnscc { alpha/beta = 10 Gy }\n'), ['RT1006']);
  });

  it('of the patient alone is used: a plan has one patient, and never names it', () => {
    const patient = 'phantom Box { size = 10 cm }\npatient P1 { images { ct = phantom Box } }\n';
    assert.ok(
      !codesOf('import "patient.rtplan"\nplan "Imported patient"\n', { '/plans/patient.rtplan': patient }).includes(
        'RT1006',
      ),
    );
  });

  it('may go round in a circle', () => {
    const files = {
      '/plans/a.rtplan': 'import "b.rtplan"\nlet one = 1 mm\n',
      '/plans/b.rtplan': 'import "a.rtplan"\nlet two = one + 1 mm\n',
    };
    assert.deepEqual(codesOf('import "a.rtplan"\nimport "b.rtplan"\nlet x = one + two\n', files), []);
  });

  it('report the errors of the imported file at its own place', () => {
    const { diagnostics } = analyse(
      { file: '/plans/t.rtplan', text: 'import "lib.rtplan"\nlet x = one\n' },
      () => 'let one = 1 mm\nlet two = \n',
    );
    assert.deepEqual(
      diagnostics.map((d) => [d.code, d.range.file, d.range.start.line]),
      [['RT0008', '/plans/lib.rtplan', 1]],
    );
  });

  it('do not add unknown names to a missing file', () => {
    assert.deepEqual(codesOf('import "lib.rtplan"\nlet x = one\n'), ['RT1005']);
  });
});

describe('a broken line', () => {
  it('stays one finding, and leaves the plan without what cannot be trusted', () => {
    const text = `plan "T"\n${phantom}${regions}${schedule}${beams}goals {\n  PTV D95% >=\n  Body mean <= 20\n}\n`;
    const { plan, diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
    assert.equal(plan, undefined);
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT0008', 'RT0014', 'RT2002'],
    );
  });

  it('says nothing of a missing prescription where the line that prescribes is broken', () => {
    const text = `plan "T"\n${phantom}${regions}${schedule.replace('PTV 50 Gy', 'PTV 50 Gy @')}${beams}`;
    assert.notEqual(schedule.replace('PTV 50 Gy', ''), schedule);
    assert.deepEqual(codesOf(text), ['RT0009']);
  });

  const slips: Record<string, [written: string, marked: string, says: RegExp, fixed?: string]> = {
    'a decimal comma': ['PTV mean >= 47,5 Gy must', '47,5', /decimal point, not a comma: 47\.5/, '47.5'],
    'a number without its zero': ['PTV mean >= .5 Gy must', '.5', /begins with a digit/, '0.5'],
    'the sign of a formula': ['PTV mean ≥ 47 Gy must', '≥', /write ">="/, '>='],
    'a metric in two words': ['PTV D2 cc >= 47 Gy must', 'D2 cc', /without spaces: D2cc/, 'D2cc'],
    'a metric in three words': ['PTV V 20 Gy >= 47 % must', 'V 20 Gy', /without spaces: V20Gy/, 'V20Gy'],
    'a preference without a limit': ['PTV mean >= prefer 1', 'prefer', /limit is missing between ">=" and "prefer"/],
    'P+ as it is printed': ['P+ >= 50 % must', 'P+', /written P_plus/, 'P_plus'],
    'an argument named with an equals sign': ['PTV gEUD(a = -10) >= 47 Gy must', '=', /with a colon: a: …/, ':'],
    'an EQD2 without its alpha/beta': ['PTV EQD2 D2cc <= 47 Gy must', 'EQD2 D2cc', /eqd2\(D2cc, 2 Gy\)/],
    'a constraint without a limit': ['PTV mean >= must', 'must', /limit is missing between ">=" and "must"/],
  };
  for (const [title, [written, marked, says, fixed]] of Object.entries(slips)) {
    it(`with ${title} says how it is written`, () => {
      const text = `plan "T"\n${phantom}${regions}${schedule}${beams}goals {\n  ${written}\n}\n`;
      const { diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
      assert.equal(diagnostics.length, 1, JSON.stringify(diagnostics));
      const [{ range, message, fixes }] = diagnostics;
      assert.match(message, says);
      assert.equal(text.split('\n')[range.start.line].slice(range.start.character, range.end.character), marked);
      assert.equal(fixes?.[0].edits[0].newText, fixed);
    });
  }

  for (const [written, marked, says] of [
    ['tissue T { alpha = 0.3 1/Gy }', '1/Gy', /begins with the stroke: \/Gy/],
    ['tissue T { alpha = 0.3 Gy^-1 }', 'Gy^', /"\/Gy" for Gy\^-1/],
    ['schedule { PTV 54 Gy in 30 fractions }', 'in 30', /a phase of its own/],
    ['schedule 30 fractions { start = 2026-03-03 }', '2026-03-03', /a day of the week.*start = monday/],
    ['patient P { pathology { ki67 = 45 % from "report" on 2026-02-03 } }', 'on', /before its source/],
    ['protocol P { group A when p16 == positive { } }', '==', /compare with one "="/],
    ['protocol P { group A when p16 = positive && brca1 { } }', '&&', /write "and"/],
  ] as const)
    it(`"${marked}" in "${written}" says how it is written`, () => {
      const { diagnostics } = analyse({ file: '/t.rtplan', text: `${written}\n` }, () => undefined);
      const found = diagnostics.find(({ message }) => says.test(message));
      assert.ok(found, JSON.stringify(diagnostics));
      assert.equal(written.slice(found.range.start.character, found.range.end.character), marked);
    });

  it('that names a structure without quotes says that it needs them', () => {
    const text = 'target GTV = structure Tumour_L\n';
    const { diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
    assert.deepEqual(
      diagnostics.map(({ code, message }) => [code, message]),
      [['RT0002', 'A structure\'s name stands in quotes: structure "Tumour_L".']],
    );
  });

  it('that declares a name still declares it', () => {
    const codes = codesOf('target GTV = structure "A" +\n\ntarget PTV = GTV + 5 mm\n');
    assert.deepEqual(codes, ['RT0008']);
  });
});

describe('identifiers of a person', () => {
  it('are refused without repeating them', () => {
    const text = phantom.replace(
      'structures',
      'name = "DOE^JANE"\n  clinical { mrn = 12345   birth_date = 1950 }\n  structures',
    );
    const { diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT1011', 'RT1011', 'RT1011'],
    );
    for (const { message } of diagnostics) assert.doesNotMatch(message, /DOE|JANE|12345|1950/);
  });
});

describe('what an editor needs', () => {
  const text = `plan "T"\n${phantom}${regions}${schedule}${beams}`;
  const { bindings, scope } = createAnalyser()({ file: '/t.rtplan', text }, () => undefined);

  it('knows what every name stands for', () => {
    const uses = bindings
      .filter(({ declaration }) => declaration.name === 'PTV')
      .map(({ range }) => text.split('\n')[range.start.line].slice(range.start.character, range.end.character));
    assert.deepEqual(uses, ['PTV', 'PTV', 'PTV', 'PTV']);
  });

  it('knows what is visible', () => {
    assert.deepEqual([...scope.names.keys()], ['Box', 'P1', 'ct', 'fdg', 'Body', 'GTV', 'PTV']);
  });
});

describe('a text without a plan', () => {
  it('says why by an error, also where a later version would have one', () => {
    const whole = `plan "T"\n${phantom}${regions}${schedule}${beams}`;
    for (const text of [
      whole.replace('as SUVbw', 'as ADC'),
      whole.replace('GTV + 5 mm', 'GTV + eqd2(5 mm)'),
      whole.replace('PTV 50 Gy', 'PTV eqd2(50 Gy)'),
    ]) {
      const { plan, diagnostics } = analyse({ file: '/t.rtplan', text }, () => undefined);
      assert.equal(plan, undefined);
      assert.ok(
        diagnostics.some((d) => d.severity === 'error'),
        text,
      );
    }
  });
});
