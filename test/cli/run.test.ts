import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decode } from 'fast-png';
import * as z from 'zod';
import type { ResultJson } from '../../src/engine/result-json.ts';
import { mapNames } from '../../src/preview/map-names.ts';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';
import { identifiers } from '../support/synthetic-patient.ts';

const pictures = ['axial', 'coronal', 'sagittal', 'dvh', 'beams'].flatMap((name) => [`${name}.svg`, `${name}.png`]);
const results = ['result.json', 'dose.nrrd', 'dvh.csv', 'plan.lock', ...pictures];

describe('dosewright run', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  it('works out complications by the rows of a house evidence file, and cites them', async () => {
    const house = {
      schema: 'rtevidence/1',
      name: 'house',
      sources: [{ key: 'house', module: 'house', title: 'House series', citation: 'House series of glands, 2025' }],
      ntcp: [
        {
          id: 'house.parotid.lkb',
          table: 'house',
          model: 'lkb',
          organs: ['Parotid'],
          endpoint: 'dry mouth at the weekend',
          parameters: { n: 1, m: 0.2, TD50Gy: 30 },
          fractionation: { dosePerFractionGy: [2, 2], kind: 'stated', text: '2 Gy per fraction' },
          doseForm: 'EQD2',
          alphaBeta: { valueGy: 3, kind: 'published' },
          source: 'house',
          confidence: 'low',
          check: 'local',
        },
      ],
    };
    bench.write('house.rtevidence.json', JSON.stringify(house));
    const cited = smallPlan({
      'plan "': 'import "house.rtevidence.json"\nplan "',
      'goals {': 'organ Gland = structure "GTV" of std.parotid\ngoals {\n  Gland NTCP("dry mouth") <= 5 % prefer 2',
    });
    bench.write('cited.rtplan', cited);
    const ended = await bench.dosewright('run', 'cited.rtplan', '--out', 'cited');
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    const gland = resultIn('cited').outcome.regions.find(({ region }) => region === 'Gland')!;
    const own = gland.ntcps.find(({ row }) => row === 'house.parotid.lkb')!;
    assert.match(own.source, /House series of glands/);
    // A uniform 50 Gy in 25 fractions: (50 - 30) / (0.2 · 30) = 3.3 standard deviations above the tolerance.
    assert.ok(own.value > 0.99, String(own.value));
  });

  it('writes every result, whole, as published and the same for any number of threads, and ends with 0', async () => {
    bench.write('small.rtplan', smallPlan());
    const [ended, other] = await Promise.all([
      bench.dosewright('run', 'small.rtplan', '--out', 'out', '--threads', '1'),
      bench.dosewright('run', 'small.rtplan', '--out', 'other', '--threads', '3'),
    ]);
    assert.deepEqual([ended.code, other.code], [0, 0], ended.stderr);
    assert.deepEqual(readdirSync(bench.path('out')).sort(), [...results].sort());
    assert.match(ended.stdout, /^Small water body, patient P1$/m);
    assert.match(ended.stdout, /✓ +GTV +D95% +≥ 80 % \(40 Gy\)/);
    assert.match(ended.stdout, /Research use only/);

    const result = resultIn('out');
    const { stdout: schema } = await bench.dosewright('schema', 'result');
    z.fromJSONSchema(JSON.parse(schema) as Parameters<typeof z.fromJSONSchema>[0]).parse(result);
    assert.equal(result.plan.file, 'small.rtplan');
    assert.equal(result.plan.sha256, createHash('sha256').update(smallPlan()).digest('hex'));
    assert.equal(result.notDosimetric, false);
    const [d95, d50] = ['d95Gy', 'd50Gy'].map((key) => result.regions.find((r) => r.name === 'GTV')![key as 'd95Gy']!);
    assert.ok(Math.abs(d50 - 50) < 1e-3, `normalised to D50% = 50 Gy, and it is ${d50} Gy`);
    assert.deepEqual(result.biology, [], 'no region has a tissue');
    const goal = result.goals.find(({ region }) => region === 'GTV')!;
    assert.ok(Math.abs(goal.achieved! - d95) < 1e-9);
    assert.equal(
      smallPlan()
        .split('\n')
        [goal.at.line - 1].slice(goal.at.column - 1),
      `${goal.text.replace(/ Gy$/, '')} must`,
    );

    checkNrrd(readFileSync(bench.path('out/dose.nrrd')), result);
    checkPictures('out');
    const rows = readFileSync(bench.path('out/dvh.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(rows[1], 'region,dose_Gy,volume_percent,volume_cc');
    assert.deepEqual([...new Set(rows.slice(2).map((row) => row.split(',')[0]))].sort(), ['Avid', 'GTV', 'Spine']);
    for (const row of rows.slice(2)) assert.match(row, /^\w+(,\d+\.\d+){3}$/);

    for (const name of results) {
      const bytes = readFileSync(bench.path('out', name));
      assert.ok(bytes.equals(readFileSync(bench.path('other', name))), `${name} depends on the number of threads`);
      // What is left out are numbers: the pixels of a picture, the voxels of the dose.
      if (name.endsWith('.nrrd')) holdsNoIdentifier(unpacked(bytes).header);
      else if (!name.endsWith('.png')) holdsNoIdentifier(bytes.toString().replace(/base64,[^"]*/g, ''));
    }
    holdsNoIdentifier(ended.stdout + ended.stderr);
  });

  it('names beside the goals what this version does not compute', async () => {
    bench.write('small.rtplan', smallPlan({ 'goals {': 'robust { setup = 3 mm }\n\ngoals {' }));
    const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.match(
      ended.stdout,
      /^2 of 2 goals met\n\nNot computed in this version, nor counted above: robust \(line \d+\)$/m,
    );
  });

  it('ends with 1 where a "must" goal fails, its results written', async () => {
    bench.write('small.rtplan', smallPlan({ 'Spine mean <= 50 Gy prefer 1': 'Spine mean <= 1 Gy must' }));
    const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out', '--json');
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^small\.rtplan:31:3 warning RT6001 "Spine mean <= 1 Gy" is not met: achieved /m);
    const goals = JSON.parse(ended.stdout) as ResultJson['goals'];
    assert.deepEqual(goals, resultIn('out').goals);
    assert.deepEqual(
      goals.map(({ region, met }) => [region, met]),
      [
        ['GTV', true],
        ['Spine', false],
      ],
    );
  });

  it('says NOT DOSIMETRIC in everything that shows a beam through the cut edge', async () => {
    const plan = smallPlan({
      'dicom "ct"': 'dicom "ct-cut"',
      'structure "External"': 'threshold -300 HU',
      'gantry = 0': 'gantry = 90',
      '  aperture': '  accept truncated\n  aperture',
    });
    bench.write('cut.rtplan', plan);
    const ended = await bench.dosewright('run', 'cut.rtplan', '--out', 'out');
    assert.match(ended.stdout, /NOT DOSIMETRIC/);
    assert.match(ended.stderr, /warning RT4104 .*NOT DOSIMETRIC/);
    assert.equal(resultIn('out').notDosimetric, true);
    for (const name of pictures.filter((file) => file.endsWith('.svg')))
      assert.match(readFileSync(bench.path(`out/${name}`), 'utf8'), /NOT DOSIMETRIC/, name);
  });

  it('writes the biology by region, where a region has a tissue', async () => {
    bench.write('small.rtplan', smallPlan({ 'structure "GTV"': 'structure "GTV" of std.hnscc', '10 mm': '4 mm' }));
    const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.equal(ended.code, 0, ended.stderr);
    const { biology, outcome } = resultIn('out');
    const tumour = biology!.find(({ region }) => region === 'GTV')!;
    assert.equal(tumour.prescribedGy?.mean, 50);
    const bySamples = outcome.regions.find(({ region }) => region === 'GTV')?.eqd2?.meanGy;
    assert.ok(Math.abs(tumour.eqd2Gy!.mean - bySamples!) < 0.02 * bySamples!, 'EQD2 of voxels as of samples');
    assert.deepEqual(
      biology!.map(({ region }) => region),
      ['GTV', 'Avid'],
    );
  });

  it('--maps writes the biology voxel by voxel, and a run without takes it away', async () => {
    bench.write('small.rtplan', smallPlan());
    const written = await bench.dosewright('run', 'small.rtplan', '--maps', '--out', 'out');
    assert.equal(written.code, 0, written.stderr);
    const { header } = unpacked(readFileSync(bench.path('out/map-prescription.nrrd')));
    assert.match(header, /\nmap:=Prescription\nunit:=Gy\nmodel:=innermost region/);
    const maps = readdirSync(bench.path('out')).filter((name) => name.startsWith('map-'));
    assert.deepEqual(maps.sort(), [...mapNames].map((name) => `map-${name}.nrrd`).sort());
    await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.deepEqual(
      readdirSync(bench.path('out')).filter((name) => name.startsWith('map-')),
      [],
    );
  });

  it('--preview writes files that say, by name and within, that they are of a preview', async () => {
    bench.write('small.rtplan', smallPlan({ 'Spine mean <= 50 Gy prefer 1': 'Spine mean <= 1 Gy must' }));
    mkdirSync(bench.path('out'));
    for (const name of results) writeFileSync(bench.path('out', name), 'the final dose of an earlier text');
    const ended = await bench.dosewright('run', 'small.rtplan', '--preview', '--out', 'out');
    assert.equal(ended.code, 1, 'a goal that fails in the preview fails');
    assert.match(ended.stdout, /^PREVIEW QUALITY: a quick look, not the dose of the plan\.$/m);
    assert.match(ended.stdout, /✗ +Spine +mean +≤ 1 Gy +≈ \d+\.\d Gy +≈ \d+\.\d Gy above/);
    assert.match(ended.stdout, /^\d of 2 goals met in the preview$/m);
    assert.match(ended.stderr, /warning RT6001 In preview quality: "Spine mean <= 1 Gy" is not met/);

    // A lock is of a final dose alone.
    const named = results.filter((name) => name !== 'plan.lock').map((name) => name.replace(/\.\w+$/, '.preview$&'));
    assert.deepEqual(readdirSync(bench.path('out')).sort(), [...named].sort());
    const text = (name: string) => readFileSync(bench.path('out', name)).toString('latin1');
    const result = JSON.parse(text('result.preview.json')) as ResultJson;
    const { kind, gridMm, cones } = result.quality;
    assert.deepEqual([kind, gridMm], ['preview', result.doseGrid.spacingMm[0]]);
    assert.ok(gridMm > 10, 'coarser than the plan asks for');
    const notice = `PREVIEW QUALITY (${gridMm} mm, ${cones} cones), not the final dose`;
    assert.ok(text('dvh.preview.csv').split('\n').includes(`# ${notice}`));
    assert.ok(unpacked(readFileSync(bench.path('out/dose.preview.nrrd'))).header.endsWith(`\nquality:=${notice}`));
    for (const name of named.filter((file) => file.endsWith('.svg'))) assert.match(text(name), /PREVIEW QUALITY/, name);

    await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.deepEqual(readdirSync(bench.path('out')).sort(), [...results].sort(), 'a preview of an earlier text stays');
    assert.equal(resultIn('out').quality.kind, 'final');
    for (const name of pictures.filter((file) => file.endsWith('.svg')))
      assert.doesNotMatch(text(name), /PREVIEW/, name);
  });

  describe('that fails leaves no results, not even older ones', () => {
    const olderResults = (): void => {
      mkdirSync(bench.path('out'));
      for (const name of [...results, 'notes.txt']) writeFileSync(bench.path(`out/${name}`), 'of an earlier run');
    };
    const nothingLeft = (): void => assert.deepEqual(readdirSync(bench.path('out')), ['notes.txt']);

    const refusals: Record<string, [content: string | Uint8Array, code: number, says: RegExp]> = {
      'for its text': [smallPlan({ 'GTV 50 Gy': 'GTV 50' }), 1, /^small\.rtplan:18:7 error RT2002 .*needs a unit/m],
      'for an input': [
        smallPlan({ 'dicom "ct"': 'dicom "ct-missing-slice"' }),
        3,
        /^small\.rtplan:5:5 error RT3007 .*\nNo dose was computed: mend the errors above and run again\.$/m,
      ],
      'for its geometry': [smallPlan({ 'fdg >= 4': 'fdg >= 40' }), 1, /^small\.rtplan:15:1 error RT4001 /m],
      'on the dose': [
        smallPlan({
          'organ Spine': 'organ Air = structure "Elsewhere"\norgan Spine',
          'normalise GTV': 'normalise Air',
        }),
        1,
        /^small\.rtplan:20:3 error RT4204 /m,
      ],
      'as UTF-16': [
        Buffer.from(`\ufeff${smallPlan()}`, 'utf16le'),
        3,
        /^small\.rtplan: is UTF-16 text; save it as UTF-8\.$/m,
      ],
      'as a binary file': [
        Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8]),
        3,
        /^small\.rtplan: is a binary file, not plan text\.$/m,
      ],
      'in Latin-1': [
        Buffer.from('plan "Größe"\n', 'latin1'),
        3,
        /^small\.rtplan: is not UTF-8 text; save it as UTF-8\.$/m,
      ],
    };
    for (const [title, [content, code, says]] of Object.entries(refusals)) {
      it(`where it is refused ${title}`, async () => {
        olderResults();
        bench.write('small.rtplan', content);
        const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
        assert.match(ended.stderr, says);
        assert.deepEqual([ended.code, ended.stdout], [code, '']);
        nothingLeft();
      });
    }

    it('where the text is only imported, and says so', async () => {
      olderResults();
      bench.write('shared.rtplan', 'let setup = 3 mm\n');
      const ended = await bench.dosewright('run', 'shared.rtplan', '--out', 'out');
      assert.deepEqual([ended.code, ended.stdout], [1, '']);
      assert.match(ended.stderr, /^shared\.rtplan holds no plan to compute/);
      nothingLeft();
    });

    it('where the plan is not there', async () => {
      olderResults();
      const ended = await bench.dosewright('run', 'nowhere.rtplan', '--out', 'out');
      assert.equal(ended.code, 3);
      assert.match(ended.stderr, /^nowhere\.rtplan: cannot be read \(ENOENT\)\. Check the path\.$/m);
      nothingLeft();
    });

    it('where it is cancelled while it computes', async () => {
      olderResults();
      bench.write('small.rtplan', smallPlan({ 'grid = 10 mm': 'grid = 2 mm' }));
      const { process: running, ended } = bench.start('run', 'small.rtplan', '--out', 'out', '--threads', '1');
      let seen = '';
      running.stderr?.on('data', (chunk: Buffer) => {
        const before = seen;
        seen += chunk.toString();
        if (!before.includes('Computing dose') && seen.includes('Computing dose')) running.kill('SIGINT');
      });
      const { code, stdout, stderr } = await ended;
      assert.deepEqual([code, stdout], [130, '']);
      assert.match(stderr, /Cancelled: nothing was written\./);
      nothingLeft();
    });

    it('where they cannot be written', async () => {
      bench.write('small.rtplan', smallPlan());
      bench.write('out', 'a file where the folder should be');
      const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /^dosewright: .*out/m);
      assert.equal(readFileSync(bench.path('out'), 'utf8'), 'a file where the folder should be');
    });
  });

  it("says nothing of the patient's name, number and birth date, whatever is wrong", async () => {
    const header = readFileSync(bench.path('ct/slice-0.dcm')).toString('latin1');
    for (const identifier of identifiers) assert.ok(header.includes(identifier), 'the CT holds what is looked for');
    const inputs = ['ct-named', 'ct-truncated', 'ct-mixed', 'ct-with-notes', 'pet-no-weight', 'rtstruct.dcm'];
    for (const input of inputs) bench.write(`${input}.rtplan`, smallPlan({ 'dicom "ct"': `dicom "${input}"` }));
    const { stdout, stderr } = await bench.dosewright('check', ...inputs.map((input) => `${input}.rtplan`));
    for (const input of inputs) assert.ok(stdout.includes(`${input}.rtplan:5:5 `), stdout);
    holdsNoIdentifier(stdout + stderr);
  });

  function resultIn(out: string): ResultJson {
    return JSON.parse(readFileSync(bench.path(out, 'result.json'), 'utf8')) as ResultJson;
  }

  function checkPictures(out: string): void {
    for (const name of pictures) {
      const bytes = readFileSync(bench.path(out, name));
      if (name.endsWith('.svg')) {
        assert.match(bytes.toString(), /^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
        assert.match(bytes.toString(), /Research use only/);
        continue;
      }
      const { width, height, data } = decode(bytes);
      assert.ok(width >= 400 && height >= 300, `${name} is ${width} × ${height}`);
      assert.ok(new Set(data).size > 10, `${name} is empty`);
    }
  }
});

function holdsNoIdentifier(text: string): void {
  for (const identifier of identifiers) assert.ok(!text.includes(identifier), `${identifier} stands in: ${text}`);
}

function checkNrrd(bytes: Buffer, result: ResultJson): void {
  const { header, data } = unpacked(bytes);
  const { size, originMm, spacingMm } = result.doseGrid;
  const [sx, sy, sz] = spacingMm;
  assert.deepEqual(header.split('\n'), [
    'NRRD0004',
    'type: float',
    'dimension: 3',
    'content: Gy',
    'space: left-posterior-superior',
    `sizes: ${size.join(' ')}`,
    `space directions: (${sx},0,0) (0,${sy},0) (0,0,${sz})`,
    'kinds: domain domain domain',
    'space units: "mm" "mm" "mm"',
    'endian: little',
    'encoding: gzip',
    `space origin: (${originMm.join(',')})`,
  ]);
  assert.equal(data.length, 4 * size[0] * size[1] * size[2]);
  const doses = Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(4 * i));
  assert.ok(doses.every((dose) => dose >= 0 && Number.isFinite(dose)));
  const [x, y, z_] = result.hotSpot.positionMm.map((mm, axis) => Math.round((mm - originMm[axis]) / spacingMm[axis]));
  assert.equal(doses[x + size[0] * (y + size[1] * z_)], result.hotSpot.doseGy);
}

function unpacked(bytes: Buffer): { header: string; data: Buffer } {
  const end = bytes.indexOf('\n\n');
  return { header: bytes.subarray(0, end).toString(), data: gunzipSync(bytes.subarray(end + 2)) };
}
