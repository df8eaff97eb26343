import assert from 'node:assert/strict';
import { type FactValue, groupRules, groupRulesOf, groupSites, holds } from '../../src/evidence/group-rules.ts';

const trialsFor = (site: string, facts: Record<string, FactValue>): string[] =>
  groupRulesOf(site)
    .filter(({ when }) => holds(when, new Map(Object.entries(facts))) === true)
    .map(({ trial }) => trial);

describe('group rules', () => {
  it('are by site, and every condition is a predicate on facts', () => {
    assert.equal(groupSites().length, 16);
    assert.equal(groupRules().filter(({ notParsed }) => notParsed).length, 3);
    assert.ok(groupRules().every(({ when }) => holds(when, new Map()) === undefined));
  });

  it('pick the trials whose patients were like this one', () => {
    const patient = { p16: 'positive', T: 'T2', N: 'N1', M: 'M0', smoking: 5 };
    assert.deepEqual(trialsFor('oropharynx', patient), ['NRG-HN005', 'NRG-HN002']);
    assert.deepEqual(trialsFor('oropharynx', { ...patient, smoking: 20 }), []);
    assert.deepEqual(trialsFor('oropharynx', { ...patient, T: 'T3', N: 'N2c' }), []);
    assert.deepEqual(trialsFor('prostate', { risk: 'intermediate', mri_lesion: 'visible' }), ['PROFIT', 'FLAME']);
    assert.deepEqual(trialsFor('brain_metastases', { treatment: 'srs', diameter: 25 }), ['RTOG 90-05']);
  });

  it('stay open where a deciding fact is not known, and are closed by one that excludes', () => {
    const [rule] = groupRulesOf('oropharynx');
    assert.equal(holds(rule.when, new Map([['p16', 'positive']])), undefined);
    assert.equal(holds(rule.when, new Map([['p16', 'negative']])), false);
  });

  it('never advise an arm that did worse or is investigational', () => {
    const arm = (id: string, doseGy: number): string | undefined =>
      groupRules()
        .find((rule) => rule.table === id)!
        .regimens.find(({ totalDoseGy }) => totalDoseGy === doseGy)!.notAdvised;
    assert.equal(arm('R01', 70), undefined);
    assert.match(arm('R01', 60)!, /did not replace/);
    assert.match(arm('R05', 30)!, /investigational/);
    assert.match(arm('R24', 74)!, /inferior/);
    assert.match(arm('R08', 57)!, /non-inferior/);
  });
});
