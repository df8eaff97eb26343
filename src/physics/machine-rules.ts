import type * as z from 'zod';

/** The parts of a machine that rules beyond types and ranges are about. */
interface Ruled {
  readonly spectrum?: { readonly bins: readonly { fromMeV: number; toMeV: number; fluence: number }[] };
  readonly profile:
    { kind: 'isotropic' } | { kind: 'radial'; radiusMm: readonly number[]; relative: readonly number[] };
  readonly sadMm: number;
  readonly headScatter?: { readonly distanceMm: { value: number } };
  readonly jaws: { readonly x?: { distanceMm: { value: number } }; readonly y?: { distanceMm: { value: number } } };
  readonly leaves?: { readonly distanceMm: { value: number }; readonly boundariesMm: { value: readonly number[] } };
  readonly limits?: {
    readonly muPerBeam?: { value: { min: number; max: number } };
    readonly muPerDegree?: { value: { min: number; max: number } };
    readonly couchDeg?: { value: { from: number; to: number } };
  };
}

/** What no type says of a machine: leaves that lie side by side, a spectrum that sums to 1, collimators between source and isocentre. */
export function checkMachine(machine: Ruled, context: z.core.$RefinementCtx): void {
  const report = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  checkSpectrum(machine.spectrum?.bins ?? [], report);
  checkProfile(machine.profile, report);
  const { leaves, jaws } = machine;
  if (!leaves && !(jaws.x && jaws.y)) {
    report(['jaws'], 'a machine without leaves needs both pairs of jaws; give the other pair, or leaves');
  }
  const boundaries = leaves?.boundariesMm.value ?? [];
  boundaries.forEach((value, i) => {
    if (i > 0 && value <= boundaries[i - 1]) {
      report(
        ['leaves', 'boundariesMm', 'value', i],
        `the boundaries of the leaves have to ascend: ${value} mm follows ${boundaries[i - 1]} mm, a leaf of ${value - boundaries[i - 1]} mm`,
      );
    }
  });
  const stands: [string[], number | undefined][] = [
    [['jaws', 'x', 'distanceMm', 'value'], jaws.x?.distanceMm.value],
    [['jaws', 'y', 'distanceMm', 'value'], jaws.y?.distanceMm.value],
    [['leaves', 'distanceMm', 'value'], leaves?.distanceMm.value],
  ];
  const scatterer = machine.headScatter?.distanceMm.value ?? 0;
  for (const [path, distance] of stands) {
    if (distance === undefined) continue;
    if (distance >= machine.sadMm)
      report(path, `a collimator stands between source and isocentre, at less than ${machine.sadMm} mm`);
    else if (distance <= scatterer)
      report(path, `a collimator stands beyond the head scatter's source at ${scatterer} mm`);
  }
  const mu = machine.limits?.muPerBeam?.value;
  if (mu && mu.min > mu.max)
    report(['limits', 'muPerBeam', 'value', 'max'], `the largest number of MU is below the smallest, ${mu.min}`);
  const perDegree = machine.limits?.muPerDegree?.value;
  if (perDegree && perDegree.min > perDegree.max)
    report(
      ['limits', 'muPerDegree', 'value', 'max'],
      `the largest number of MU a degree is below the smallest, ${perDegree.min}`,
    );
  const couch = machine.limits?.couchDeg?.value;
  if (couch && couch.from > couch.to)
    report(['limits', 'couchDeg', 'value', 'to'], `the last couch angle is below the first, ${couch.from}`);
}

type Report = (path: (string | number)[], message: string) => void;

function checkSpectrum(bins: NonNullable<Ruled['spectrum']>['bins'], report: Report): void {
  if (bins.length === 0) return;
  bins.forEach(({ fromMeV, toMeV }, i) => {
    if (toMeV <= fromMeV)
      report(['spectrum', 'bins', i, 'toMeV'], `the bin ends at ${toMeV} MeV, not above its start, ${fromMeV} MeV`);
    else if (i > 0 && fromMeV !== bins[i - 1].toMeV) {
      report(
        ['spectrum', 'bins', i, 'fromMeV'],
        `the bin starts at ${fromMeV} MeV, not where the one before ends, ${bins[i - 1].toMeV} MeV`,
      );
    }
  });
  if (bins[bins.length - 1].toMeV > 20)
    report(['spectrum', 'bins', bins.length - 1, 'toMeV'], 'attenuation data end at 20 MeV');
  const sum = bins.reduce((total, { fluence }) => total + fluence, 0);
  if (Math.abs(sum - 1) > 1e-3) {
    report(
      ['spectrum', 'bins'],
      `the fluences of the bins sum to ${Number(sum.toPrecision(6))}, not to 1: divide each by that`,
    );
  }
}

function checkProfile(profile: Ruled['profile'], report: Report): void {
  if (profile.kind !== 'radial') return;
  const { radiusMm, relative } = profile;
  if (relative.length !== radiusMm.length) {
    report(['profile', 'relative'], `there are ${relative.length} values for ${radiusMm.length} radii`);
  }
  if (radiusMm[0] !== 0) report(['profile', 'radiusMm', 0], 'the first radius is 0, the axis');
  if (relative[0] !== 1)
    report(['profile', 'relative', 0], 'the first value is 1: the others are relative to the axis');
  radiusMm.forEach((radius, i) => {
    if (i > 0 && radius <= radiusMm[i - 1])
      report(['profile', 'radiusMm', i], `the radii have to ascend: ${radius} mm follows ${radiusMm[i - 1]} mm`);
  });
}
