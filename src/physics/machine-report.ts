import { calibratedBy } from './calibration.ts';
import { depthsOf, offAxis, onAxis, positionsOf, scanWater } from './water-scan.ts';
import type { Machine } from './machine.ts';
import type { DoseOf, TankField, WaterScan } from './water-scan.ts';

/** What a physicist would measure of a machine, as the engine computes it. Doses are Gy per MU to water; fields are squares at the isocentre plane. */
export interface MachineReport {
  readonly depthDoses: readonly DepthDose[];
  readonly profiles: readonly Profile[];
  /** Dose at 10 cm depth, SSD 100 cm, relative to the 10 × 10 cm field. */
  readonly outputFactors: readonly { readonly fieldMm: number; readonly factor: number }[];
  /** Dose at 20 cm over dose at 10 cm depth, at the isocentre, 10 × 10 cm. IAEA TRS-398 (2000). */
  readonly tpr2010: number;
  /** Against the dose that the calibration states; absent where it states none. */
  readonly calibration?: { readonly wantedGyPerMu: number; readonly gyPerMu: number };
}

export interface DepthDose {
  readonly fieldMm: number;
  readonly ssdMm: number;
  readonly depthMm: readonly number[];
  readonly gyPerMu: readonly number[];
  readonly depthOfMaximumMm: number;
  /** Per cent of the maximum. */
  readonly at1mmPercent: number;
  readonly at10cmPercent: number;
  readonly at20cmPercent: number;
}

export interface Profile {
  readonly fieldMm: number;
  readonly axis: 'x' | 'y';
  readonly depthMm: number;
  readonly positionMm: readonly number[];
  /** Per cent of the dose on the axis. */
  readonly percent: readonly number[];
  /** From 80 to 20 %, on the positive side; undefined where the profile ends before. */
  readonly penumbraMm?: number;
  /** From 50 to 50 %, at this depth. */
  readonly widthMm?: number;
}

const scans: readonly TankField[] = [
  { fieldMm: 30, ssdMm: 1000, widthMm: 200, depthMm: 300, lateralStepMm: 2, depthStepMm: 2 },
  { fieldMm: 100, ssdMm: 1000, widthMm: 260, depthMm: 300, lateralStepMm: 2.5, depthStepMm: 2 },
  { fieldMm: 200, ssdMm: 1000, widthMm: 400, depthMm: 300, lateralStepMm: 4, depthStepMm: 2 },
];
const outputs: readonly TankField[] = [
  { fieldMm: 50, ssdMm: 1000, widthMm: 240, depthMm: 300, lateralStepMm: 3, depthStepMm: 2.5 },
  { fieldMm: 300, ssdMm: 1000, widthMm: 480, depthMm: 300, lateralStepMm: 5, depthStepMm: 2.5 },
  { fieldMm: 400, ssdMm: 1000, widthMm: 600, depthMm: 300, lateralStepMm: 6, depthStepMm: 2.5 },
];
const tissuePhantom: readonly TankField[] = [900, 800].map((ssdMm) => ({ fieldMm: 100, ssdMm, widthMm: 300, depthMm: 300, lateralStepMm: 4, depthStepMm: 2.5 })); // prettier-ignore

/** Computes a machine's report; fields that it does not open are left out. `onProgress` is told the done share. */
export async function reportMachine(
  machine: Machine,
  doseOf: DoseOf,
  onProgress: (share: number) => void = () => undefined,
): Promise<MachineReport> {
  const opens = ({ fieldMm }: TankField): boolean => fieldMm / 2 <= largestHalfFieldMm(machine);
  const wanted = [...scans, ...outputs, ...tissuePhantom].filter(opens);
  const done: WaterScan[] = [];
  for (const field of wanted) {
    done.push(await scanWater(machine, field, doseOf));
    onProgress(done.length / (wanted.length + 1));
  }
  const scanned = done.filter(({ field }) => scans.includes(field));
  const at10cm = done
    .filter(({ field }) => field.ssdMm === 1000)
    .map((scan) => ({ fieldMm: scan.field.fieldMm, dose: onAxis(scan, 100) }));
  const reference = at10cm.find(({ fieldMm }) => fieldMm === 100)?.dose ?? NaN;
  const [shallow, deep] = done.filter(({ field }) => tissuePhantom.includes(field));
  const calibration = await calibrationOf(machine, doseOf);
  onProgress(1);
  return {
    depthDoses: scanned.map(depthDoseOf),
    profiles: scanned.flatMap(profilesOf),
    outputFactors: at10cm
      .map(({ fieldMm, dose }) => ({ fieldMm, factor: dose / reference }))
      .sort((a, b) => a.fieldMm - b.fieldMm),
    tpr2010: onAxis(deep, 200) / onAxis(shallow, 100),
    ...(calibration ? { calibration } : {}),
  };
}

/** Half of the largest square that the machine opens. */
export function largestHalfFieldMm({ jaws, leaves }: Machine): number {
  const bank = leaves?.boundariesMm.value;
  const byLeaves =
    leaves && bank
      ? { x: leaves.limitMm.value, y: Math.min(-bank[0], bank[bank.length - 1]) }
      : { x: Infinity, y: Infinity };
  return Math.min(jaws.x?.limitMm.value ?? byLeaves.x, jaws.y?.limitMm.value ?? byLeaves.y);
}

async function calibrationOf(machine: Machine, doseOf: DoseOf): Promise<MachineReport['calibration']> {
  const { reference } = machine.calibration;
  if (!reference) return undefined;
  const { gyPerMuBefore } = await calibratedBy(machine, reference, doseOf);
  return { wantedGyPerMu: reference.gyPerMu, gyPerMu: gyPerMuBefore };
}

function depthDoseOf(scan: WaterScan): DepthDose {
  const depthMm = depthsOf(scan);
  const gyPerMu = depthMm.map((depth) => onAxis(scan, depth));
  const largest = maximumOf(depthMm, gyPerMu);
  const percent = (dose: number): number => (100 * dose) / largest.value;
  return {
    fieldMm: scan.field.fieldMm,
    ssdMm: scan.field.ssdMm,
    depthMm,
    gyPerMu,
    depthOfMaximumMm: largest.at,
    at1mmPercent: percent(onAxis(scan, 1)),
    at10cmPercent: percent(onAxis(scan, 100)),
    at20cmPercent: percent(onAxis(scan, 200)),
  };
}

/** The top of the parabola through the largest value and its neighbours. */
function maximumOf(at: readonly number[], values: readonly number[]): { at: number; value: number } {
  const i = values.indexOf(Math.max(...values));
  if (i === 0 || i === values.length - 1) return { at: at[i], value: values[i] };
  const [a, b, c] = [values[i - 1], values[i], values[i + 1]];
  const shift = (a - c) / (2 * (a - 2 * b + c));
  return { at: at[i] + shift * (at[i + 1] - at[i]), value: b - ((a - c) * shift) / 4 };
}

function profilesOf(scan: WaterScan): Profile[] {
  const { depthOfMaximumMm } = depthDoseOf(scan);
  const positionMm = positionsOf(scan);
  return ([depthOfMaximumMm, 50, 100, 200] as const).flatMap((depthMm) =>
    (['x', 'y'] as const).map((axis): Profile => {
      const middle = onAxis(scan, depthMm);
      const at = (position: number): number => (100 * offAxis(scan, axis, depthMm, position)) / middle;
      const last = positionMm[positionMm.length - 1];
      const crossing = (level: number, side: 1 | -1): number | undefined =>
        crossingOf((p) => at(side * p), level, last);
      const [p80, p20, right, left] = [crossing(80, 1), crossing(20, 1), crossing(50, 1), crossing(50, -1)];
      return {
        fieldMm: scan.field.fieldMm,
        axis,
        depthMm,
        positionMm,
        percent: positionMm.map(at),
        ...(p80 !== undefined && p20 !== undefined ? { penumbraMm: p20 - p80 } : {}),
        ...(right !== undefined && left !== undefined ? { widthMm: right + left } : {}),
      };
    }),
  );
}

/** Where a profile last falls through a level, going inwards from its end. */
function crossingOf(profile: (position: number) => number, level: number, endMm: number): number | undefined {
  if (profile(endMm) >= level) return undefined;
  let outside = endMm;
  while (outside > 0 && profile(outside) < level) outside -= 0.5;
  if (outside <= 0) return undefined;
  let inside = outside;
  outside += 0.5;
  while (outside - inside > 1e-3) {
    const middle = (inside + outside) / 2;
    if (profile(middle) >= level) inside = middle;
    else outside = middle;
  }
  return inside;
}
