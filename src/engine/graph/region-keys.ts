import type { Plan, RegionExpression } from '../../plan/plan.ts';
import { planningFirst } from '../../plan/planning-image.ts';
import type { LoadedPatient } from '../load-patient.ts';
import { type StepKey, stepKey } from './graph.ts';

/**
 * Keys of what `buildRegions` makes, by its names for them: each is made of the item as the plan has it, and of the keys of what the item refers to. So
 * a margin that is changed costs its region and those made from it.
 */
export function regionKeys(plan: Plan, patient: LoadedPatient): (what: string) => StepKey {
  const { planning, hashes } = patient;
  const written = plan.patient;
  const known = new Map<string, StepKey>();

  const keyOf = (what: string): StepKey => {
    const made = known.get(what);
    if (made) return made;
    // Set first: a region that refers to itself, which the language refuses, must not recurse for ever.
    known.set(what, stepKey('make', 'refers to itself'));
    const key = stepKey(`make ${what}`, planning.grid, ...inputsOf(what));
    known.set(what, key);
    return key;
  };

  function inputsOf(what: string): unknown[] {
    const [kind, ...rest] = what.split(' ');
    const name = rest.join(' ');
    switch (kind) {
      case 'body':
        return [of(written.body), written.couch && keyOf('couch')];
      case 'couch':
        return [written.couch && of(written.couch.region)];
      case 'bolus':
        return [of(written.bolus[Number(name) - 1].region)];
      case 'override':
        return [of(written.overrides[Number(name) - 1].region)];
      case 'region': {
        const region = plan.regions.find((candidate) => candidate.name === name);
        if (!region) return ['absent'];
        // Neither is part of where the region lies.
        const { expression, tissue: _, biology: __, ...own } = region;
        return [own, of(expression), own.parent && keyOf(`region ${own.parent}`)];
      }
      case 'image': {
        const image = planningFirst(written.images, written).find((candidate) => candidate.name === name);
        return [hashes.images.get(name), image, image?.ratioTo && keyOf(`region ${image.ratioTo.region}`)];
      }
      case 'placement':
        return [
          keyOf('body'),
          plan.regions.filter(({ role }) => role !== 'organ').map(({ name: target }) => keyOf(`region ${target}`)),
        ];
      default:
        throw new Error(`nothing is known of how "${what}" is made`);
    }
  }

  /** An expression, and the keys of all it refers to. */
  function of(expression: RegionExpression): unknown[] {
    return [expression, ...references(expression)];
  }

  function references(expression: RegionExpression): unknown[] {
    switch (expression.kind) {
      case 'structure':
        return [hashes.structures];
      case 'region':
        return [keyOf(`region ${expression.name}`)];
      case 'union':
      case 'intersection':
      case 'difference':
        return expression.of.flatMap(references);
      case 'margin':
        return references(expression.of);
      case 'within':
        return [...references(expression.of), ...references(expression.from)];
      case 'threshold':
        return [keyOf(`image ${expression.image}`)];
      case 'relativeThreshold':
        return [keyOf(`image ${expression.image}`), ...references(expression.in)];
    }
  }
  return keyOf;
}
