import assert from 'node:assert/strict';
import { cumulativeNormal } from '../../../src/biology/normal-distribution.ts';
import { sampledComplication } from '../../../src/engine/outcome/complication-draws.ts';
import { complicationOf } from '../../../src/engine/outcome/complications.ts';
import { interval95 } from '../../../src/engine/outcome/uncertainty.ts';
import type { RegionSamples } from '../../../src/evaluate/samples.ts';
import { standardEvidence } from '../../../src/evidence/base.ts';
import { ntcpOfDoses } from '../../../src/evidence/complication-model.ts';
import type { NtcpParameters } from '../../../src/evidence/ntcp-parameters.ts';
import { movedRow } from '../../../src/evidence/ntcp-uncertainty.ts';
import { seededRandom } from '../../support/random.ts';

const rowOf = (id: string): NtcpParameters => standardEvidence().ntcp.find((row) => row.id === id) ?? assert.fail(id);
const rectum = rowOf('michalski2010.rectum.lkb');
const uniform = (doseGy: number) => ({ doseGy: Float32Array.of(doseGy), weight: Float32Array.of(1) });
const organ = (doseGy: number, fractions: number) => {
  const { doseGy: doses, weight } = uniform(doseGy);
  return { samples: { weight } as RegionSamples, doseGy: doses, phases: [{ fractions, doseGy: doses }] };
};
const near = (found: number, expected: number, within: number) =>
  assert.ok(Math.abs(found - expected) < within, `${found}, expected ${expected}`);

describe('The interval of a complication', () => {
  it('of one uncertain tolerance dose is the probability at the ends of its interval', () => {
    const { TD50Gy } = rectum.uncertainty!.parameters;
    const row: NtcpParameters = { ...rectum, uncertainty: { ...rectum.uncertainty!, parameters: { TD50Gy } } };
    const { values } = sampledComplication(row, uniform(70), 35);
    const { from, to } = interval95(values);
    // 70 Gy in 35 fractions is 70 Gy EQD2; Michalski 2010: TD50 73.7 to 80.1 Gy, m 0.13.
    near(from, cumulativeNormal((70 - 80.1) / (0.13 * 80.1)), 0.01);
    near(to, cumulativeNormal((70 - 73.7) / (0.13 * 73.7)), 0.015);
  });

  it('lies about the value as published, with a tornado, widest first, and says that parameters are drawn independently', () => {
    const { complication } = complicationOf(rectum, organ(70, 35), standardEvidence());
    assert.ok(!('none' in complication.interval));
    assert.ok(complication.interval.from < complication.value && complication.value < complication.interval.to);
    assert.deepEqual(
      complication.tornado.map(({ parameter }) => parameter),
      ['TD50', 'm', 'n'],
    );
    assert.ok(complication.tornado[0].below > complication.tornado[0].above, 'a higher tolerance, fewer complications');
    assert.match(complication.notes.join(), /independently/);
  });

  it('has the same draws for the same row, others for another, the same every time', () => {
    const [once, again] = [0, 1].map(() => sampledComplication(rectum, uniform(66), 33).values);
    assert.deepEqual(once, again);
    const renamed = sampledComplication({ ...rectum, id: 'another' }, uniform(66), 33).values;
    assert.notDeepEqual(once, renamed);
    const [low, high] = [60, 70].map((gy) => sampledComplication(rectum, uniform(gy), 35).values);
    assert.ok(
      low.every((value, n) => value <= high[n]),
      'one patient population: more dose, more complications in every draw',
    );
  });

  it('is not there without intervals of the parameters, in words', () => {
    const { complication, values } = complicationOf(
      rowOf('dijkema2010.parotid.lkb'),
      organ(40, 20),
      standardEvidence(),
    );
    assert.deepEqual(values, []);
    assert.deepEqual(complication.interval, { none: 'no interval available: the row gives no standard errors' });
  });

  it('says where it is taken from intervals that nobody has compared with their source', () => {
    const { complication } = complicationOf(rowOf('quantec_lung.lung.logistic'), organ(20, 10), standardEvidence());
    assert.ok(!('none' in complication.interval));
    assert.match(complication.notes.join(), /its intervals are unchecked/);
    // QUANTEC lung: 20 % at a mean lung dose of 20 Gy.
    assert.ok(complication.interval.from < 0.2 && 0.2 < complication.interval.to, JSON.stringify(complication));
  });

  it('holds the truth in 95 % of studies: parameters estimated with the errors that they are given', () => {
    const random = seededRandom(8);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const standardErrors = { TD50Gy: 1.6, m: 0.017 };
    const parameters = { TD50Gy: { standardError: 1.6 }, m: { standardError: 0.017 } };
    const truth = ntcpOfDoses(rectum, { doseGy: [68], volume: [1] }, 34);
    let held = 0;
    const studies = 300;
    for (let s = 0; s < studies; s++) {
      const found = { n: 0.09, m: 0.13 + standardErrors.m * normal(), TD50Gy: 76.9 + standardErrors.TD50Gy * normal() };
      const study: NtcpParameters = {
        ...movedRow(rectum, {}),
        model: 'lkb',
        parameters: found,
        uncertainty: { source: rectum.source, check: 'local', parameters },
      };
      const { from, to } = interval95(sampledComplication(study, uniform(68), 34).values);
      if (from <= truth && truth <= to) held++;
    }
    assert.ok(held / studies > 0.91 && held / studies < 0.985, `${held} of ${studies}`);
  });
});
