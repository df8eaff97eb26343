import type { Aperture as PlanAperture, Beam as PlanBeam, BeamGroup, Prescription } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { checkRepeated, reportUnreadable } from './blocks.ts';
import { type Context, headRange, listed, oneOf, related, report, resolveName, resolveReference } from './context.ts';
import { checkArguments } from './calls.ts';
import type {
  Aperture,
  ApertureSetting,
  Arc,
  Arrange,
  Beam,
  BeamNumber,
  Beams,
  BeamsPart,
  Isocentre,
  LeafEnds,
} from './generated/ast.ts';
import { valueOf } from './quantities.ts';
import type { Prescribed } from './plan-metric.ts';
import { resolveTurn } from './resolve-arc.ts';
import { extentMm, lengthsMm, pointMm } from './resolve-phantom.ts';
import { isProvided, resolveProvided } from './resolve-provided.ts';
import { isBroken, mayLackParts, rangeOf } from './source.ts';

const numbers = {
  gantry: { what: 'the gantry angle', kind: 'angle', min: -360, max: 360 },
  couch: { what: 'the couch angle', kind: 'angle', min: -360, max: 360 },
  collimator: { what: 'the collimator angle', kind: 'angle', min: -360, max: 360 },
  weight: { what: 'the weight of the beam', kind: 'number', positive: true },
  mu: { what: 'the monitor units per fraction', kind: 'monitorUnits', positive: true },
  ssd: { what: 'the source-skin distance', kind: 'length', min: 500, max: 5000 },
} as const;

type Property = keyof typeof numbers;

/** One group of beams; names of beams are unique over the groups by the group's phase and region. */
export function resolveBeams(
  context: Context,
  node: Beams,
  /** `openedMm`: how far beyond what is prescribed the optimiser may open; absent where the beams have openings of their own. */
  prescribed: Prescribed & { readonly openedMm?: number },
  taken: Map<string, PlanBeam>,
): BeamGroup | undefined {
  if (!oneOf(context, node, 'modality', node.modality, ['photon'] as const, 'a kind of radiation')) return undefined;
  const region = node.region ? resolveName(context, node, 'region', node.region, ['region']) : undefined;
  if (region) checkPrescribed(context, node, region.name, prescribed);
  const inPhase = node.phase === undefined ? {} : { phase: node.phase };
  checkRepeated(context, node.parts, (part) =>
    part.$type === 'BeamNumber'
      ? part.property
      : ['Machine', 'Isocentre', 'Accept', 'ApertureSetting', 'Provided'].includes(part.$type)
        ? part.$type.replace('Setting', '').toLowerCase()
        : undefined,
  );
  const parts = node.parts.filter((part) => !reportUnreadable(context, part, 'beams'));
  const readable = parts.filter((part) => !isBroken(part) || part.$type === 'Beam' || part.$type === 'Arc');
  const machine = resolveMachine(context, node, parts);
  const accept = readable.some(
    (part) =>
      part.$type === 'Accept' &&
      oneOf(context, part, 'what', part.what, ['truncated'] as const, 'something to accept') !== undefined,
  );
  if (isProvided(node)) {
    const group = resolveProvided(context, node, parts, { machine, acceptTruncated: accept });
    return group && { ...group, ...inPhase };
  }
  const shared = beamNumbers(context, readable);
  const shape = readable.find((part): part is ApertureSetting => part.$type === 'ApertureSetting');
  const { openedMm } = prescribed;
  const aperture =
    openedMm !== undefined
      ? modulated(prescribed, openedMm, headRange(node))
      : shape && resolveAperture(context, shape);
  const group = {
    shared,
    aperture,
    hasAperture: parts.some((part) => part.$type === 'ApertureSetting'),
    prefix: [node.phase, region?.name].map((name) => (name ? `${name} ` : '')).join(''),
  };
  const beams = readable.flatMap((part) =>
    part.$type === 'Arrange'
      ? arranged(context, part, group)
      : part.$type === 'Beam'
        ? [single(context, part, group)]
        : part.$type === 'Arc'
          ? [turning(context, part, group)]
          : [],
  );

  const isocentre = resolveIsocentre(context, node, parts, region?.name);
  if (
    beams.length === 0 &&
    !mayLackParts(node) &&
    !parts.some((part) => part.$type === 'Arrange' || part.$type === 'Beam' || part.$type === 'Arc')
  ) {
    report(
      context,
      'RT0014',
      headRange(node),
      'This group has no beams. Add "arrange 9 beams every 40 deg from 0 deg", "beam NAME { gantry = 0 deg }", or "provided = dicom "plan.dcm"".',
    );
  }
  checkNames(context, beams, taken);
  if (!machine || !isocentre || beams.length === 0 || beams.includes(undefined) || (node.region && !region))
    return undefined;
  return {
    ...(region ? { region: region.name } : {}),
    ...inPhase,
    ...machine,
    isocentre,
    ...(shared.ssd === undefined ? {} : { ssdMm: shared.ssd }),
    beams: beams as PlanBeam[],
    acceptTruncated: accept,
    at: headRange(node),
  };
}

interface Group {
  readonly shared: Partial<Record<Property, number>>;
  readonly aperture?: PlanAperture;
  readonly hasAperture: boolean;
  readonly prefix: string;
}

function beamNumbers(context: Context, parts: readonly { $type: string }[]): Partial<Record<Property, number>> {
  const values: Partial<Record<Property, number>> = {};
  for (const part of parts) {
    if (part.$type !== 'BeamNumber') continue;
    const { property, value } = part as BeamNumber;
    const read = valueOf(context, value, numbers[property]);
    if (read !== undefined) values[property] = read;
  }
  return values;
}

function arranged(context: Context, node: Arrange, group: Group): (PlanBeam | undefined)[] {
  const step = valueOf(context, node.step, { what: 'the step between beams', kind: 'angle', min: -360, max: 360 });
  const start = valueOf(context, node.start, { what: 'the first gantry angle', kind: 'angle', min: -360, max: 360 });
  if (!Number.isInteger(node.count) || node.count < 1) {
    report(
      context,
      'RT2010',
      rangeOf(node, 'count'),
      `The number of beams is a whole number above zero, not ${node.count}.`,
    );
    return [undefined];
  }
  if (node.count > 720) {
    report(
      context,
      'RT2008',
      rangeOf(node, 'count'),
      `${node.count} beams are more than two for each degree; up to 720 are possible.`,
    );
    return [undefined];
  }
  if (step === undefined || start === undefined) return [undefined];
  const angles = Array.from({ length: node.count }, (_, i) => turned(start + i * step));
  const twice = angles.find((angle, i) => angles.indexOf(angle) < i);
  if (twice !== undefined) {
    report(
      context,
      'RT5011',
      rangeOf(node),
      `${node.count} beams every ${numberInWords(step)} deg go round more than once: several stand at ${numberInWords(twice)} deg.`,
    );
  }
  return angles.map((angle, i) =>
    beamOf(
      context,
      node,
      `${group.prefix}${twice === undefined ? '' : `${i + 1} at `}${numberInWords(angle)}°`,
      { ...group.shared, gantry: angle },
      group.aperture,
      group,
    ),
  );
}

function single(context: Context, node: Beam, group: Group): PlanBeam | undefined {
  checkRepeated(context, node.parts, (part) =>
    part.$type === 'BeamNumber' ? part.property : part.$type === 'ApertureSetting' ? 'aperture' : undefined,
  );
  const parts = node.parts.filter((part) => !reportUnreadable(context, part, 'beam'));
  const readable = parts.filter((part) => !isBroken(part));
  const own = readable.find((part): part is ApertureSetting => part.$type === 'ApertureSetting');
  const aperture = own && group.aperture?.kind !== 'modulated' ? resolveAperture(context, own) : group.aperture;
  const values = { ...group.shared, ...beamNumbers(context, readable) };
  const saysGantry =
    [...parts].some((part) => part.$type === 'BeamNumber' && part.property === 'gantry') || values.gantry !== undefined;
  if (!saysGantry && !mayLackParts(node))
    return report(context, 'RT0014', headRange(node), `Beam ${node.name} needs its gantry angle: "gantry = 0 deg".`);
  if (values.gantry === undefined) return undefined;
  return beamOf(context, node, node.name, values, aperture, {
    ...group,
    hasAperture: group.hasAperture || parts.some((part) => part.$type === 'ApertureSetting'),
  });
}

function turning(context: Context, node: Arc, group: Group): PlanBeam | undefined {
  checkRepeated(context, node.parts, (part) =>
    part.$type === 'Turn'
      ? 'gantry'
      : part.$type === 'BeamNumber'
        ? part.property
        : part.$type === 'ApertureSetting'
          ? 'aperture'
          : undefined,
  );
  const parts = node.parts.filter((part) => !reportUnreadable(context, part, 'arc'));
  const readable = parts.filter((part) => !isBroken(part));
  const own = readable.find((part): part is ApertureSetting => part.$type === 'ApertureSetting');
  const aperture = own && group.aperture?.kind !== 'modulated' ? resolveAperture(context, own) : group.aperture;
  const turn = resolveTurn(context, node);
  const values = { ...group.shared, ...beamNumbers(context, readable) };
  if (group.shared.ssd !== undefined)
    report(
      context,
      'RT1037',
      headRange(node),
      `Arc ${node.name} turns about its isocentre, so the skin cannot lie at one distance from the source at every angle. Take "ssd" out of these beams, or write the arc in a group of its own.`,
    );
  const beam = beamOf(context, node, node.name, values, aperture, {
    ...group,
    hasAperture: group.hasAperture || parts.some((part) => part.$type === 'ApertureSetting'),
  });
  return beam && turn && { ...beam, gantryDeg: turned(turn.gantryDeg), arc: turn.arc };
}

function beamOf(
  context: Context,
  node: Arrange | Beam | Arc,
  name: string,
  values: Partial<Record<Property, number>>,
  aperture: PlanAperture | undefined,
  group: Group,
): PlanBeam | undefined {
  if (!aperture) {
    if (!group.hasAperture && !mayLackParts(node.$container) && !mayLackParts(node))
      report(
        context,
        'RT0014',
        headRange(node),
        'The beam has no aperture. Write "aperture = 10 cm x 10 cm" or "aperture = conformal to PTV margin 5 mm", here or for the whole group.',
      );
    return undefined;
  }
  return {
    name,
    gantryDeg: turned(values.gantry ?? 0),
    couchDeg: turned(values.couch ?? 0),
    collimatorDeg: turned(values.collimator ?? 0),
    aperture: aperture.kind === 'modulated' ? { ...aperture, at: rangeOf(node) } : aperture,
    weight: values.weight ?? 1,
    ...(values.mu === undefined ? {} : { muPerFraction: values.mu }),
    at: rangeOf(node),
  };
}

/** `std.NAME`, or the path of the user's machine file as written; a file is told by not beginning with `std.`. */
function resolveMachine(
  context: Context,
  node: Beams,
  parts: readonly BeamsPart[],
): Pick<BeamGroup, 'machine' | 'machineAt'> | undefined {
  const part = parts.find((candidate) => candidate.$type === 'Machine');
  if (!part) {
    if (!mayLackParts(node))
      report(context, 'RT0014', headRange(node), 'Say which machine gives these beams: "machine = std.linac6MV".');
    return undefined;
  }
  if (isBroken(part)) return undefined;
  if (part.file !== undefined) {
    if (!part.file.trim()) return report(context, 'RT0014', rangeOf(part, 'file'), 'Write the path of a machine file.');
    return { machine: part.file.replace(/^std\./, './std.'), machineAt: rangeOf(part, 'file') };
  }
  const machine = part.machine && resolveReference(context, part.machine, ['machine']);
  return machine && { machine: `std.${machine.name.replace(/^std\./, '')}`, machineAt: rangeOf(part, 'machine') };
}

function resolveIsocentre(
  context: Context,
  node: Beams,
  parts: readonly BeamsPart[],
  group: string | undefined,
): BeamGroup['isocentre'] | undefined {
  const part = parts.find((candidate): candidate is Isocentre => candidate.$type === 'Isocentre');
  if (!part) {
    if (group !== undefined) return { kind: 'centroid', region: group, at: headRange(node) };
    if (!mayLackParts(node))
      report(
        context,
        'RT0014',
        headRange(node),
        'Say where the isocentre is: "isocentre = centroid of PTV" or "isocentre = point (0, 0, 0) mm".',
      );
    return undefined;
  }
  if (isBroken(part)) return undefined;
  if (part.point) {
    const point = pointMm(context, part.point);
    return point && { kind: 'point', pointMm: point, at: rangeOf(part) };
  }
  const region = resolveName(context, part, 'region', part.region, ['region']);
  if (region?.node?.$type === 'Organ')
    report(
      context,
      'RT5008',
      rangeOf(part, 'region'),
      `The isocentre is the centroid of ${region.name}, which is an organ and not a target.`,
      related(region),
    );
  return region && { kind: 'centroid', region: region.name, at: rangeOf(part) };
}

/** An opening for the optimiser to shape: over all that is prescribed, and its penumbra. */
function modulated(
  { prescribedTo = new Set() }: Pick<Prescribed, 'prescribedTo'>,
  marginMm: number,
  at: PlanAperture['at'],
): PlanAperture | undefined {
  const regions = [...prescribedTo];
  return regions.length > 0 ? { kind: 'modulated', regions, marginMm, at } : undefined;
}

function resolveAperture(context: Context, setting: ApertureSetting): PlanAperture | undefined {
  const node: Aperture | undefined = setting.aperture;
  if (!node) return undefined;
  const at = rangeOf(setting);
  switch (node.$type) {
    case 'Conformal': {
      const region = resolveName(context, node, 'region', node.region, ['region']);
      const marginMm = node.margin
        ? valueOf(context, node.margin, { what: 'the margin of the aperture', kind: 'length', min: -50, max: 100 })
        : 0;
      return region && marginMm !== undefined ? { kind: 'conformal', region: region.name, marginMm, at } : undefined;
    }
    case 'Rectangle': {
      const sides = extentMm(context, node.extent, 2, 'the aperture');
      return (
        sides && {
          kind: 'rectangle',
          x1Mm: -sides[0] / 2,
          x2Mm: sides[0] / 2,
          y1Mm: -sides[1] / 2,
          y2Mm: sides[1] / 2,
          at,
        }
      );
    }
    case 'Leaves': {
      const leaves = leafEnds(context, node.leaves);
      return leaves && { kind: 'leaves', ...leaves, at };
    }
    case 'Jaws': {
      const names = ['x1', 'x2', 'y1', 'y2'];
      checkArguments(context, node, names, names);
      const [x1, x2, y1, y2] = names.map((name) =>
        valueOf(context, node.arguments.find((argument) => argument.name === name)?.value, {
          what: `jaw ${name}`,
          kind: 'length',
          min: -400,
          max: 400,
        }),
      );
      if (x1 === undefined || x2 === undefined || y1 === undefined || y2 === undefined) return undefined;
      if (x2 <= x1 || y2 <= y1)
        return report(
          context,
          'RT2008',
          rangeOf(node),
          `The jaws are closed: x2 (${x2} mm) has to be above x1 (${x1} mm), and y2 (${y2} mm) above y1 (${y1} mm).`,
        );
      const jaws = { x1Mm: x1, x2Mm: x2, y1Mm: y1, y2Mm: y2 };
      if (!node.leaves) return { kind: 'rectangle', ...jaws, at };
      const leaves = leafEnds(context, node.leaves);
      return leaves && { kind: 'leaves', ...leaves, jaws, at };
    }
  }
}

function leafEnds(
  context: Context,
  node: LeafEnds | undefined,
): Pick<Extract<PlanAperture, { kind: 'leaves' }>, 'firstPair' | 'ends'> | undefined {
  if (!node) return undefined;
  if (!Number.isInteger(node.first) || node.first < 1) {
    const message = `Pairs of leaves are counted from 1, the one with the lowest y; ${node.first} is none.`;
    return report(context, 'RT2008', rangeOf(node, 'first'), message);
  }
  const ends = node.ends.map((point) => {
    const values = lengthsMm(context, point, 2, 'A pair of leaves has two ends, left and right (IEC x)');
    if (!values) return undefined;
    const [leftMm, rightMm] = values;
    if (leftMm <= rightMm) return { leftMm, rightMm };
    const message = `The leaves overlap: the right end (${rightMm} mm) has to be at or above the left one (${leftMm} mm).`;
    return report(context, 'RT2008', rangeOf(point), message);
  });
  return ends.includes(undefined)
    ? undefined
    : { firstPair: node.first, ends: ends as { leftMm: number; rightMm: number }[] };
}

function checkPrescribed(context: Context, node: Beams, region: string, { prescriptions, unread }: Prescribed): void {
  if (unread.has(region) || prescriptions.some((p: Prescription) => p.region === region)) return;
  const names = prescriptions.map((p) => p.region);
  report(
    context,
    'RT1014',
    rangeOf(node, 'region'),
    `These beams are scaled to the prescription of ${region}, and the schedule prescribes no dose to it.${names.length > 0 ? ` It prescribes to ${listed(names, 'and')}.` : ''}`,
  );
}

function checkNames(context: Context, beams: readonly (PlanBeam | undefined)[], taken: Map<string, PlanBeam>): void {
  for (const beam of beams) {
    if (!beam) continue;
    const first = taken.get(beam.name);
    if (first)
      report(context, 'RT1002', beam.at, `A beam is already called "${beam.name}". Give each beam a name of its own.`, {
        related: [{ message: 'the first one', range: first.at }],
      });
    else taken.set(beam.name, beam);
  }
}

/** 0 up to 360, so that -90 deg and 270 deg are one angle. */
function turned(degrees: number): number {
  const angle = ((degrees % 360) + 360) % 360;
  return Number(angle.toFixed(9));
}
