import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { contentUid } from '../../../src/patient/files/content-uid.ts';
import { decimalString } from '../../../src/patient/files/decimal-string.ts';
import { type DoseObject, writeRtDose } from '../../../src/patient/files/write-rtdose.ts';
import { type PlanObject, writeRtPlan } from '../../../src/patient/files/write-rtplan.ts';
import { readRtDose } from '../../../src/patient/files/rtdose.ts';
import { debianTool } from '../../support/debian-tool.ts';
import { seededRandom } from '../../support/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('A decimal string', () => {
  it('has at most 16 characters, and is the number to ten digits, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e99, max: 1e99 }),
          fc.double({ noNaN: true, min: -1e-5, max: 1e-5 }),
        ),
        (value) => {
          const text = decimalString(value);
          assert.ok(text.length <= 16 && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text), text);
          // Four characters of exponent and the sign leave nine digits.
          assert.ok(Math.abs(Number(text) - value) <= 1e-8 * Math.abs(value), `${value}: ${text}`);
        },
      ),
      { seed: 11 },
    );
  });

  it('keeps the exponent that cutting at 16 characters would lose', () => {
    assert.equal(decimalString(1.0447151967345678e-6), '1.04471519673e-6');
    assert.equal(decimalString(-0), '0');
    assert.equal(decimalString(0.1 + 0.2), '0.3');
    assert.throws(() => decimalString(NaN), RangeError);
  });
});

describe('A content UID', () => {
  it('is a UUID in decimal, the same for the same content, another for other content', () => {
    const uid = contentUid('dose', Uint8Array.of(1, 2));
    assert.match(uid, /^2\.25\.[1-9]\d{0,38}$/);
    const hex = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
    assert.match(hex, /^.{12}8.{3}[89ab]/, 'version 8, the variant of RFC 9562');
    assert.equal(contentUid('dose', Uint8Array.of(1, 2)), uid);
    assert.notEqual(contentUid('ab', 'c'), contentUid('a', 'bc'));
  });
});

describe('An RT dose that is written', () => {
  const folder = temporaryFolder();
  const object = {
    patient: 'P1',
    frameOfReferenceUid: '1.2.3.9',
    software: ['0.1.0', 'collapsed-cone/1'],
    planUid: '2.25.1',
    overridden: false,
  };
  const random = seededRandom(5);
  const values = Float32Array.from({ length: 7 * 5 * 4 }, () => 70 * random() ** 3);
  const dose: DoseObject['dose'] = {
    grid: { size: [7, 5, 4], originMm: [-120.123456789, 1 / 3, -70], spacingMm: [2, 3, 2.5] },
    values,
    quantity: 'Gy',
  };
  const path = (name: string): string => join(folder.path, name);

  it('reads back at its place: with 32 bits as it was, with 16 to half a step', async () => {
    for (const bits of [32, 16] as const) {
      await writeRtDose(path('dose.dcm'), { ...object, dose, bits });
      const read = await readRtDose(path('dose.dcm'));
      assert.ok('dose' in read);
      const { volume, ...about } = read.dose;
      const most = Math.max(...values);
      const allowed = bits === 32 ? most * 2 ** -24 : (0.51 * most) / 65535;
      volume.values.forEach((gy, i) => assert.ok(Math.abs(gy - values[i]) <= allowed, `${gy} ${values[i]}`));
      for (const axis of [0, 1, 2])
        assert.ok(Math.abs(volume.grid.originMm[axis] - dose.grid.originMm[axis]) < 1e-9, `origin ${axis}`);
      assert.deepEqual(volume.grid.spacingMm, dose.grid.spacingMm);
      assert.deepEqual(
        [about.summation, about.planUid, about.frameOfReferenceUid, about.beams],
        ['PLAN', '2.25.1', '1.2.3.9', ''],
      );
    }
  });

  it('holds any dose: none, one that is tiny, one that is large', async () => {
    for (const most of [0, 1e-20, 3e-7, 1e4]) {
      const scaled = { ...dose, values: values.map((gy) => (gy / 70) * most) };
      for (const bits of [16, 32] as const) await writeRtDose(path('any.dcm'), { ...object, dose: scaled, bits });
    }
    for (const wrong of [NaN, -1, Infinity])
      await assert.rejects(
        writeRtDose(path('any.dcm'), { ...object, dose: { ...dose, values: values.map(() => wrong) }, bits: 32 }),
        /holds (NaN|-1|Infinity) Gy/,
      );
  });

  it('is the same file for the same content; other content is another object of the same study', async () => {
    await writeRtDose(path('a.dcm'), { ...object, dose, bits: 32 });
    await writeRtDose(path('b.dcm'), { ...object, dose, bits: 32 });
    assert.ok(readFileSync(path('a.dcm')).equals(readFileSync(path('b.dcm'))));
    await writeRtDose(path('b.dcm'), { ...object, dose: { ...dose, values: values.map((gy) => 2 * gy) }, bits: 32 });
    const [a, b] = [path('a.dcm'), path('b.dcm')].map((file) => readFileSync(file, 'latin1').match(/2\.25\.\d+/g)!);
    assert.equal(a.filter((uid) => b.includes(uid)).length >= 2, true, 'implementation and study');
    assert.notEqual(a[0], b[0], 'the object');
  });

  it('says what it is not for, and a plan with the pseudonym alone stands for the patient', async () => {
    await writeRtDose(path('dose.dcm'), { ...object, remark: 'NOT DOSIMETRIC', dose, bits: 16 });
    const text = readFileSync(path('dose.dcm'), 'latin1');
    assert.equal(text.match(/NOT DOSIMETRIC - RESEARCH USE ONLY - NOT FOR CLINICAL USE/g)?.length, 2);
  });

  const plan: PlanObject = {
    ...object,
    title: 'Boost "é" \\ with\na long title that goes on and on, longer than sixty-four characters',
    textSha256: 'a'.repeat(64),
    fractions: 35,
    prescriptions: [{ region: 'PTV_70', doseGy: 70 }],
  };

  it('refers to the plan that stands beside it, which says that it holds no beams', async () => {
    const planUid = await writeRtPlan(path('plan.dcm'), plan);
    await writeRtDose(path('dose.dcm'), { ...object, planUid, dose, bits: 32 });
    const text = readFileSync(path('plan.dcm'), 'utf8');
    assert.ok(text.includes(planUid) && readFileSync(path('dose.dcm'), 'latin1').includes(planUid));
    assert.match(text, /It holds no beams/);
    assert.equal(await writeRtPlan(path('plan.dcm'), plan), planUid);
    assert.notEqual(await writeRtPlan(path('other.dcm'), { ...plan, fractions: 30 }), planUid);
  });

  it('is sound DICOM to dciodvfy, and so is its plan', async function () {
    const planUid = await writeRtPlan(path('plan.dcm'), plan);
    // It stops at any RT dose of 32 bits, vendors' too; what differs from this twin are four numbers.
    await writeRtDose(path('dose.dcm'), { ...object, planUid, dose, bits: 16, overridden: true });
    for (const name of ['plan.dcm', 'dose.dcm']) {
      const { code, output } = debianTool(this, { program: 'dciodvfy', from: 'dicom3tools' }, path(name));
      assert.equal(code, 0, output);
      assert.match(output, /^RT(Dose|Plan)$/m);
      assert.doesNotMatch(output, /^Error/m);
    }
  });
});
