import assert from 'node:assert/strict';
import { type DoseQuality, qualityInSentences, qualityText } from '../../src/preview/quality.ts';

const preview: DoseQuality = {
  kind: 'preview',
  gridMm: 4.5,
  cones: 40,
  estimatedDifference: { rmsPercent: 1.62, targetsPercent: 1.41, edgesMm: 1.38 },
};
const final: DoseQuality = { kind: 'final', gridMm: 3, cones: 60 };

describe('the words for how good a dose is', () => {
  it('say first which of the two it is, then grid and cones, then how far off', () => {
    assert.equal(qualityText(preview), 'Preview · 4.5 mm · 40 cones · ±1.4 % in targets');
    const previewDifference = { rmsPercent: 1.43, maxPercent: 12.2, targetsPercent: 1.16, edgesMm: 1.2 };
    assert.equal(
      qualityText({ ...final, previewDifference }),
      'Final · 3 mm · 60 cones · the preview was within 1.2 % in targets',
    );
    assert.equal(
      qualityText({ ...final, previewDifference: { rmsPercent: 0.043, maxPercent: 0.6 } }),
      'Final · 3 mm · 60 cones · the preview was 0.04 % off (r.m.s.)',
    );
  });

  it('promise nothing that was not measured', () => {
    assert.equal(qualityText(final), 'Final · 3 mm · 60 cones · difference not estimated');
    assert.match(qualityInSentences(final), /has not been measured/);
  });

  it('in sentences give every number with what it is of', () => {
    const words = qualityInSentences(preview);
    assert.match(words, /^Preview quality, not the final dose: voxels of 4\.5 mm, 40 directions a beam\./);
    assert.match(
      words,
      /±1\.4 % of 100 % at 95 % of the targets’ voxels and ±1\.4 mm at 95 % of steep edges; 1\.6 % r\.m\.s\./,
    );
    const previewDifference = { rmsPercent: 1.43, maxPercent: 12.2, edgesMm: 1.2 };
    assert.match(
      qualityInSentences({ ...final, previewDifference }),
      /was off by 1\.4 % of 100 % \(r\.m\.s\. in the body above 10 %\), 12 % at most; 1\.2 mm at 95 % of steep edges\.$/,
    );
  });
});
