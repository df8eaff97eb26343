import assert from 'node:assert/strict';
import { parse } from '../../src/language/parse.ts';
import { vocabulary, type BlockName } from '../../src/language/vocabulary.ts';
import { createAnalyser } from '../../src/language/analyse.ts';
import { keywordHelp } from '../../src/server/keyword-help.ts';
import { statementSnippet, withoutPlaceholders } from '../../src/server/snippets.ts';
import { statementFrame } from '../support/statement-frame.ts';
import { wholePlan } from './whole-plan.ts';

const words = (Object.keys(vocabulary) as BlockName[]).flatMap((block) => {
  const { statements, properties = [] } = vocabulary[block];
  return [...Object.keys(statements), ...properties].map((word) => ({ block, word }));
});

describe('every statement of the language', () => {
  for (const { block, word } of words)
    it(`${block}: ${word} has a snippet that parses, and an explanation`, () => {
      const snippet = statementSnippet(block, word);
      assert.ok(snippet, 'no snippet');
      assert.ok(snippet.startsWith(word));
      assert.deepEqual(parse(statementFrame[block](withoutPlaceholders(snippet))).findings, []);
      assert.ok(keywordHelp(word, block), 'no explanation');
    });
});

describe('the defaults that explanations name', () => {
  const planOf = (text: string) => createAnalyser()({ file: '/plan.rtplan', text }, () => undefined).plan!;
  const plan = planOf(wholePlan.replace('  voxel = 5 mm\n', '').replace('  body = structure "Body"\n', ''));
  const says = (word: string, block: BlockName, value: string): void =>
    assert.ok(keywordHelp(word, block)!.includes(value), `"${keywordHelp(word, block)}" does not say ${value}`);

  it('are those of a plan that says nothing', () => {
    says('grid', 'compute', `${plan.compute.gridMm} mm`);
    says('algorithm', 'compute', plan.compute.algorithm);
    says('report', 'compute', plan.compute.report);
    says('voxel', 'phantom', `${plan.patient.phantom!.voxelMm[0]} mm`);
    says('centre', 'phantom', `(${plan.patient.phantom!.centreMm.join(', ')})`);
    says('schedule', 'file', `${plan.schedule.perWeek} per week`);
    says('density', 'patient', plan.patient.density.curve);
    says('body', 'patient', `${plan.patient.body.kind === 'threshold' && plan.patient.body.value} HU`);
    const [beam] = plan.beamGroups[0].beams;
    says('weight', 'beam', `${beam.weight} where`);
    says('collimator', 'beam', `${beam.collimatorDeg} deg`);
    says('couch', 'beam', `${beam.couchDeg} deg`);
    const [target] = plan.regions;
    assert.equal(target.smoothMm, 0);
    says('smooth', 'region', 'None where nothing is said');
    assert.equal(target.dropBelowCc, 0);
    says('drop', 'region', 'None where nothing is said');
  });
});
