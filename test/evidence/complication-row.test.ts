import assert from 'node:assert/strict';
import { standardEvidence } from '../../src/evidence/base.ts';
import { complicationOf, complicationRows, wordsFor } from '../../src/evidence/complication-row.ts';

const evidence = standardEvidence();
const ask = (organ: string, endpoint: string, ...which: string[]) => {
  const found = complicationOf(organ, { endpoint, which }, evidence);
  return found.kind === 'found' ? found.row.id : `${found.kind}: ${found.rows.length}`;
};

describe('the model that an endpoint of an organ means', () => {
  it('is the one row that has it', () => {
    assert.equal(ask('SpinalCord', 'myelitis'), 'burman1991.spinalcord.lkb');
    assert.equal(ask('Rectum', 'late rectal toxicity'), 'michalski2010.rectum.lkb');
  });

  it('is the row that replaced a superseded one', () => {
    assert.equal(ask('Parotid', 'xerostomia'), 'dijkema2010.parotid.lkb');
    assert.equal(ask('Parotid', 'saliva'), 'dijkema2010.parotid.lkb');
  });

  it('is a superseded one where that is named', () => {
    assert.equal(ask('Parotid', 'saliva', 'roesink'), 'roesink2001.parotid.lkb');
  });

  it('is none where several are as sure, until a word says which', () => {
    assert.match(ask('Lung', 'pneumonitis'), /^several: \d/);
    assert.equal(ask('Lung', 'pneumonitis', 'seppenwoolde'), 'seppenwoolde2003.lung.lkb');
    assert.equal(ask('Lung', 'pneumonitis', 'gay'), 'gay2007.lung.eud');
    // Of the two of QUANTEC the one of high confidence.
    assert.equal(ask('Lung', 'pneumonitis', 'quantec'), 'quantec_lung.lung.logistic');
    assert.equal(ask('Lung', 'pneumonitis', 'quantec', 'lkb'), 'quantec_lung.lung.lkb');
  });

  it('keeps patients apart: no population is chosen for its confidence', () => {
    assert.equal(ask('Liver', 'RILD'), 'several: 2');
    assert.equal(ask('Liver', 'RILD', 'dawson', 'metastases'), 'dawson2002.liver.lkb.liver_metastases');
  });

  it('is none for words that no row has', () => {
    assert.match(ask('Parotid', 'pneumonitis'), /^none: 4/);
    assert.match(ask('Lung', 'pneumonitis', 'nobody'), /^noneOf/);
    assert.equal(ask('Muscle', 'necrosis'), 'none: 0');
    assert.match(ask('Parotid', '%'), /^none/);
  });

  it('reads words by their beginnings, with either spelling', () => {
    assert.equal(ask('Larynx', 'oedema'), ask('Larynx', 'edema'));
    assert.equal(ask('SpinalCord', 'myel'), 'burman1991.spinalcord.lkb');
  });

  it('can be told for every row of every organ in words that mean this row alone', () => {
    for (const row of evidence.ntcp) {
      if (row.supersededBy) continue;
      for (const organ of row.organs) {
        assert.ok(complicationRows(organ, evidence).includes(row));
        assert.ok(wordsFor(organ, row.endpoint, row, evidence), `${row.id}, ${row.endpoint}`);
      }
    }
  });
});
