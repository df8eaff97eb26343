import { contaminationOnAxis } from './contamination.ts';
import { leastSquares } from './least-squares.ts';
import { offAxis, onAxis, scanWater } from './water-scan.ts';
import { scaledEnergies, spectrumOf } from './spectrum.ts';
import type { Machine } from './machine.ts';
import type { DoseOf, TankField, WaterScan } from './water-scan.ts';

/** A curve measured in water with a square field, in any unit of dose. Lengths are mm; `fieldMm` is at the isocentre plane. */
export type MeasuredCurve =
  | { readonly kind: 'depth'; readonly fieldMm: number; readonly ssdMm: number; readonly depthMm: readonly number[]; readonly dose: readonly number[] }
  | { readonly kind: 'profile'; readonly axis: 'x' | 'y'; readonly fieldMm: number; readonly ssdMm: number; readonly depthMm: number; readonly positionMm: readonly number[]; readonly dose: readonly number[] }; // prettier-ignore

/** How far a curve is from the measured one, each scaled to fit best: per cent of the curve's maximum. */
export interface Residual {
  readonly curve: MeasuredCurve;
  readonly rmsPercent: number;
  readonly largestPercent: number;
}

export interface MachineFit {
  readonly machine: Machine;
  /** By what the energies of the spectrum were multiplied. */
  readonly energyFactor: number;
  readonly before: readonly Residual[];
  readonly after: readonly Residual[];
}

type DepthCurve = Extract<MeasuredCurve, { kind: 'depth' }>;
type ProfileCurve = Extract<MeasuredCurve, { kind: 'profile' }>;

/**
 * Fits a machine to measured curves: the energies of its spectrum by one factor, and its contaminating electrons (dose at the surface, range) to the
 * depth doses; the width of its focal spot, along each axis that has profiles, to these. Everything else stays; the output is not calibrated
 * anew. Electrons are fitted where depth doses begin above 10 mm. Sources of what was fitted name `dataName`.
 */
export async function fitMachine(
  start: Machine,
  curves: readonly MeasuredCurve[],
  dataName: string,
  doseOf: DoseOf,
  onProgress: (what: string) => void = () => undefined,
): Promise<MachineFit> {
  const before = await residualsOf(start, curves, doseOf);
  const depths = curves.filter((curve): curve is DepthCurve => curve.kind === 'depth');
  const profiles = curves.filter((curve): curve is ProfileCurve => curve.kind === 'profile');
  let machine = start;
  let energyFactor = 1;
  if (depths.length > 0) ({ machine, energyFactor } = await fitDepths(machine, depths, dataName, doseOf, onProgress));
  if (profiles.length > 0) machine = await fitProfiles(machine, profiles, dataName, doseOf, onProgress);
  return { machine, energyFactor, before, after: await residualsOf(machine, curves, doseOf) };
}

// --- Depth doses: spectrum and electrons -------------------------------------------------------------------------------------------------------

async function fitDepths(
  start: Machine,
  curves: readonly DepthCurve[],
  dataName: string,
  doseOf: DoseOf,
  onProgress: (what: string) => void,
): Promise<{ machine: Machine; energyFactor: number }> {
  const base = spectrumOf(start);
  const photons = (factor: number): Machine => ({ ...start, electrons: undefined, spectrum: { bins: [...scaledEnergies(base, factor).bins], source: dataName } }); // prettier-ignore
  const shallow = Math.min(...curves.flatMap(({ depthMm }) => depthMm)) < 10;
  let electrons = start.electrons;
  if (!electrons && shallow) electrons = { surfaceGyCm2: { value: 0, source: dataName }, depthMm: { value: 6, source: dataName }, sigmaMm: { value: 80, source: 'as the generic machines of the product' } }; // prettier-ignore
  let factor = 1;
  // The dose as a function of the factor is a parabola through three; then again, nearer to the answer.
  for (const reach of [0.15, 0.05, 0.015]) {
    onProgress(`spectrum: energies × ${factor.toFixed(4)}`);
    const nodes = [factor - reach, factor, factor + reach];
    const doses: number[][][] = [];
    for (const node of nodes) doses.push(await depthDoses(photons(node), curves, doseOf));
    const residuals = ([f, surface, range]: readonly number[]): number[] =>
      curves.flatMap((curve, c) => {
        const own = withElectrons(electrons, surface * 1e-12, range);
        const added = curve.depthMm.map((depth) =>
          own ? contaminationOnAxis({ ...start, electrons: own }, curve, depth) : 0,
        );
        const computed = curve.depthMm.map((_, i) => parabola(nodes, doses.map((of) => of[c][i]), f) + added[i]); // prettier-ignore
        return differences(computed, curve.dose);
      });
    const fitted = leastSquares(
      residuals,
      [factor, (electrons?.surfaceGyCm2.value ?? 0) * 1e12, electrons?.depthMm.value ?? 6],
      [1e-4, 1e-3, 1e-2],
      [[factor - 2 * reach, factor + 2 * reach], electrons && shallow ? [0, 50] : [(electrons?.surfaceGyCm2.value ?? 0) * 1e12, (electrons?.surfaceGyCm2.value ?? 0) * 1e12], electrons && shallow ? [1, 40] : [electrons?.depthMm.value ?? 6, electrons?.depthMm.value ?? 6]], // prettier-ignore
    );
    factor = fitted[0];
    if (electrons && shallow) electrons = withElectrons(electrons, fitted[1] * 1e-12, fitted[2], dataName);
  }
  const { bins } = scaledEnergies(base, factor);
  const source = `fitted to ${dataName}: the energies of ${start.spectrum ? `the spectrum of ${start.name}` : start.beamQuality} × ${factor.toFixed(4)}`;
  const sum = bins.reduce((total, { fluence }) => total + fluence, 0);
  const spectrum = {
    bins: bins.map((bin) => ({ ...bin, fluence: Number((bin.fluence / sum).toPrecision(7)) })),
    source,
  };
  return { machine: { ...start, spectrum, ...(electrons ? { electrons } : {}) }, energyFactor: factor };
}

function withElectrons(
  electrons: Machine['electrons'],
  surfaceGyCm2: number,
  depthMm: number,
  dataName?: string,
): Machine['electrons'] {
  if (!electrons) return undefined;
  const source = dataName === undefined ? 'on trial' : `fitted to ${dataName}`;
  const value = (number: number): number => (dataName === undefined ? number : Number(number.toPrecision(5)));
  return { ...electrons, surfaceGyCm2: { value: value(surfaceGyCm2), source }, depthMm: { value: value(depthMm), source } }; // prettier-ignore
}

async function depthDoses(machine: Machine, curves: readonly DepthCurve[], doseOf: DoseOf): Promise<number[][]> {
  const scans = await scansOf(machine, curves, doseOf);
  return curves.map((curve, c) => curve.depthMm.map((depth) => onAxis(scans[c], depth)));
}

// --- Profiles: the focal spot ---------------------------------------------------------------------------------------------------------------------

async function fitProfiles(
  start: Machine,
  curves: readonly ProfileCurve[],
  dataName: string,
  doseOf: DoseOf,
  onProgress: (what: string) => void,
): Promise<Machine> {
  const axes = (['x', 'y'] as const).filter((axis) => curves.some((curve) => curve.axis === axis));
  // What the penumbra depends on is the variance: the sum of the spot's, the voxel's and the electrons'.
  const variances = { x: start.focalSpot.sigmaXMm.value ** 2, y: start.focalSpot.sigmaYMm.value ** 2 };
  const withSpot = ({ x, y }: { x: number; y: number }, source: string): Machine => {
    const width = (variance: number, axis: 'x' | 'y', old: { value: number; source: string }) =>
      axes.includes(axis) ? { value: Number(Math.sqrt(variance).toPrecision(5)), source } : old;
    const { sigmaXMm, sigmaYMm } = start.focalSpot;
    return { ...start, focalSpot: { sigmaXMm: width(x, 'x', sigmaXMm), sigmaYMm: width(y, 'y', sigmaYMm) } };
  };
  for (const share of [0.9, 0.4, 0.15]) {
    onProgress(
      `focal spot: ${axes.map((axis) => `σ ${Math.sqrt(variances[axis]).toFixed(3)} mm along ${axis}`).join(', ')}`,
    );
    const reach = (axis: 'x' | 'y'): number => Math.max(share * variances[axis], 0.05);
    const nodesOf = (axis: 'x' | 'y'): number[] =>
      [-1, 0, 1].map((n) => Math.max(variances[axis] + n * reach(axis), 0) + (n + 1) * 1e-4);
    const nodes = { x: nodesOf('x'), y: nodesOf('y') };
    const doses: number[][][] = [];
    for (const n of [0, 1, 2]) doses.push(await profileDoses(withSpot({ x: nodes.x[n], y: nodes.y[n] }, 'on trial'), curves, doseOf)); // prettier-ignore
    for (const axis of axes) {
      const residuals = ([variance]: readonly number[]): number[] =>
        curves.flatMap((curve, c) =>
          curve.axis === axis
            ? differences(curve.positionMm.map((_, i) => parabola(nodes[axis], doses.map((of) => of[c][i]), variance)), curve.dose) // prettier-ignore
            : [],
        );
      [variances[axis]] = leastSquares(residuals, [variances[axis]], [1e-3], [[Math.max(0, nodes[axis][0] - reach(axis)), nodes[axis][2] + reach(axis)]]); // prettier-ignore
    }
  }
  return withSpot(variances, `fitted to ${dataName}`);
}

async function profileDoses(machine: Machine, curves: readonly ProfileCurve[], doseOf: DoseOf): Promise<number[][]> {
  const scans = await scansOf(machine, curves, doseOf);
  return curves.map((curve, c) => curve.positionMm.map((at) => offAxis(scans[c], curve.axis, curve.depthMm, at)));
}

// --- Both -----------------------------------------------------------------------------------------------------------------------------------------

export async function residualsOf(
  machine: Machine,
  curves: readonly MeasuredCurve[],
  doseOf: DoseOf,
): Promise<Residual[]> {
  const scans = await scansOf(machine, curves, doseOf);
  return curves.map((curve, c) => {
    const computed =
      curve.kind === 'depth'
        ? curve.depthMm.map((depth) => onAxis(scans[c], depth))
        : curve.positionMm.map((at) => offAxis(scans[c], curve.axis, curve.depthMm, at));
    const off = differences(computed, curve.dose).map((difference) => 100 * difference);
    return {
      curve,
      rmsPercent: Math.sqrt(off.reduce((sum, value) => sum + value * value, 0) / off.length),
      largestPercent: Math.max(...off.map(Math.abs)),
    };
  });
}

/** One calculation for all curves of one field at one distance. */
async function scansOf(machine: Machine, curves: readonly MeasuredCurve[], doseOf: DoseOf): Promise<WaterScan[]> {
  const byField = new Map<string, { field: TankField; scan?: WaterScan }>();
  const keys = curves.map(({ fieldMm, ssdMm }) => `${fieldMm} ${ssdMm}`);
  curves.forEach((_, c) => {
    const same = curves.filter((_other, n) => keys[n] === keys[c]);
    if (!byField.has(keys[c])) byField.set(keys[c], { field: tankFor(machine, same) });
  });
  for (const entry of byField.values()) entry.scan = await scanWater(machine, entry.field, doseOf);
  return keys.map((key) => byField.get(key)!.scan!);
}

/** Large enough for the scatter to the points; voxels as small as the field asks for. */
function tankFor(machine: Machine, curves: readonly MeasuredCurve[]): TankField {
  const { fieldMm, ssdMm } = curves[0];
  const deepest = Math.max(...curves.flatMap(({ depthMm }) => depthMm));
  const farthest = Math.max(
    ...curves.flatMap((curve) => (curve.kind === 'profile' ? curve.positionMm.map(Math.abs) : [0])),
  );
  const depthMm = Math.max(200, Math.ceil((deepest + 60) / 20) * 20);
  const atDepth = (fieldMm * (ssdMm + deepest)) / machine.sadMm;
  const widthMm = Math.ceil(Math.max(atDepth + 120, 2 * farthest + 40) / 20) * 20;
  const hasProfiles = curves.some(({ kind }) => kind === 'profile');
  return {
    fieldMm,
    ssdMm,
    widthMm,
    depthMm,
    lateralStepMm: hasProfiles ? penumbraStepMm(widthMm) : 5,
    depthStepMm: 2.5,
  };
}

/** Across a penumbra voxels blur what detectors see sharper: as small as the tank's width allows. */
function penumbraStepMm(widthMm: number): number {
  return Math.min(Math.max(widthMm / 130, 1.5), 2.5);
}

/** Computed, scaled to fit best, minus measured, as share of the measured maximum. */
function differences(computed: readonly number[], measured: readonly number[]): number[] {
  const scale =
    measured.reduce((sum, value, i) => sum + value * computed[i], 0) /
    computed.reduce((sum, value) => sum + value * value, 0);
  const largest = Math.max(...measured);
  return measured.map((value, i) => (scale * computed[i] - value) / largest);
}

/** The value at x of the parabola through three points. */
function parabola(x: readonly number[], y: readonly number[], at: number): number {
  const [a, b, c] = x;
  return (
    (y[0] * (at - b) * (at - c)) / ((a - b) * (a - c)) +
    (y[1] * (at - a) * (at - c)) / ((b - a) * (b - c)) +
    (y[2] * (at - a) * (at - b)) / ((c - a) * (c - b))
  );
}
