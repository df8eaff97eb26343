import assert from 'node:assert/strict';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { boxPatient } from '../support/box-patient.ts';
import { offsetAt } from '../support/markers.ts';

interface Parts {
  readonly schedule?: string;
  readonly beams?: string;
  readonly optimise?: string;
}

const group = (extra = '') => `beams photon {
  machine   = std.linac6MV
  isocentre = centroid of PTV
${extra}  arrange 4 beams every 90 deg from 0 deg
}
`;

function textOf({ schedule, beams = group(), optimise = 'optimise { }' }: Parts): string {
  return `plan "Optimised"

${boxPatient}

${schedule ?? 'schedule 25 fractions {\n  PTV 50 Gy\n  normalise PTV D50% = 50 Gy\n}\n'}
${beams}
${optimise}
`;
}

function analysed(parts: Parts) {
  const text = textOf(parts);
  const { plan, diagnostics } = analyse({ file: 'p.rtplan', text }, () => undefined);
  return {
    text,
    plan,
    diagnostics,
    found: diagnostics.map(({ code, range: { start, end } }) => [
      code,
      text.slice(offsetAt(text, start), offsetAt(text, end)),
    ]),
  };
}

function planOf(parts: Parts): Plan {
  const { plan, diagnostics } = analysed(parts);
  assert.deepEqual(diagnostics, []);
  assert.ok(planSchema.safeParse(plan).success);
  return plan!;
}

/** Without its place in the text. */
function optimiseOf(parts: Parts): Omit<NonNullable<Plan['optimise']>, 'at'> {
  const { at: _, ...rest } = planOf(parts).optimise!;
  return rest;
}

describe('the optimise block', () => {
  it('has defaults: ten segments for each beam of the plan', () => {
    const defaults = { technique: 'imrt', deliver: 'step_and_shoot', mostSegments: 40, bixelMm: 5 };
    assert.deepEqual(optimiseOf({}), defaults);
    const second = group()
      .replace('photon', 'photon for PTV')
      .replace(/arrange.*/, 'beam A { gantry = 45 deg }');
    assert.deepEqual(optimiseOf({ beams: group() + second }), { ...defaults, mostSegments: 50 });
    assert.deepEqual(optimiseOf({ optimise: 'optimise { deliver = step_and_shoot }' }), defaults);
  });

  it('takes what is written, in one line or in several', () => {
    const values = { technique: 'imrt', deliver: 'step_and_shoot', mostSegments: 80, bixelMm: 2.5 };
    const written = ['technique = imrt', 'deliver = step_and_shoot, at most 80 segments', 'bixel = 0.25 cm'];
    assert.deepEqual(optimiseOf({ optimise: `optimise { ${written.join('   ')} }` }), values);
    assert.deepEqual(optimiseOf({ optimise: `optimise {\n${written.join('\n')}\n}` }), values);
  });

  it('takes a sliding window, with a hundred control points a beam where nothing is said', () => {
    const window = { technique: 'imrt', deliver: 'sliding_window', mostSegments: 40, bixelMm: 5 };
    const of = (written: string) => optimiseOf({ optimise: `optimise { deliver = ${written} }` });
    assert.deepEqual(of('sliding_window'), { ...window, mostControlPoints: 100 });
    assert.deepEqual(of('sliding_window, at most 64 control points'), { ...window, mostControlPoints: 64 });
  });

  it('takes the number of segments that is the least: one for each beam', () => {
    assert.equal(optimiseOf({ optimise: 'optimise { deliver = step_and_shoot, at most 4 segments }' }).mostSegments, 4);
    const one = group().replace(/arrange.*/, 'beam A { gantry = 45 deg }');
    const most = optimiseOf({ beams: one, optimise: 'optimise { deliver = step_and_shoot, at most 1 segment }' });
    assert.equal(most.mostSegments, 1);
  });

  it('is laid out as other blocks are', () =>
    assert.ok(
      format(
        textOf({ optimise: 'optimise {\ntechnique=imrt\ndeliver=step_and_shoot,at most 80 segments\nbixel=5mm\n}' }),
      ).endsWith(
        'optimise {\n  technique = imrt\n  deliver   = step_and_shoot, at most 80 segments\n  bixel     = 5 mm\n}\n',
      ),
    ));

  it('is absent where nothing is written', () => {
    const beams = group('  aperture  = 10 cm x 10 cm\n');
    const plan = planOf({ optimise: '', beams });
    assert.ok(!('optimise' in plan));
    assert.equal(plan.beamGroups[0].beams[0].aperture.kind, 'rectangle');
  });

  for (const [statement, code, marked] of [
    ['technique = vmat', 'RT2012', 'vmat'],
    ['technique = conformal_arc', 'RT2012', 'conformal_arc'],
    ['technique = sbrt', 'RT1010', 'sbrt'],
    ['deliver = sliding_window, at most 80 segments', 'RT2014', '80'],
    ['deliver = step_and_shoot, at most 80 control points', 'RT2014', '80'],
    ['deliver = sliding_window, at most 80.5 control points', 'RT2010', '80.5'],
    ['deliver = sliding_window, at most 9 control points', 'RT2008', '9'],
    ['deliver = sliding_window, at most 501 control points', 'RT2008', '501'],
    ['deliver = step, at most 80 segments', 'RT1010', 'step'],
    ['deliver = step_and_shoot, at most 2.5 segments', 'RT2010', '2.5'],
    ['deliver = step_and_shoot, at most 0 segments', 'RT2010', '0'],
    ['deliver = step_and_shoot, at most 3 segments', 'RT2008', '3'],
    ['deliver = step_and_shoot, at most 1e12 segments', 'RT2008', '1e12'],
    ['bixel = 1 mm', 'RT2008', '1 mm'],
    ['bixel = 11 mm', 'RT2008', '11 mm'],
    ['bixel = 5', 'RT2002', '5'],
    ['bixel = 5 Gy', 'RT2003', '5 Gy'],
    ['grid = 5 mm', 'RT0007', 'grid'],
  ])
    it(`refuses "${statement}"`, () => {
      const { found, plan } = analysed({ optimise: `optimise { ${statement} }` });
      assert.deepEqual(found, [[code, marked]]);
      assert.equal(plan, undefined);
    });

  it('says all that is wrong at once', () => {
    const { found } = analysed({ optimise: 'optimise { technique = vmat   deliver = moving   bixel = 1 mm }' });
    assert.deepEqual(
      found.map(([code]) => code),
      ['RT2012', 'RT1010', 'RT2008'],
    );
  });

  it('is written once, and so is what it says', () => {
    assert.deepEqual(analysed({ optimise: 'optimise { }\noptimise { }' }).found, [['RT0012', 'optimise { }']]);
    const twice = 'optimise { bixel = 5 mm   bixel = 4 mm }';
    assert.deepEqual(analysed({ optimise: twice }).found, [['RT0012', 'bixel = 4 mm']]);
  });
});

describe('the beams of a plan that is optimised', () => {
  it('are shaped by the optimiser, and keep their angles', () => {
    const beams = group('  ssd = 90 cm\n  collimator = 10 deg\n').replace('photon', 'photon for PTV');
    const [{ region, ssdMm, beams: placed }] = planOf({ beams }).beamGroups;
    assert.deepEqual([region, ssdMm], ['PTV', 900]);
    assert.deepEqual(
      placed.map(({ aperture, gantryDeg, collimatorDeg, weight, muPerFraction }) => [
        aperture.kind,
        gantryDeg,
        collimatorDeg,
        weight,
        muPerFraction,
      ]),
      [0, 90, 180, 270].map((gantryDeg) => ['modulated', gantryDeg, 10, 1, undefined]),
    );
    for (const { aperture, at } of placed) assert.deepEqual(aperture.at, at);
  });

  it('need no monitor units with "normalise none"', () => {
    const schedule = 'schedule 25 fractions {\n  PTV 50 Gy\n  normalise none\n}\n';
    assert.equal(planOf({ schedule }).schedule.phases[0].normalise.kind, 'none');
  });

  for (const statement of ['aperture = conformal to PTV margin 5 mm', 'weight = 0.5', 'mu = 100 MU']) {
    it(`have no "${statement}" in their group, which a fix takes out with its line`, () => {
      const { found, diagnostics, text } = analysed({ beams: group(`  ${statement}\n`) });
      assert.deepEqual(found, [['RT1029', statement]]);
      assert.equal(fixed(text, diagnostics[0]), textOf({}));
    });

    it(`have no "${statement}" of their own, which a fix takes out`, () => {
      const one = (own: string) => group().replace(/arrange.*/, `beam A { gantry = 45 deg${own} }`);
      const { found, diagnostics, text } = analysed({ beams: one(`   ${statement}`) });
      assert.deepEqual(found, [['RT1029', statement]]);
      assert.equal(fixed(text, diagnostics[0]), textOf({ beams: one('') }));
    });
  }

  it('are not those of a file', () => {
    const beams = 'beams photon {\n  machine  = std.linac6MV\n  provided = dicom "plan.dcm"\n}\n';
    assert.deepEqual(analysed({ beams }).found, [['RT2016', 'provided = dicom "plan.dcm"']]);
  });

  it('are of one phase', () => {
    const phase = (name: string) => `phase ${name} 10 fractions {\n  PTV 20 Gy\n  normalise PTV D50% = 20 Gy\n}\n`;
    const schedule = `schedule {\n${phase('Base')}${phase('Boost')}}\n`;
    const inPhase = (name: string) =>
      group()
        .replace('photon', `photon in ${name}`)
        .replace(/arrange.*/, `beam ${name}A { gantry = 45 deg }`);
    const beams = inPhase('Base') + inPhase('Boost');
    assert.deepEqual(analysed({ schedule, beams }).found, [['RT2016', 'optimise']]);
    planOf({ schedule: `schedule {\n${phase('Base')}}\n`, beams: inPhase('Base') });
  });

  it('still need an aperture where nothing is optimised', () =>
    assert.deepEqual(
      analysed({ optimise: '' }).found.map(([code]) => code),
      ['RT0014'],
    ));
});

function fixed(text: string, { fixes = [] }: ReturnType<typeof analysed>['diagnostics'][number]): string {
  const [{ range, newText }] = fixes[0].edits;
  return text.slice(0, offsetAt(text, range.start)) + newText + text.slice(offsetAt(text, range.end));
}
