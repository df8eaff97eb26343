import * as z from 'zod';
import { pathInWords, readJson } from '../physics/json-text.ts';
import type { MeasuredCurve } from '../physics/machine-fit.ts';

const field = { fieldMm: z.number().positive(), ssdMm: z.number().min(500).max(5000) };
const doses = z.array(z.number().min(0));

const measurementsSchema = z.strictObject({
  schema: z.literal('dosewright-measurements/1'),
  curves: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('depth'),
          ...field,
          depthMm: z.array(z.number().min(0).max(400)),
          dose: doses,
        }),
        z.strictObject({ kind: z.literal('profile'), axis: z.enum(['x', 'y']), ...field, depthMm: z.number().positive().max(400), positionMm: z.array(z.number().min(-400).max(400)), dose: doses }), // prettier-ignore
      ]),
    )
    .min(1),
});

const columns = ['kind', 'axis', 'field_mm', 'ssd_mm', 'depth_mm', 'position_mm', 'dose'];

/**
 * Measured curves from JSON (`dosewright-measurements/1`) or CSV, one point a row under the heads `kind,axis,field_mm,ssd_mm,depth_mm,position_mm,dose`;
 * `kind` is depth or profile, `axis` x or y. Doses in any unit, the same within a curve. Or why they cannot be used.
 */
export function readMeasurements(text: string): { curves: MeasuredCurve[] } | { refused: string } {
  const read = /^\uFEFF?\s*\{/.test(text) ? fromJson(text) : fromCsv(text);
  if ('refused' in read) return read;
  for (const [n, curve] of read.curves.entries()) {
    const fault = faultOf(curve);
    if (fault) return { refused: `curve ${n + 1} (${curveInWords(curve)}): ${fault}` };
  }
  return read;
}

export function curveInWords(curve: MeasuredCurve): string {
  const size = `${curve.fieldMm / 10} × ${curve.fieldMm / 10} cm, SSD ${curve.ssdMm / 10} cm`;
  return curve.kind === 'depth'
    ? `depth dose ${size}`
    : `profile along ${curve.axis} at ${curve.depthMm / 10} cm, ${size}`;
}

function fromJson(text: string): { curves: MeasuredCurve[] } | { refused: string } {
  const { value, fault } = readJson(text);
  if (fault) return { refused: `${pathInWords(fault.path)}: ${fault.message}` };
  const parsed = measurementsSchema.safeParse(value);
  if (parsed.success) return { curves: parsed.data.curves };
  const [issue] = parsed.error.issues;
  return { refused: `${pathInWords(issue.path)}: ${issue.message}` };
}

function fromCsv(text: string): { curves: MeasuredCurve[] } | { refused: string } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rows = lines.map((line, n) => ({ cells: line.split(',').map((cell) => cell.trim()), line: n + 1 }));
  const [head, ...points] = rows.filter(({ cells }) => cells.some((cell) => cell !== '') && !cells[0].startsWith('#'));
  if (!head || head.cells.join() !== columns.join())
    return { refused: `the first line has to be "${columns.join(',')}"` };
  const groups = new Map<string, { kind: string; axis: string; fieldMm: number; ssdMm: number; depthMm: number[]; positionMm: number[]; dose: number[] }>(); // prettier-ignore
  for (const { cells, line } of points) {
    const [kind, axis, ...words] = cells;
    if (cells.length !== columns.length)
      return { refused: `line ${line} has ${cells.length} values, not ${columns.length}` };
    if (kind !== 'depth' && kind !== 'profile')
      return { refused: `line ${line}: the kind is depth or profile, not "${kind}"` };
    if (kind === 'profile' && axis !== 'x' && axis !== 'y')
      return { refused: `line ${line}: the axis is x or y, not "${axis}"` };
    const numbers = words.map((word, n) =>
      kind === 'depth' && n === 3 && word === '' ? 0 : word === '' ? NaN : Number(word),
    );
    const bad = numbers.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) return { refused: `line ${line}: "${words[bad]}" is no number (${columns[bad + 2]})` };
    const [fieldMm, ssdMm, depthMm, positionMm, dose] = numbers;
    const key = [kind, axis, fieldMm, ssdMm, kind === 'profile' ? depthMm : ''].join();
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { kind, axis, fieldMm, ssdMm, depthMm: [], positionMm: [], dose: [] }));
    group.depthMm.push(depthMm);
    group.positionMm.push(positionMm);
    group.dose.push(dose);
  }
  const curves = [...groups.values()].map(({ kind, axis, fieldMm, ssdMm, depthMm, positionMm, dose }) =>
    kind === 'depth'
      ? { kind, fieldMm, ssdMm, depthMm, dose }
      : { kind, axis, fieldMm, ssdMm, depthMm: depthMm[0], positionMm, dose },
  );
  const parsed = measurementsSchema.safeParse({ schema: 'dosewright-measurements/1', curves });
  if (parsed.success) return { curves: parsed.data.curves };
  const [issue] = parsed.error.issues;
  return { refused: `${pathInWords(issue.path)}: ${issue.message}` };
}

function faultOf(curve: MeasuredCurve): string | undefined {
  const at = curve.kind === 'depth' ? curve.depthMm : curve.positionMm;
  if (at.length !== curve.dose.length) return `${at.length} positions and ${curve.dose.length} doses`;
  if (at.length < 5) return `${at.length} points are too few; at least 5 are needed`;
  if (at.some((value, i) => i > 0 && value <= at[i - 1])) return 'the positions have to ascend';
  const largest = Math.max(...curve.dose);
  if (largest === 0) return 'all doses are 0';
  if (curve.kind === 'depth') {
    if (at[at.length - 1] < 100)
      return 'a depth dose has to reach 100 mm at least: the spectrum shows itself behind the maximum';
    return undefined;
  }
  const low = 0.4 * largest;
  return curve.dose[0] > low || curve.dose[curve.dose.length - 1] > low ? 'a profile has to reach below 40 % on both sides: the focal spot shows itself in the penumbra' : undefined; // prettier-ignore
}
