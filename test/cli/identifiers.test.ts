import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { textIdentifiers } from '../../src/cli/text-identifiers.ts';
import { commandLineBench } from '../support/command-line.ts';
import { dicomBytes } from '../support/dicom-writer.ts';
import { smallPlan } from '../support/small-plan.ts';
import { identifiers } from '../support/synthetic-patient.ts';

const inPlan = (text: string, ...known: string[]): string[] =>
  textIdentifiers(text, { isPlan: true, known: new Set(known) }).map(
    ({ what, from, to }) => `${what}: ${text.slice(from, to)}`,
  );

describe('identifiers in a text', () => {
  for (const [text, wanted] of [
    ['// born 12.03.1961', 'a birth date: 12.03.1961'],
    ['// Date of birth: 1961-03-12', 'a birth date: 1961-03-12'],
    ['// DOB 3/12/61', 'a birth date: 3/12/61'],
    ['// MRN: 00-731-842', 'a record number: 00-731-842'],
    ['// hospital number A4711-22', 'a record number: A4711-22'],
    ['// patient name: Jane Doe', 'a name: Jane Doe'],
    ['// as Mrs Quellenhofer wished', 'a name: Quellenhofer'],
    ['plan "DOE^JANE"', 'a name: DOE^JANE'],
    ['// 943 476 5919 called', 'an NHS number: 943 476 5919'],
    ['// 078-05-1120', 'a US social security number: 078-05-1120'],
    ['ct = dicom "images/19530817/ct"', 'a calendar date: 19530817'],
    ['// scanned on 3.4.2026', 'a calendar date: 3.4.2026'],
    ['// see 77318425', 'a long number, as a record has: 77318425'],
  ])
    it(`${text}`, () => assert.deepEqual(inPlan(text), [wanted]));

  it('are the words of the DICOM files beside, wherever they stand', () => {
    const text = 'plan "x"\n// quellenhofer\nct = dicom "data/Quellenhofer_ct"\n';
    assert.deepEqual(inPlan(text, 'quellenhofer'), [
      'part of the identity in a DICOM file beside: quellenhofer',
      'part of the identity in a DICOM file beside: Quellenhofer',
    ]);
  });

  for (const text of [
    'patient P021 { }',
    'clonogens = 10000000 /cc',
    '// PMID 20171502, doi 10.1016/j.ijrobp.2009.04.094, IAEA TRS-398',
    '// 943 476 5918 has a wrong check digit',
    'Femur = cylinder diameter 45 mm length 12 cm at (95, 10, -30) mm',
    'alpha/beta = 10 Gy uncertain 1.5 Gy',
    '// version 1.2.3, 2 Gy/fx, 66/33',
    '// born 12.03.1961 // identifiers ok: birth date of a phantom, made up',
  ])
    it(`are not: ${text}`, () => assert.deepEqual(inPlan(text), []));

  it('are not allowed without a reason', () => {
    assert.equal(inPlan('// born 12.03.1961 // identifiers ok:').length, 1);
  });

  it('are not in the examples and the guide', () => {
    for (const name of ['hypoxia.rtplan', 'painted.rtplan', 'oropharynx.rtplan', 'water-10x10.rtplan', 'README.md'])
      assert.deepEqual(
        textIdentifiers(readFileSync(`examples/${name}`, 'utf8'), {
          isPlan: name.endsWith('rtplan'),
          known: new Set(),
        }),
        [],
      );
  });
});

describe('dosewright identifiers', function () {
  this.timeout(60_000);
  const bench = commandLineBench();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: bench.folder,
      encoding: 'utf8',
    });

  it('finds the words of the images that a plan names, and never says them', async () => {
    bench.write('plan.rtplan', `// ${identifiers[0]} and the rest\n${smallPlan()}`);
    const ended = await bench.dosewright('identifiers', 'plan.rtplan');
    assert.equal(ended.code, 1, ended.stdout + ended.stderr);
    assert.match(ended.stdout, /^plan\.rtplan:1:4 error RT1011 This looks like part of the identity in a DICOM file/);
    for (const word of identifiers) assert.ok(!`${ended.stdout}${ended.stderr}`.includes(word), word);
  });

  it('holds a commit with --staged, judged by what is staged and not by what lies in the folder', async () => {
    mkdirSync(bench.path('repo'));
    git('init', '-q', 'repo');
    bench.write(
      'repo/named.dcm',
      dicomBytes({ '00080060': ['CS', 'CT'], '00100010': ['PN', 'Doe^Jane'], '00100030': ['DA', '19610312'] }),
    );
    bench.write(
      'repo/anonymous.dcm',
      dicomBytes({
        '00080060': ['CS', 'CT'],
        '00100010': ['PN', 'P021'],
        '00100020': ['LO', 'P021'],
        '00120062': ['CS', 'YES'],
      }),
    );
    bench.write('repo/fine.rtplan', 'plan "P"\n');
    bench.write('repo/staged.rtplan', '// MRN 7731842\nplan "P"\n');
    bench.write('repo/not-staged.rtplan', '// MRN 7731842\n');
    git('-C', 'repo', 'add', 'named.dcm', 'anonymous.dcm', 'fine.rtplan', 'staged.rtplan');
    bench.write('repo/staged.rtplan', 'plan "P"\n');
    const ended = await bench.dosewright('identifiers', '--staged');
    assert.equal(ended.code, 2, 'outside of a repository it is a mistake of usage');

    bench.setEnvironment({ GIT_DIR: bench.path('repo/.git'), GIT_WORK_TREE: bench.path('repo') });
    const held = await bench.dosewright('identifiers', '--staged');
    assert.equal(held.code, 1, held.stdout + held.stderr);
    assert.match(
      held.stdout,
      /named\.dcm:1:1 error RT1011 This DICOM file holds Patient's Name and Patient's Birth Date\./,
    );
    assert.match(held.stdout, /staged\.rtplan:1:8 error RT1011 This looks like a record number/);
    assert.doesNotMatch(held.stdout, /anonymous|fine|not-staged|7731842|Doe|1961/);

    git('-C', 'repo', 'rm', '-q', '-f', '--cached', 'named.dcm', 'staged.rtplan');
    assert.equal((await bench.dosewright('identifiers', '--staged')).code, 0);
  });

  it('takes the DICOM files that the product writes for what they are: under a pseudonym', async () => {
    bench.write('small.rtplan', smallPlan());
    const run = await bench.dosewright('run', 'small.rtplan', '--out', 'out', '--dicom');
    assert.equal(run.code, 0, run.stderr);
    const ended = await bench.dosewright('identifiers', 'out');
    assert.equal(ended.code, 0, ended.stdout);
  });

  it('expects files or --staged, and says what it cannot read', async () => {
    assert.equal((await bench.dosewright('identifiers')).code, 2);
    bench.write('wide.rtplan', Buffer.from('\uFEFFplan', 'utf16le'));
    const ended = await bench.dosewright('identifiers', 'wide.rtplan', 'nowhere.rtplan');
    assert.equal(ended.code, 3);
    assert.match(ended.stderr, /wide\.rtplan: is UTF-16[\s\S]*nowhere\.rtplan: cannot be read \(ENOENT\)/);
  });
});
