import assert from 'node:assert/strict';
import { standardEvidence } from '../../src/evidence/base.ts';
import { conflictsAmong } from '../../src/evidence/conflicts.ts';
import { organOfStructure } from '../../src/evidence/organs.ts';
import { searchEvidence } from '../../src/evidence/search.ts';

const evidence = standardEvidence();
const found = (query: string, organ?: string): string[] =>
  searchEvidence(evidence, query, { organ, limit: 400 }).map((hit) => ('id' in hit.row ? hit.row.id : hit.row.name));

describe('search of the evidence', () => {
  it('finds an organ in any spelling: TG-263 with a side, plain words, either English', () => {
    const parotid = found('Parotid_L');
    assert.equal(parotid[0], 'quantec.parotid.mean.25Gy');
    for (const spelling of ['parotid', 'PAROTIDS', 'lt parotid', 'parotid gland'])
      assert.deepEqual(found(spelling), parotid, spelling);
    for (const spelling of ['cord', 'spinal cord', 'spinalcord', 'SpinalCord_PRV05'])
      assert.equal(found(spelling).filter((id) => id.startsWith('quantec.spinalcord')).length, 5, spelling);
    assert.deepEqual(found('oesophagus'), found('esophagus'));
  });

  it('asks for every word, and puts what answers best first', () => {
    assert.deepEqual(found('cord hytec 5 fractions')[0], 'hytec.spinalcord.max.5fx');
    assert.ok(
      found('lung V20Gy')
        .slice(0, 3)
        .every((id) => id.includes('V20Gy')),
    );
    assert.ok(found('parotid tg101').length > 0, 'where no row has both words, those with one are shown');
  });

  it('keeps to an organ where one is said', () => {
    assert.ok(found('max', 'cord').every((id) => /spinalcord/.test(id)));
    assert.ok(found('', 'rectum').length >= 23);
  });

  it('finds words with a letter wrong, thresholds, RBE models and group rules', () => {
    assert.equal(found('mcnamra')[0], 'rbe.mcnamara');
    assert.ok(found('hypoxia threshold').includes('pet.hypoxia_1_4'));
    assert.equal(found('prostate flame')[0], 'group.prostate.flame');
    assert.deepEqual(found('zzzzzz'), []);
  });

  it('puts superseded rows behind those that replaced them', () => {
    const hits = found('lung lkb');
    assert.ok(hits.indexOf('burman1991.lung.lkb') > hits.indexOf('seppenwoolde2003.lung.lkb'));
  });
});

describe('names of structures', () => {
  it('are organs with side, plural, margin and subtraction left aside', () => {
    const organ = (name: string): string | undefined => organOfStructure(name)?.name;
    assert.deepEqual(
      [
        'Parotid_L',
        'SpinalCord_PRV05',
        'Lungs-GTV',
        'Lung_R',
        'OpticNrv_L',
        'Kidneys',
        'left kidney',
        'Femur_Head_R',
        'Heart',
        'Bag_Bowel',
        'Oesophagus',
        'BrachialPlex_L',
      ].map(organ),
      [
        'Parotid',
        'SpinalCord',
        'Lung',
        'Lung',
        'OpticNrv',
        'Kidney',
        'Kidney',
        'Femur_Head',
        'Heart',
        'Bag_Bowel',
        'Esophagus',
        'BrachialPlex',
      ],
    );
    assert.deepEqual(
      ['PTV_70', 'GTVp', 'Artifact', 'Ring', 'External', ''].map(organ),
      Array<undefined>(6).fill(undefined),
    );
  });
});

describe('guidelines that disagree', () => {
  it('are put side by side for the same organ, metric and course, the tightest first', () => {
    const cord = evidence.constraints.filter(({ organs }) => organs.includes('SpinalCord'));
    const five = conflictsAmong(cord, evidence).find(
      ({ course, metric }) => course === '5' && metric === 'near-maximum',
    )!;
    assert.deepEqual(
      five.rows.map(({ source, limit }) => [source, limit]),
      [
        ['hytec_cord', 25.3],
        ['tg101', 30],
        ['nccn_sabr', 30],
      ],
    );
  });

  it('are not rows of one guideline at several rates, nor of other courses', () => {
    const quantec = evidence.constraints.filter(
      ({ source, organs }) => source === 'quantec' && organs.includes('SpinalCord'),
    );
    assert.deepEqual(conflictsAmong(quantec, evidence), []);
  });
});
