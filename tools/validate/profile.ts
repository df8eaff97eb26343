import { fallsTo, largest } from './curves.ts';
import { atMost } from './finding.ts';
import type { Finding } from './finding.ts';

/** A profile from the axis outwards and its reference over the same bins. */
export interface Profile {
  readonly depthMm: number;
  readonly xMm: readonly number[];
  readonly engine: readonly number[];
  readonly reference: readonly number[];
  /** Of the reference on the axis of its field. */
  readonly maximum: number;
  /** Where the field's border is at this depth. */
  readonly borderMm: number;
}

/** In the field: within 80 % of its width. Out of it: from 1 cm beyond its border. */
export function profileFindings(profile: Profile, about: Pick<Finding, 'topic' | 'case' | 'reference'>): Finding[] {
  const { xMm, engine, reference, maximum, borderMm } = profile;
  const bins = xMm.map((_, bin) => bin);
  const inField = bins.filter((bin) => xMm[bin] <= 0.8 * borderMm);
  const outside = bins.filter((bin) => xMm[bin] >= borderMm + 10);
  const local = (bin: number) => (100 * Math.abs(engine[bin] - reference[bin])) / reference[bin];
  const ofMaximum = (bin: number) => (100 * Math.abs(engine[bin] - reference[bin])) / maximum;
  const penumbra = [engine, reference].map((curve) => {
    const level = (share: number) => fallsTo(xMm, curve, share * curve[0]);
    return { edgeMm: level(0.5), widthMm: level(0.2) - level(0.8) };
  });
  const between = (what: 'edgeMm' | 'widthMm') => Math.abs(penumbra[0][what] - penumbra[1][what]);
  return [
    {
      ...about,
      quantity: 'profile in the field, largest difference',
      required: atMost(largest(inField.map(local)), 2, '% local'),
      aim: atMost(largest(inField.map(local)), 1, '% local'),
    },
    {
      ...about,
      quantity: 'penumbra, position of the edge',
      required: atMost(between('edgeMm'), 1, 'mm'),
      aim: atMost(between('edgeMm'), 0.5, 'mm'),
    },
    {
      ...about,
      quantity: 'penumbra, width from 80 to 20 %',
      required: atMost(between('widthMm'), 1, 'mm'),
      aim: atMost(between('widthMm'), 0.5, 'mm'),
    },
    {
      ...about,
      quantity: 'out of the field, largest difference',
      required: atMost(largest(outside.map(ofMaximum)), 1, '% of Dmax'),
      aim: atMost(largest(outside.map(ofMaximum)), 0.7, '% of Dmax'),
    },
    {
      ...about,
      quantity: 'out of the field, largest difference, local',
      required: atMost(largest(outside.map(local)), 40, '% local'),
    },
  ];
}
