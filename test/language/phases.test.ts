import assert from 'node:assert/strict';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { boxPatient } from '../support/box-patient.ts';

const group = (phase = '') => `beams photon${phase && ` in ${phase}`} {
  machine   = std.linac6MV
  isocentre = centroid of PTV
  aperture  = conformal to PTV margin 5 mm
  beam ${phase}A { gantry = 0 deg }
}
`;

function analysed(schedule: string, rest = group('Base') + group('Boost')) {
  const text = `plan "Phases"

${boxPatient}

${schedule}
${rest}`;
  const { plan, diagnostics } = analyse({ file: 'p.rtplan', text }, () => undefined);
  return { plan, codes: diagnostics.map(({ code }) => code), messages: diagnostics.map(({ message }) => message) };
}

const planOf = (schedule: string, rest?: string): Plan => {
  const { plan, messages } = analysed(schedule, rest);
  assert.ok(plan, messages.join('\n'));
  return plan;
};

const base = 'phase Base 25 fractions {\n  PTV 50 Gy\n  normalise none\n}\n';
const boost = (after = '') => `phase Boost 8 fractions${after} {\n  GTV 2 Gy/fraction\n  normalise none\n}\n`;
const normalised = (text: string) =>
  text.replaceAll(/(GTV|PTV) (.*)\n {2}normalise none/g, '$1 $2\n  normalise $1 D98% = 15 Gy');

describe('the phases of a schedule', () => {
  it('have their own fractions, doses and beams', () => {
    const plan = planOf(normalised(`schedule 5 per week {\n${base}${boost(' after Base')}}`));
    const { phases, perWeek, start } = plan.schedule;
    assert.deepEqual(
      phases.map(({ name, fractions, prescriptions: [{ region, doseGy }] }) => [name, fractions, region, doseGy]),
      [
        ['Base', 25, 'PTV', 50],
        ['Boost', 8, 'GTV', 16],
      ],
    );
    assert.deepEqual([perWeek, start], [5, 'monday']);
    assert.deepEqual(
      plan.beamGroups.map(({ phase, beams }) => [phase, beams[0].name]),
      [
        ['Base', 'BaseA'],
        ['Boost', 'BoostA'],
      ],
    );
  });

  it('come in the order that they say, else in that of the text', () => {
    const names = (schedule: string) => planOf(normalised(schedule)).schedule.phases.map(({ name }) => name);
    assert.deepEqual(names(`schedule {\n${boost(' after Base')}${base}}`), ['Base', 'Boost']);
    assert.deepEqual(names(`schedule {\n${boost()}${base}}`), ['Boost', 'Base']);
  });

  it('are refused where they make no order, or have one name', () => {
    const cycle = base.replace('fractions', 'fractions after Boost');
    assert.deepEqual(analysed(normalised(`schedule {\n${cycle}${boost(' after Base')}}`)).codes, ['RT1021']);
    assert.deepEqual(analysed(normalised(`schedule {\n${base}${base}}`), group('Base')).codes, ['RT1002']);
  });

  it('take what the schedule says for all of them: an order of precedence, and no normalisation', () => {
    const shared = `schedule {\nprecedence GTV over PTV\nnormalise none\n${base.replace('  normalise none\n', '')}${boost().replace('  normalise none\n', '')}}`;
    const beams = (phase: string) => group(phase).replace('0 deg', '0 deg   mu = 100 MU');
    const { phases } = planOf(shared, beams('Base') + beams('Boost')).schedule;
    for (const { precedence, normalise } of phases) {
      assert.deepEqual(precedence, [{ inner: 'GTV', outer: 'PTV' }]);
      assert.equal(normalise.kind, 'none');
    }
  });

  it('have together the fractions that the schedule says', () => {
    assert.deepEqual(analysed(normalised(`schedule 33 fractions {\n${base}${boost()}}`)).codes, []);
    const { codes, messages } = analysed(normalised(`schedule 35 fractions {\n${base}${boost()}}`));
    assert.deepEqual(codes, ['RT2010']);
    assert.match(messages[0], /33 fractions together/);
  });

  it('ask for beams and for a normalisation each', () => {
    assert.deepEqual(analysed(normalised(`schedule {\n${base}${boost()}}`), group('Base')).codes, ['RT1024']);
    assert.deepEqual(analysed(normalised(`schedule {\n${base}${boost()}}`), group()).codes, ['RT1022']);
    const lacking = normalised(`schedule {\n${base}${boost()}}`).replace(/ {2}normalise GTV.*\n/, '');
    assert.deepEqual(analysed(lacking).codes, ['RT0014']);
    assert.deepEqual(
      analysed('schedule 25 fractions {\n  PTV 50 Gy\n  normalise PTV D50% = 50 Gy\n}', group('Base')).codes,
      ['RT1022'],
    );
  });

  it('make the prescription of a region over the course, where each has one', () => {
    const goals = 'goals {\n  PTV D95% >= 95 % of prescription must\n}\n';
    const both = normalised(`schedule {\n${base}${boost().replaceAll('GTV', 'PTV')}}`);
    const plan = planOf(both, group('Base') + group('Boost') + goals);
    assert.equal(plan.goals[0].limit, Number((0.95 * 66).toPrecision(12)));
    const { codes, messages } = analysed(
      normalised(`schedule {\n${base}${boost()}}`),
      group('Base') + group('Boost') + goals,
    );
    assert.deepEqual(codes, ['RT1014']);
    assert.match(messages[0], /in Base, and none in Boost.*Write the limit in Gy/);
  });

  it('are laid out as blocks', () => {
    const text = format('schedule {\nphase Base 25 fractions {\nPTV 50 Gy\nnormalise none\n}\n}\n');
    assert.equal(text, 'schedule {\n  phase Base 25 fractions {\n    PTV  50 Gy\n    normalise none\n  }\n}\n');
  });
});

describe('the days of a course', () => {
  const withDays = (days: string) =>
    analysed(`schedule 25 fractions, 5 per week {\n  ${days}\n  PTV 50 Gy\n  normalise PTV D50% = 50 Gy\n}`, group());

  it('begin on a day of the week, and are missed in the order of the days', () => {
    const { plan } = withDays('start = wednesday   missed = day 15, day 9');
    assert.deepEqual([plan!.schedule.start, plan!.schedule.missedDays], ['wednesday', [9, 15]]);
  });

  it('are days on which a fraction is due', () => {
    for (const [days, why] of [
      ['missed = day 6', /Day 6 of the course is a Saturday/],
      ['missed = day 1', /that of the first fraction/],
      ['missed = day 0', /counted from 1/],
      ['missed = day 9, day 9', /missed already/],
      ['missed = day 50', /beyond the course, which ends on day 33/],
      ['start = sunday', /would fall on a weekend/],
    ] as const) {
      const { codes, messages } = withDays(days);
      assert.deepEqual(codes, ['RT1025'], days);
      assert.match(messages[0], why);
    }
    assert.deepEqual(withDays('start = someday').codes, ['RT1010']);
  });
});
