import assert from 'node:assert/strict';
import { levelInWords, metricInWords } from '../../src/plan/in-words.ts';

describe('a metric in words', () => {
  it('is what the text of a plan calls it', () => {
    assert.equal(metricInWords({ kind: 'doseAtVolume', value: 95, unit: 'percent' }), 'D95%');
    assert.equal(metricInWords({ kind: 'doseAtVolume', value: 0.03, unit: 'cc' }), 'D0.03cc');
    assert.equal(metricInWords({ kind: 'volumeAtDose', doseGy: 20, unit: 'percent' }), 'V20Gy');
    assert.equal(metricInWords({ kind: 'mean' }), 'mean');
  });

  it('says where a volume is absolute', () =>
    assert.equal(metricInWords({ kind: 'volumeAtDose', doseGy: 20, unit: 'cc' }), 'V20Gy (cc)'));

  it('keeps volumes apart that are smaller than a cubic millimetre', () =>
    assert.equal(metricInWords({ kind: 'doseAtVolume', value: 0.0004, unit: 'cc' }), 'D0.0004cc'));
});

describe('the level of a goal in words', () => {
  it('is what the text of a plan calls it', () => {
    assert.equal(levelInWords({ kind: 'must' }), 'must');
    assert.equal(levelInWords({ kind: 'prefer', order: 2 }), 'prefer 2');
  });
});
