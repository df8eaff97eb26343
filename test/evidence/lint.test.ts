import assert from 'node:assert/strict';
import { type EvidenceBase, standardEvidence } from '../../src/evidence/base.ts';
import type { Constraint } from '../../src/evidence/constraints.ts';
import { readEvidenceFile } from '../../src/evidence/evidence-file.ts';
import { lintEvidence } from '../../src/evidence/lint.ts';
import type { NtcpParameters } from '../../src/evidence/ntcp-parameters.ts';
import type { PublishedTissue } from '../../src/evidence/tissues.ts';
import { houseCordRow } from '../support/house-evidence.ts';

const standard = standardEvidence();
const cord = standard.constraints.find(({ id }) => id === 'quantec.spinalcord.max.50Gy')!;
const lung = standard.ntcp.find(({ id }) => id === 'seppenwoolde2003.lung.lkb')!;
const tonsil = standard.tissues.find(({ name }) => name === 'hnscc')!;

const errorsOf = (change: Partial<EvidenceBase>): string[] =>
  lintEvidence({ ...standard, constraints: [], ntcp: [], tissues: [], ...change })
    .filter(({ severity }) => severity === 'error')
    .map(({ row, field, message }) => `${row} ${field}: ${message}`);
const ofConstraint = (...changes: Partial<Constraint>[]): string[] =>
  errorsOf({ constraints: changes.map((change, i) => ({ ...cord, id: `row ${i}`, ...change })) });

describe('the lint of evidence', () => {
  it('finds no fault in what the product brings, and says which rows nobody has compared', () => {
    const found = lintEvidence(standard);
    assert.deepEqual(
      found.filter(({ severity }) => severity !== 'information'),
      [],
    );
    const unchecked = found.filter(({ field }) => field === 'check').length;
    const rows = [...standard.constraints, ...standard.ntcp, ...standard.tissues];
    assert.equal(unchecked, rows.filter(({ check }) => check === 'recalled').length);
    assert.ok(unchecked > 100);
  });

  it('refuses a row without a source', () => {
    assert.match(ofConstraint({ source: 'hearsay' })[0], /row 0 source: "hearsay" is no source/);
  });

  it('refuses parameters mixed from two sources', () => {
    const mixed: NtcpParameters = { ...lung, parameterSources: { n: 'burman1991' } };
    assert.match(errorsOf({ ntcp: [mixed] })[0], /parameters\.n: is of "burman1991"/);
    const tissue: PublishedTissue = { ...tonsil, citation: 'Maciejewski 1989 (a/b); Withers 1995 (Tk)' };
    assert.match(errorsOf({ tissues: [tissue] })[0], /names 2 publications for 4 parameters/);
  });

  it('refuses a tolerance dose called EQD2 that is of another fractionation', () => {
    const liver = standard.ntcp.find(({ source }) => source === 'dawson2002')!;
    assert.match(errorsOf({ ntcp: [{ ...liver, doseForm: 'EQD2' }] })[0], /refers to 1\.5 Gy per fraction/);
  });

  it('refuses metrics that are none, and units that do not fit', () => {
    assert.match(ofConstraint({ metric: 'Dmax' })[0], /"Dmax" is no metric/);
    assert.match(ofConstraint({ metric: 'D150%' })[0], /is no metric/);
    assert.match(ofConstraint({ metric: 'V20Gy' })[0], /Gy does not fit V20Gy/);
    assert.match(ofConstraint({ unit: '%' })[0], /% does not fit max/);
    assert.match(ofConstraint({ otherMetric: 'a point' })[0], /not both/);
  });

  it('refuses limits in no plausible order', () => {
    const rate = (percent: number): Pick<Constraint, 'rate'> => ({
      rate: { text: `${percent}%`, percent: [percent, percent] },
    });
    assert.deepEqual(ofConstraint({ limit: 50, ...rate(1) }, { limit: 60, ...rate(5) }), []);
    assert.match(
      ofConstraint({ limit: 60, ...rate(1) }, { limit: 50, ...rate(5) })[0],
      /allows 60 Gy at a rate of 1%, more than row 1 at 5%/,
    );
    assert.deepEqual(ofConstraint({ metric: 'D1cc', limit: 50 }, { metric: 'D5cc', limit: 40 }), []);
    assert.match(ofConstraint({ metric: 'D1cc', limit: 40 }, { metric: 'D5cc', limit: 50 })[0], /looser than row 0/);
    const volume = { unit: '%' } as const;
    assert.match(
      ofConstraint({ ...volume, metric: 'V20Gy', limit: 20 }, { ...volume, metric: 'V30Gy', limit: 30 })[0],
      /V30Gy <= 30 % is looser than row 0/,
    );
    assert.match(ofConstraint({ limit: 5000 })[0], /5000 Gy cannot be/);
  });

  it('refuses ids that are taken, and references to rows that are not there', () => {
    assert.match(ofConstraint({ id: 'a' }, { id: 'a' })[0], /a id: is the id of another row too/);
    assert.match(ofConstraint({ overrides: 'nothing' })[0], /"nothing" is no row/);
    assert.match(
      ofConstraint({ supersededBy: { row: 'nothing', reason: '' } })[0],
      /supersededBy: "nothing" is no row/,
    );
  });

  it('refuses parameters of a tissue that the text could not write: unknown, in another unit, not above 0, outside their interval', () => {
    const alone = { ...tonsil, citation: 'House protocol, 2025' };
    const of = (parameters: PublishedTissue['parameters']): string[] =>
      errorsOf({ tissues: [{ ...alone, parameters }] });
    assert.deepEqual(of({ 'alpha/beta': { value: 10, unit: 'Gy', varies: 2, interval95: [8, null] } }), []);
    assert.deepEqual(of({ 'repopulation.start': { value: 0, unit: 'd' } }), []);
    assert.match(
      of({ alhpa: { value: 0.3, unit: '/Gy' } })[0],
      /parameters\.alhpa: is no parameter of a tissue: alpha, beta/,
    );
    assert.match(of({ 'alpha/beta': { value: 300, unit: 'cGy' } })[0], /is in cGy, and has to be in Gy/);
    for (const value of [0, -3]) assert.match(of({ 'alpha/beta': { value, unit: 'Gy' } })[0], /has to be above 0/);
    assert.match(of({ alpha: { value: 0.3, unit: '/Gy', varies: -0.1 } })[0], /a standard deviation is not below 0/);
    assert.match(
      of({ alpha: { value: 0.3, unit: '/Gy', interval95: [0.4, 0.5] } })[0],
      /outside its own 95 % interval/,
    );
  });

  it('refuses fractions of no dose', () => {
    const course = { ...cord.course, dosePerFractionGy: [0, 2] as [number, number] };
    assert.match(ofConstraint({ course })[0], /course: is of 0 Gy per fraction/);
    const fractionation = { ...lung.fractionation, dosePerFractionGy: [-2, -2] as [number, number] };
    assert.match(errorsOf({ ntcp: [{ ...lung, fractionation }] })[0], /fractionation: is of -2 Gy per fraction/);
  });
});

describe('a file of evidence', () => {
  const file = {
    schema: 'rtevidence/1',
    name: 'house',
    sources: [{ key: 'house', module: 'house', title: 'House protocol', citation: 'Protocol 7, 2025' }],
    constraints: [houseCordRow],
  };
  const errorsIn = (change: object): string[] =>
    readEvidenceFile(JSON.stringify({ ...file, ...change })).findings.map(
      ({ row, field, message }) => `${row} ${field}: ${message}`,
    );

  it('says in plain words what is missing, empty or the wrong way round', () => {
    assert.deepEqual(errorsIn({}), []);
    const { course: _, ...noCourse } = houseCordRow;
    for (const [change, says] of [
      [{ sources: [{ ...file.sources[0], citation: '  ' }] }, /sources "house" citation: is empty/],
      [{ sources: [] }, /the file sources: is empty/],
      [{ constraints: [noCourse] }, /course: is needed: the fractions that the limit holds for/],
      [
        { constraints: [{ ...houseCordRow, course: { ...houseCordRow.course, dosePerFractionGy: [2.2, 1.8] } }] },
        /dosePerFractionGy: has to be \[from, to\], the lesser first/,
      ],
      [{ ntcp: [{ ...lung, alphaBeta: { kind: 'published', valueGy: 0 } }] }, /alphaBeta\.valueGy: has to be above 0/],
      [{ ntcp: [{ ...lung, alphaBeta: undefined }] }, /alphaBeta: is needed: the alpha\/beta that brings/],
    ] as const)
      assert.match(errorsIn(change)[0], says);
  });
});
