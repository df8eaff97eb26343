import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';

const whole = readFileSync(join(import.meta.dirname, 'diagnostics/RT1018/good.rtplan'), 'utf8');
const before = whole.slice(0, whole.indexOf('goals {'));
const withGoal = (goal: string, text = before) =>
  analyse({ file: '/plan.rtplan', text: `${text}goals {\n  ${goal}\n}\n` }, () => undefined);
const metricOf = (goal: string) => {
  const { plan, diagnostics } = withGoal(goal);
  assert.deepEqual(diagnostics, [], goal);
  const { metric, limit, region } = plan!.goals[0];
  return { metric, limit, ...(region === undefined ? {} : { region }) };
};
const codesOf = (goal: string): string[] => withGoal(goal).diagnostics.map(({ code }) => code);
const messageOf = (goal: string): string => withGoal(goal).diagnostics[0].message;

describe('goals on outcome', () => {
  it('have a metric of their own, with the limit in its unit', () => {
    assert.deepEqual(metricOf('GTV TCP >= 60 % prefer 1'), { metric: { kind: 'tcp' }, limit: 60, region: 'GTV' });
    assert.deepEqual(metricOf('PTV gEUD(a: -10) >= 47 Gy must'), {
      metric: { kind: 'geud', a: -10 },
      limit: 47,
      region: 'PTV',
    });
    assert.deepEqual(metricOf('Cord eqd2(mean, 3 Gy) <= 50 Gy EQD2[3] must').metric, {
      kind: 'eqd2',
      alphaBetaGy: 3,
      of: { kind: 'mean' },
    });
    assert.deepEqual(metricOf('PTV conformity >= 0.8 must').limit, 0.8);
    assert.deepEqual(metricOf('PTV QF <= 5 % must').metric, { kind: 'qualityFactor' });
    assert.deepEqual(metricOf('P_plus >= 50 % must'), { metric: { kind: 'pPlus' }, limit: 50 });
  });

  it('name the row of the evidence base that an NTCP rests on', () => {
    assert.deepEqual(metricOf('Parotid_L NTCP(xerostomia) <= 20 % must').metric, {
      kind: 'ntcp',
      endpoint: 'xerostomia',
      row: 'dijkema2010.parotid.lkb',
    });
    assert.deepEqual(metricOf('Lung_L NTCP("grade 2 pneumonitis", seppenwoolde) <= 20 % must').metric, {
      kind: 'ntcp',
      endpoint: 'grade 2 pneumonitis',
      row: 'seppenwoolde2003.lung.lkb',
    });
  });

  it('refuse an endpoint that is not modelled, and say which are', () => {
    assert.deepEqual(codesOf('Cord NTCP(pneumonitis) <= 1 % must'), ['RT1018']);
    assert.match(messageOf('Cord NTCP(pneumonitis) <= 1 % must'), /myelitis\/necrosis/);
    assert.match(messageOf('Muscle NTCP(necrosis) <= 1 % must'), /cannot be told which organ Muscle is/);
    assert.match(messageOf('Lung_L NTCP(pneumonitis, nobody) <= 20 % must'), /none of them is "nobody"/);
  });

  it('say that a model is superseded where a plan names it', () => {
    assert.deepEqual(codesOf('Parotid_L NTCP(saliva, roesink) <= 20 % must'), ['RT5006']);
  });

  it('refuse limits of another kind', () => {
    assert.deepEqual(codesOf('GTV TCP >= 60 must'), ['RT2002']);
    assert.deepEqual(codesOf('GTV TCP >= 60 Gy must'), ['RT2003']);
    assert.deepEqual(codesOf('GTV TCP >= 160 % must'), ['RT2008']);
    assert.deepEqual(codesOf('Cord eqd2(max, 2 Gy) <= 50 Gy must'), ['RT2004']);
    assert.deepEqual(codesOf('Cord eqd2(max, 2 Gy) <= 50 Gy EQD2[3] must'), ['RT2004']);
    assert.deepEqual(codesOf('PTV conformity >= 80 % must'), ['RT2003']);
    assert.deepEqual(codesOf('PTV conformity >= 1.2 must'), ['RT2008']);
    assert.deepEqual(codesOf('PTV gEUD(a: 0) >= 40 Gy must'), ['RT2008']);
  });

  it('refuse arguments that have no meaning', () => {
    for (const goal of [
      'GTV TCP(2) >= 60 % must',
      'Cord mean(2) <= 20 Gy must',
      'Cord NTCP <= 1 % must',
      'Cord NTCP(2 Gy) <= 1 % must',
      'PTV gEUD(-10) >= 40 Gy must',
      'Cord eqd2(max) <= 50 Gy must',
      'Cord eqd2(V20Gy, 2 Gy) <= 50 Gy EQD2[2] must',
      'Cord eqd2(TCP, 2 Gy) <= 50 Gy EQD2[2] must',
    ])
      assert.deepEqual(codesOf(goal), ['RT2014'], goal);
  });

  it('need a prescription where they compare with one', () => {
    assert.deepEqual(codesOf('GTV conformity >= 0.8 must'), ['RT1014']);
    const nothing = before.replace('  PTV 50 Gy\n', '');
    assert.deepEqual(
      withGoal('GTV QF <= 5 % must', nothing).diagnostics.map(({ code }) => code),
      ['RT1014'],
    );
  });

  it('may ask the quality factor of a part of what is prescribed to', () => {
    assert.deepEqual(metricOf('GTV QF <= 5 % must'), { metric: { kind: 'qualityFactor' }, limit: 5, region: 'GTV' });
  });

  it('keep a citation of what no row is on, and say that it cannot be checked', () => {
    assert.deepEqual(codesOf('GTV TCP >= 60 % must from std.quantec'), ['RT5104']);
  });

  it('are no prescriptions', () => {
    const text = before.replace('PTV 50 Gy', 'PTV 50 Gy to TCP');
    assert.ok(withGoal('Cord max <= 45 Gy must', text).diagnostics.some(({ code }) => code === 'RT2003'));
  });
});

describe('the biology of a region', () => {
  const block = (content: string) => {
    const text = before.replace('target PTV', `subtarget Core of GTV = fmiso >= 1.4 {\n  ${content}\n}\ntarget PTV`);
    return withGoal('Cord max <= 45 Gy must', text);
  };
  const biologyOf = (content: string) => {
    const { plan, diagnostics } = block(content);
    assert.deepEqual(diagnostics, []);
    const { at, ...biology } = plan!.regions.find(({ name }) => name === 'Core')!.biology!;
    assert.equal(at.file, '/plan.rtplan');
    return biology;
  };

  it('has oxygen from an image, and how fast it comes back, on one line or two', () => {
    for (const gap of ['   ', '\n  ']) {
      const biology = biologyOf(`oxygen = pO2 from fmiso by dasu2012${gap}reoxygenates with halflife 10 d`);
      assert.equal(biology.reoxygenationHalfLifeDays, 10);
      assert.equal(biology.oxygen?.image, 'fmiso');
      assert.equal(biology.oxygen?.by, 'dasu2012');
    }
  });

  it('may be said by its tissue, which another tissue inherits', () => {
    const of = (block: string) =>
      before.replace('tissue Carcinoma', `tissue Dark extends Carcinoma {\n  ${block}\n}\ntissue Carcinoma`);
    const { plan, diagnostics } = withGoal(
      'Cord max <= 45 Gy must',
      of('oxygen = pO2 from fmiso by dasu2012   reoxygenates with halflife 10 d'),
    );
    assert.deepEqual(diagnostics, []);
    assert.equal(plan!.tissues.find(({ name }) => name === 'Dark')?.reoxygenationHalfLifeDays, 10);
    const used = withGoal(
      'Cord max <= 45 Gy must',
      of('oxygen = pO2 from fmiso by dasu2012').replace(/of Carcinoma/, 'of Dark'),
    );
    assert.deepEqual(
      used.diagnostics.map(({ code }) => code),
      ['RT5301'],
    );
    assert.equal(used.plan!.tissues.find(({ name }) => name === 'Dark')?.oxygen?.by, 'dasu2012');
  });

  it('has clonogens with their spread and their error', () => {
    assert.deepEqual(biologyOf('clonogens = 3e7 /cc   varies 1e7 /cc   uncertain 10 %').clonogensPerCc, {
      value: 3e7,
      unit: '/cc',
      varies: 1e7,
      uncertain: 3e6,
    });
  });

  it('takes known calibrations of a relative uptake only', () => {
    const codes = (content: string) => block(content).diagnostics.map(({ code }) => code);
    const fix = block('oxygen = pO2 from fmiso by dasu2021').diagnostics[0].fixes?.[0];
    assert.deepEqual(codes('oxygen = pO2 from fmiso by dasu2021'), ['RT1010']);
    assert.equal(fix?.title, 'Write "dasu2012"');
    assert.deepEqual(codes('oxygen = pO2 from ct by dasu2012   reoxygenates with halflife 10 d'), ['RT2003']);
    assert.deepEqual(codes('oxygen = pH from fmiso by dasu2012'), ['RT1010']);
    assert.deepEqual(codes('reoxygenates with halflife 0 d'), ['RT2008']);
    assert.deepEqual(codes('reoxygenates with halflife 10'), ['RT2002']);
  });

  it('keeps the half-time of repair in hours, as published rows have it', () => {
    const { plan } = withGoal('Cord max <= 45 Gy must');
    assert.deepEqual(plan!.tissues.find(({ name }) => name === 'Carcinoma')!.parameters['repair.halftime'], {
      value: 1.5,
      unit: 'h',
    });
  });

  it('is set in columns by the formatter, metrics with arguments too', () => {
    assert.equal(
      format(
        'goals {\nP_plus>=50% must\nCord eqd2( D0.03cc ,2Gy )<=50Gy EQD2[2] must\nGTV gEUD( a : -10 )>=40Gy must\n}\n',
      ),
      'goals {\n  P_plus                     >= 50 %          must\n  Cord   eqd2(D0.03cc, 2 Gy) <= 50 Gy EQD2[2] must\n  GTV    gEUD(a: -10)        >= 40 Gy         must\n}\n',
    );
  });
});

describe('parameters of a published tissue', () => {
  const parametersIn = (block: string) => {
    const text = `${before.replace(/^target GTV = .*$/m, 'target GTV = structure "Tumour" of Own')}\ntissue Own extends std.prostate_brenner {\n${block}\n}\n`;
    const { plan, diagnostics } = analyse({ file: '/plan.rtplan', text }, () => undefined);
    assert.ok(plan, JSON.stringify(diagnostics));
    return plan.tissues.find(({ name }) => name === 'Own')!.parameters;
  };

  it('bring the 95 % interval of their study, which a value of one’s own replaces', () => {
    // Brenner and Hall 1999: 1.5 Gy (0.8 to 2.2).
    const inherited = parametersIn('  clonogens = 1e6 /cc');
    assert.deepEqual(inherited['alpha/beta'], { value: 1.5, unit: 'Gy', interval95: [0.8, 2.2] });
    const own = parametersIn('  alpha = 0.04 /Gy\n  alpha/beta = 2 Gy   uncertain 0.3 Gy\n  clonogens = 1e6 /cc');
    assert.deepEqual(own['alpha/beta'], { value: 2, unit: 'Gy', uncertain: 0.3 });
  });
});

describe('what a tissue writes over what it inherits', () => {
  const tissueOf = (text: string) =>
    analyse({ file: '/plan.rtplan', text: `${before.replace(/of \w+(\.\w+)?$/m, '')}${text}` }, () => undefined);
  const parametersOf = (body: string, base = 'std.hnscc') => {
    const { plan, diagnostics } = tissueOf(`tissue Own extends ${base} { ${body} }\ntarget Part = GTV - 1 mm of Own\n`);
    const { parameters } = plan!.tissues.find(({ name }) => name === 'Own')!;
    return { parameters, codes: diagnostics.map(({ code }) => code) };
  };

  it('a rate of repopulation takes the place of an inherited doubling time, which would be heard alone, and the other way round', () => {
    const rate = parametersOf('repopulation { rate = 0.8 Gy/d }').parameters;
    assert.equal(rate['repopulation.rate'].value, 0.8);
    assert.equal(rate['repopulation.start'].value, 28);
    assert.equal(rate['repopulation.doubling'], undefined);
    const doubling = parametersOf('repopulation { doubling = 4 d }', 'std.hnscc_roberts').parameters;
    assert.equal(doubling['repopulation.doubling'].value, 4);
    assert.equal(doubling['repopulation.rate'], undefined);
  });

  it('beta takes the place of an inherited alpha/beta where there is an alpha', () => {
    const own = parametersOf('beta = 0.05 /Gy2').parameters;
    assert.deepEqual([own.alpha.value, own.beta.value, own['alpha/beta']], [0.35, 0.05, undefined]);
  });

  it('the block of a sub-target does the same', () => {
    const { plan } = tissueOf(
      'tissue Own extends std.hnscc { clonogens = 1e7 /cc }\ntarget Part = GTV - 1 mm of Own\nsubtarget Fast of Part = Part - 2 mm { repopulation { rate = 1 Gy/d } }\n',
    );
    const { parameters } = plan!.tissues.find(({ name }) => name === 'biology of Fast')!;
    assert.deepEqual([parameters['repopulation.rate'].value, parameters['repopulation.doubling']], [1, undefined]);
  });

  it('a doubling time and a rate in one block: the one that is not taken is said, and left out', () => {
    const { parameters, codes } = parametersOf('repopulation { start = 21 d   doubling = 3 d   rate = 0.8 Gy/d }');
    assert.ok(codes.includes('RT5010'));
    assert.deepEqual([parameters['repopulation.doubling'].value, parameters['repopulation.rate']], [3, undefined]);
  });
});

describe('the radiosensitivity index of a patient', () => {
  it('is a share of cells (Eschrich 2009)', () => {
    const codes = (rsi: string) =>
      analyse(
        { file: '/plan.rtplan', text: before.replace(/^patient \w+ \{/m, `$&\n  molecular { rsi = ${rsi} }`) },
        () => undefined,
      ).diagnostics.map(({ code }) => code);
    assert.ok(!codes('0.46').includes('RT2008'));
    for (const rsi of ['0', '1', '1.46']) assert.ok(codes(rsi).includes('RT2008'), rsi);
  });
});
