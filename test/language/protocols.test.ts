import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FactValue, groupRules, groupSites, holds as ruleHolds } from '../../src/evidence/group-rules.ts';
import { analyse } from '../../src/language/analyse.ts';
import { type Condition, type FactDatum, holds } from '../../src/language/condition.ts';
import { factRanges } from '../../src/language/fact-values.ts';
import { coverageOf } from '../../src/language/group-coverage.ts';
import { protocolOfSite, publishedGroups, ruleName, ruleNamed } from '../../src/language/published-protocols.ts';
import type { Plan } from '../../src/plan/plan.ts';

const around = (facts: string): string => `
phantom Box {
  size = 20 cm
  Body = box 20 cm x 20 cm x 20 cm at (0, 0, 0) mm { HU = 0 }
  SpinalCord = sphere diameter 2 cm at (0, 70, 0) mm { HU = 30 }
  Tumour = sphere diameter 4 cm at (0, 0, 0) mm { HU = 30 }
}
patient P1 {
  images { ct = phantom Box }
  structures = phantom Box
  clinical { ${facts} }
}
organ Body = structure "Body"
organ Cord = structure "SpinalCord"
target PTV = structure "Tumour"
beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = conformal to PTV margin 5 mm
  arrange 4 beams every 90 deg from 0 deg
}
`;

const house = `protocol House {
  group Low when smoking <= 10 pack_years {
    evidence "House 2025"
    schedule 30 fractions, 6 per week {
      PTV 60 Gy
      normalise PTV D50% = 60 Gy
    }
    goals {
      Cord max <= 45 Gy must
      PTV D95% >= 95 % of prescription must
      Larynx mean <= 40 Gy prefer 2
    }
  }
  group High otherwise {
    evidence "House 2025"
    schedule 35 fractions {
      PTV 2 Gy/fraction
      normalise PTV D50% = 70 Gy
    }
  }
}
`;

function read(text: string): { plan: Plan | undefined; said: string[] } {
  const { plan, diagnostics } = analyse({ file: '/p/plan.rtplan', text }, () => undefined);
  return { plan, said: diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

const items = (plan: Plan | undefined): string[] =>
  plan!.follows!.items.map(({ item, status, protocol, plan: own }) =>
    [status, item, protocol, own].filter(Boolean).join(' | '),
  );

describe('a plan that follows a protocol', () => {
  const following = (facts: string, rest = '', header = 'follows House'): ReturnType<typeof read> =>
    read(`plan "T" ${header}\n${house}${around(facts)}${rest}`);

  it('inherits fractions, rate, doses, normalisation and goals of the group of its patient', () => {
    const { plan, said } = following('smoking = 5 pack_years');
    assert.deepEqual(said, []);
    assert.deepEqual([plan!.follows!.group, plan!.follows!.because], ['Low', ['smoking = 5 pack_years']]);
    const { perWeek } = plan!.schedule;
    const { fractions, prescriptions, normalise } = plan!.schedule.phases[0];
    assert.deepEqual([fractions, perWeek, prescriptions[0].doseGy], [30, 6, 60]);
    assert.ok(normalise.kind === 'metric' && normalise.doseGy === 60);
    assert.deepEqual(
      plan!.goals.map(({ text, limit, source }) => [text, limit, source]),
      [
        ['Cord max <= 45 Gy', 45, 'House, group Low'],
        ['PTV D95% >= 95 % of prescription', 57, 'House, group Low'],
      ],
    );
    assert.ok(items(plan).includes('left out | Larynx goal | Larynx mean <= 40 Gy prefer 2'));
  });

  it('is in the group that says otherwise where no other takes the patient, whose doses may be per fraction', () => {
    const { plan } = following('smoking = 10.1 pack_years');
    assert.deepEqual([plan!.follows!.group, plan!.schedule.phases[0].prescriptions[0].doseGy], ['High', 70]);
    assert.equal(plan!.schedule.perWeek, 5);
  });

  it('keeps what it writes itself, and says what it overrides and adds', () => {
    const { plan, said } = following(
      'smoking = 5 pack_years',
      'schedule { PTV 62 Gy; normalise PTV D50% = 62 Gy }\ngoals {\n  Cord max <= 40 Gy must\n  Cord mean <= 20 Gy prefer 1\n}\n',
    );
    assert.deepEqual(said, []);
    assert.equal(plan!.schedule.phases[0].prescriptions[0].doseGy, 62);
    assert.equal(plan!.goals.find(({ text }) => text.startsWith('PTV'))!.limit, 58.9, '95 % of the own prescription');
    assert.deepEqual(items(plan), [
      'inherited | fractions | 30',
      'inherited | fractions per week | 6',
      'overridden | PTV dose | 60 Gy to D50% | 62 Gy to D50%',
      'overridden | normalisation | PTV D50% = 60 Gy | PTV D50% = 62 Gy',
      'overridden | Cord max | <= 45 Gy must | <= 40 Gy must',
      'inherited | PTV D95% | >= 58.9 Gy must',
      'left out | Larynx goal | Larynx mean <= 40 Gy prefer 2',
      'added | Cord mean | <= 20 Gy prefer 1',
    ]);
  });

  describe('and has a dose that is isoeffective to one of the protocol', () => {
    const core = 'target Core = PTV - 5 mm\n';
    const doses = (plan: Plan | undefined): (string | number)[][] =>
      plan!.schedule.phases[0].prescriptions.map(({ region, doseGy, rule }) => [
        region,
        doseGy,
        ...(rule?.kind === 'isoeffective' ? [rule.to] : []),
      ]);

    it('takes the inherited dose of the reference, or its own where it writes one', () => {
      const inherited = following('smoking = 5 pack_years', `${core}schedule { Core isoeffective to PTV }\n`);
      assert.deepEqual(inherited.said, []);
      assert.deepEqual(doses(inherited.plan), [
        ['Core', 60, 'PTV'],
        ['PTV', 60],
      ]);
      const own = following('smoking = 5 pack_years', `${core}schedule { PTV 62 Gy; Core isoeffective to PTV }\n`);
      assert.deepEqual(doses(own.plan), [
        ['PTV', 62],
        ['Core', 62, 'PTV'],
      ]);
    });

    it('is judged by the inherited dose where it has a cap', () => {
      const { said } = following(
        'smoking = 5 pack_years',
        `${core}schedule { Core isoeffective to PTV, at most 55 Gy }\n`,
      );
      assert.match(said[0], /^RT5305 Core is to have the effect of the 60 Gy to PTV, and at most 55 Gy/);
    });

    it('still is refused where neither prescribes to the reference', () => {
      const { said } = following('smoking = 5 pack_years', `${core}schedule { Core isoeffective to Cord }\n`);
      assert.match(said[0], /^RT1026 No dose is prescribed to Cord here/);
    });

    it('follows the plan’s own dose where the rule is the protocol’s', () => {
      const text = `plan "T" follows House\n${house.replace('PTV 60 Gy\n', 'PTV 60 Gy\n      Core isoeffective to PTV\n')}${around(
        'smoking = 5 pack_years',
      )}${core}schedule { PTV 62 Gy; normalise PTV D50% = 62 Gy }\n`;
      assert.deepEqual(doses(read(text).plan), [
        ['PTV', 62],
        ['Core', 62, 'PTV'],
      ]);
    });

    it('leaves the dose of a published rule, which names no region, to the reference', () => {
      const { plan, said } = read(
        `import "std/protocols/glioblastoma"\nplan "T" follows Glioblastoma.cctg_ce_6\n${around('histology = glioblastoma')}${core}schedule { Core isoeffective to PTV; normalise PTV D50% = 40 Gy }\n`,
      );
      assert.ok(plan, said.join('\n'));
      assert.deepEqual(
        doses(plan),
        [
          ['Core', 40, 'PTV'],
          ['PTV', 40],
        ],
        said.join('\n'),
      );
    });
  });

  describe('whose goals are on outcome and indices', () => {
    const modelled = `tissue Tumour extends std.tumour { alpha/beta = 10 Gy }
protocol Outcome {
  group All otherwise {
    evidence "House 2025"
    schedule 30 fractions {
      PTV 60 Gy
      normalise PTV D50% = 60 Gy
    }
    goals {
      PTV  TCP >= 60 % must
      Cord NTCP(myelitis, burman) <= 5 % must
      Cord eqd2(max, 2 Gy) <= 50 Gy EQD2[2] must
      PTV  gEUD(a: -10) >= 58 Gy prefer 1
      PTV  QF <= 5 % prefer 1
      PTV  conformity >= 0.6 prefer 2
      PTV  homogeneity <= 0.1 prefer 2
      P_plus >= 50 % prefer 1
    }
  }
}
`;
    const outcome = (rest = '', group = modelled): ReturnType<typeof read> =>
      read(
        `plan "T" follows Outcome\n${group}${around('weight = 70 kg').replace('structure "Tumour"', 'structure "Tumour" of Tumour').replace('"SpinalCord"', '"SpinalCord" of std.spinal_cord')}${rest}`,
      );

    it('inherits them all, with their models, parameters and source', () => {
      const { plan, said } = outcome();
      assert.deepEqual(
        said.filter((one) => !/^RT5304/.test(one)),
        [],
      );
      assert.deepEqual(
        plan!.goals.map(({ region, metric, limit }) => [region, metric.kind, limit]),
        [
          ['PTV', 'tcp', 60],
          ['Cord', 'ntcp', 5],
          ['Cord', 'eqd2', 50],
          ['PTV', 'geud', 58],
          ['PTV', 'qualityFactor', 5],
          ['PTV', 'conformity', 0.6],
          ['PTV', 'homogeneity', 0.1],
          [undefined, 'pPlus', 50],
        ],
      );
      assert.ok(plan!.goals.every(({ source }) => source === 'Outcome, group All'));
      const [, ntcp, eqd2, geud] = plan!.goals.map(({ metric }) => metric);
      assert.ok(ntcp.kind === 'ntcp' && ntcp.row === 'burman1991.spinalcord.lkb');
      assert.ok(eqd2.kind === 'eqd2' && eqd2.alphaBetaGy === 2 && geud.kind === 'geud' && geud.a === -10);
    });

    it('has its own in their place where region, metric, parameters and direction agree, and is warned of looser ones', () => {
      const { plan, said } = outcome(
        'goals {\n  PTV TCP >= 50 % must\n  PTV gEUD(a: -5) >= 58 Gy prefer 1\n  P_plus >= 60 % prefer 1\n  PTV conformity >= 0.7 prefer 2\n}\n',
      );
      assert.ok(
        said.some((one) => one === 'RT5201 PTV TCP: >= 50 % must here, >= 60 % must in the group All of Outcome.'),
      );
      assert.equal(said.filter((one) => one.startsWith('RT5201')).length, 1);
      assert.deepEqual(
        items(plan).filter((item) => /^(overridden|added)/.test(item) && !/normalisation|dose/.test(item)),
        [
          'overridden | PTV TCP | >= 60 % must | >= 50 % must',
          'overridden | PTV conformity | >= 0.6 prefer 2 | >= 0.7 prefer 2',
          'overridden | P_plus | >= 50 % prefer 1 | >= 60 % prefer 1',
          'added | PTV gEUD(a: -5) | >= 58 Gy prefer 1',
        ],
      );
      assert.equal(
        plan!.goals.filter(({ metric }) => metric.kind === 'geud').length,
        2,
        'another a is another question',
      );
    });

    it('is told at the protocol where a tissue of the plan lacks what a model needs', () => {
      const { said } = outcome('', modelled.replace('std.tumour { alpha/beta = 10 Gy }', 'std.larynx_tumour {}'));
      assert.ok(
        said.some((one) => /^RT2104 /.test(one)),
        said.join('\n'),
      );
    });
  });

  it('is warned of a wish in the place of what must hold, with both', () => {
    const { said } = following('smoking = 5 pack_years', 'goals {\n  Cord max <= 45 Gy prefer 1\n}\n');
    assert.deepEqual(said, ['RT5201 Cord max: <= 45 Gy prefer 1 here, <= 45 Gy must in the group Low of House.']);
  });

  it('without the fact that decides is told which, and between which groups', () => {
    const { plan, said } = following('weight = 70 kg');
    assert.equal(plan, undefined);
    assert.deepEqual(said, [
      'RT1205 House needs smoking of the patient: it decides whether this patient is in Low or High.',
    ]);
    assert.match(following('smoking = 5').said[1], /^RT2003 The protocol compares smoking with pack-years/);
  });

  it('may name the group', () => {
    const { plan, said } = following('smoking = 5 pack_years', '', 'follows House.High');
    assert.equal(plan!.schedule.phases[0].fractions, 35);
    assert.match(said.join(), /^RT5203 .*this patient does not meet the condition of High/);
    assert.match(following('smoking = 5 pack_years', '', 'follows House.Hihg').said[0], /^RT1001 .*: High\?/);
  });
});

describe('the groups of a protocol', () => {
  const coverage = (...conditions: string[]): string[] => {
    const groups = conditions.map(
      (condition, i) =>
        `  group G${i} ${condition} {\n    evidence "House"\n    schedule 30 fractions { PTV 60 Gy }\n  }\n`,
    );
    return read(`protocol House {\n${groups.join('')}}\n`).said;
  };

  it('leave nobody out, down to the threshold itself', () => {
    assert.deepEqual(coverage('when age < 65 y', 'when age >= 65 y'), []);
    assert.match(coverage('when age < 65 y', 'when age > 65 y')[0], /^RT1201 A patient with age = 65 y is in no group/);
    assert.match(
      coverage('when age <= 65 y', 'when age >= 65 y')[0],
      /^RT1202 A patient with age = 65 y is in G0 and in G1/,
    );
    assert.match(coverage('when age <= 64 y', 'when age >= 65 y')[0], /^RT1201 A patient with age = 64\.5 y/);
  });

  it('know the values of the field, and of other facts one that nobody named', () => {
    assert.deepEqual(coverage('when p16 = positive', 'when p16 = negative'), []);
    assert.match(coverage('when T in (T1, T2)', 'when T in (T3, T4)')[0], /T = Tis is in no group/);
    assert.match(coverage('when risk = low', 'when risk = high')[0], /risk = another value is in no group/);
    assert.deepEqual(coverage('when T = T1a', 'when not T = T1a'), []);
    assert.match(coverage('when T = T1a', 'when T = T1')[1], /^RT1202 A patient with T = T1a/);
    assert.deepEqual(coverage('when cisplatin', 'when not cisplatin'), []);
  });

  it('agree with trying every patient', () => {
    const fact = fc.constantFrom('a', 'b', 'c');
    const test: fc.Arbitrary<Condition> = fc.oneof(
      fc.record({
        kind: fc.constant('oneOf' as const),
        fact: fc.constantFrom('p', 'q'),
        values: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
      }),
      fc.record({
        kind: fc.constant('compare' as const),
        fact,
        comparison: fc.constantFrom('<=' as const, '>' as const),
        value: fc.integer({ min: 1, max: 3 }),
      }),
    );
    const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
      condition: fc.oneof(
        { depthSize: 'small' },
        test,
        fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
        fc.record({
          kind: fc.constantFrom('all' as const, 'any' as const),
          of: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
        }) as fc.Arbitrary<Condition>,
      ),
    }));
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), (conditions) => {
        const groups = conditions.map((one, i) => ({ name: `G${i}`, condition: one }));
        const patients = everyone(conditions);
        const { gap, overlaps, empty, incomplete } = coverageOf(groups, new Map());
        assert.equal(incomplete, false);
        const takes = (patient: ReadonlyMap<string, FactDatum>): boolean[] =>
          conditions.map((one) => holds(one, patient)!);
        assert.equal(
          gap !== undefined,
          patients.some((patient) => !takes(patient).includes(true)),
        );
        if (gap) assert.ok(conditions.every((one) => holds(one, gap) === false));
        for (const [i] of groups.entries())
          for (let j = i + 1; j < groups.length; j++) {
            const found = overlaps.find(({ groups: [a, b] }) => a === `G${i}` && b === `G${j}`);
            assert.equal(
              found !== undefined,
              patients.some((patient) => takes(patient)[i] && takes(patient)[j]),
            );
            if (found) assert.ok(holds(conditions[i], found.patient) && holds(conditions[j], found.patient));
          }
        assert.deepEqual(
          empty,
          groups.filter((_, i) => !patients.some((patient) => takes(patient)[i])).map(({ name }) => name),
        );
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

/** Every combination of what the facts of the conditions can be. */
function everyone(conditions: readonly Condition[]): ReadonlyMap<string, FactDatum>[] {
  let patients: Map<string, FactDatum>[] = [new Map()];
  for (const [fact, { values }] of factRanges(conditions, new Map()))
    patients = patients.flatMap((patient) => values.map((value) => new Map(patient).set(fact, value)));
  return patients;
}

describe('the published rules as protocols', () => {
  it('are all there, one group an arm, and can be cited by name', () => {
    const groups = groupSites().flatMap((site) => publishedGroups(site));
    assert.deepEqual(
      groups.map(({ rule, regimen }) => [rule.id, regimen]),
      groupRules().flatMap((rule) => rule.regimens.map((regimen) => [rule.id, regimen])),
    );
    assert.equal(groups.filter(({ arm }) => arm === 1).length, 46);
    assert.equal(groups.length, 80);
    assert.equal(new Set(groups.map(({ rule }) => ruleName(rule))).size, 46);
    for (const site of groupSites()) {
      const names = publishedGroups(site).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
    }
    for (const { rule, name } of groups) {
      assert.equal(ruleNamed(ruleName(rule)), rule);
      assert.match(name, /^[A-Za-z_]\w*$/);
    }
  });

  it('hold for the same patients as the rules of the table', () => {
    for (const { rule, condition } of groupSites().flatMap((site) => publishedGroups(site))) {
      const patients = everyone([condition]);
      for (const patient of patients.slice(0, 2000)) {
        if ([...patient.values()].some((value) => typeof value === 'string' && /^[TNM]\d[a-d]$/.test(value))) continue;
        const inUnits = new Map<string, FactValue>(
          [...patient].map(([fact, value]) => [
            fact,
            typeof value === 'number' ? value / toBase(condition, fact) : value,
          ]),
        );
        assert.equal(
          holds(condition, patient),
          ruleHolds(rule.when, inUnits),
          `${rule.id} ${JSON.stringify([...patient])}`,
        );
      }
    }
  });

  it('each give every arm to a plan that names it, with a caution where the arm is not advised', () => {
    for (const site of groupSites())
      for (const { name, regimen, rule } of publishedGroups(site)) {
        const { plan, said } = read(
          `import "std/protocols/${site}"\nplan "T" follows ${protocolOfSite(site)}.${name} for PTV\n${around('weight = 70 kg')}schedule { normalise PTV D50% = ${regimen.totalDoseGy || 1} Gy${regimen.noRadiotherapy ? '; PTV 1 Gy' : ''} }\n`.replace(
            'schedule {',
            regimen.noRadiotherapy ? 'schedule 1 fraction {' : 'schedule {',
          ),
        );
        assert.ok(plan, `${name}: ${said.join('\n')}`);
        if (regimen.noRadiotherapy) {
          assert.match(said.join(), /RT5204/);
          continue;
        }
        assert.equal(plan.schedule.phases[0].fractions, regimen.fractions);
        assert.equal(plan.schedule.phases[0].prescriptions[0].doseGy, regimen.totalDoseGy);
        assert.equal(plan.schedule.perWeek, regimen.perWeek ?? 5);
        assert.deepEqual(
          said.some((one) => one.startsWith('RT5203')),
          ['investigational', 'caution'].includes(rule.status) || regimen.notAdvised !== undefined,
          name,
        );
      }
  });

  const oropharynx = (facts: string, header = 'Oropharynx for PTV'): ReturnType<typeof read> =>
    read(
      `import "std/protocols/oropharynx"\nplan "T" follows ${header}\n${around(facts)}schedule { normalise PTV D50% = 70 Gy }\n`,
    );

  it('take a stage in its own edition alone, and never an investigational rule unasked', () => {
    const eighth = oropharynx(
      'stage = T1N1M0 tnm8   p16 = positive   smoking = 0 pack_years   cisplatin_eligible = no',
    );
    assert.deepEqual([eighth.plan!.follows!.group, eighth.plan!.schedule.perWeek], ['nrg_hn005', 6]);
    const seventh = oropharynx(
      'stage = T1N1M0 tnm7   p16 = positive   smoking = 0 pack_years   cisplatin_eligible = no',
    );
    assert.equal(seventh.plan, undefined);
    assert.match(seventh.said[0], /^RT1205 .*another edition of TNM/);
  });

  it('take an arm beside the standard one by name alone, and say what of its schedule is not inherited', () => {
    const facts = 'stage = T1N1M0 tnm8   p16 = positive   smoking = 0 pack_years   cisplatin_eligible = yes';
    const { plan, said } = oropharynx(facts);
    assert.equal(plan!.follows!.group, 'nrg_hn005');
    assert.doesNotMatch(said.join(), /_arm_/);
    const reduced = oropharynx(facts, 'Oropharynx.nrg_hn005_arm_2 for PTV');
    assert.equal(reduced.plan!.schedule.phases[0].prescriptions[0].doseGy, 60);
    assert.match(reduced.said.join(), /RT5203 .*did not replace the standard arm/);
    const anal = read(
      `import "std/protocols/anal_canal"\nplan "T" follows AnalCanal for PTV\n${around('stage = T2N0M0')}schedule { normalise PTV D50% = 50.4 Gy }\n`,
    );
    assert.deepEqual(anal.plan!.follows!.cautions, ['not inherited: PTV primary 50.4; elective nodes 42/28']);
  });

  it('say plainly for whom there is none, and where a more general rule is', () => {
    const { plan, said } = oropharynx('stage = T2N1M0 tnm8   p16 = negative   smoking = 30 pack_years');
    assert.equal(plan, undefined);
    assert.match(
      said[0],
      /^RT1206 No published rule of Oropharynx is for a patient with p16 = negative, so nothing is inherited\. Write a group of your own for such patients, with the evidence that you go by, and follow that: "protocol House \{ group Mine when p16 = negative \{ evidence "…" … \} \}", "follows House\.Mine"\. More general: HeadAndNeck\.dahanca_6_7 \(head and neck SCC\), by import "std\/protocols\/head_and_neck"\.$/,
    );
    const mine = read(
      `protocol House {\n  group Mine when p16 = negative {\n    evidence "House 2025"\n    schedule 35 fractions {\n      PTV 70 Gy\n    }\n  }\n  group Others otherwise { evidence "House 2025" }\n}\nplan "T" follows House.Mine\n${around('p16 = negative')}schedule { normalise PTV D50% = 70 Gy }\n`,
    );
    assert.deepEqual(mine.said, [], 'what the message says can be done');
    assert.equal(mine.plan!.schedule.phases[0].prescriptions[0].doseGy, 70);
    const withChemotherapy = oropharynx('stage = T2N1M0 tnm8   p16 = negative   chemotherapy = yes');
    assert.doesNotMatch(withChemotherapy.said[0], /More general/);
    const general = read(
      `import "std/protocols/head_and_neck"\nplan "T" follows HeadAndNeck for PTV\n${around('p16 = negative   treatment = primary_rt   chemotherapy = no')}schedule { normalise PTV D50% = 68 Gy }\n`,
    );
    const { fractions, prescriptions } = general.plan!.schedule.phases[0];
    assert.deepEqual([fractions, prescriptions[0].doseGy, general.plan!.schedule.perWeek], [34, 68, 6]);
  });

  it('name the facts that they lack, and assume none', () => {
    assert.match(
      oropharynx('p16 = positive').said[0],
      /^RT1205 Oropharynx needs T, N, M, smoking and cisplatin_eligible of the patient/,
    );
  });
});

function toBase(condition: Condition, fact: string): number {
  const { unit } = factRanges([condition], new Map()).get(fact)!;
  return unit === 'y' ? 365.25 : 1;
}
