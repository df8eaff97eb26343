import type { Plan } from '../../plan/plan.ts';
import type { SourceRange } from '../../plan/source-range.ts';

/**
 * A plan without its places in the text: each is put by the name of the item it belongs to, which stays where it is when lines move. Steps work on
 * such a plan, so that what they find can be kept, and shown at the place that the item has in the text of today. Places in other files than the
 * plan's, as of a machine, are themselves everywhere.
 */
export interface PlacelessPlan {
  readonly plan: Plan;
  /** Findings about the placeless plan, or parts of it, with the places of the text. */
  placed<T>(data: T): T;
}

export function withoutPlaces(plan: Plan): PlacelessPlan {
  const places = new Map<string, SourceRange>();
  const placeless = strip(plan, `${named}plan`, places) as Plan;
  return { plan: placeless, placed: <T>(data: T) => restore(data, places) as T };
}

function restore(value: unknown, places: ReadonlyMap<string, SourceRange>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isPlace(value)) {
    const place = value.file.startsWith(named) ? places.get(value.file) : value;
    if (!place) throw new Error(`a finding stands at "${value.file}", which the plan does not hold`);
    return place;
  }
  if (Array.isArray(value)) return value.map((item) => restore(item, places));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restore(item, places)]));
}

/** Begins the name that stands for a place. No file's path does. */
const named = 'placeless:';
const nowhere = { line: 0, character: 0 };

function strip(value: unknown, path: string, places: Map<string, SourceRange>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const names = namesOf(value);
    return value.map((item, index) => strip(item, `${path}/${names?.[index] ?? index}`, places));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key === 'at' ? path : `${path}/${key}`;
      if (!isPlace(item)) return [key, strip(item, name, places)];
      places.set(name, item);
      return [key, { file: name, start: nowhere, end: nowhere } satisfies SourceRange];
    }),
  );
}

/** What the items of a list are called, where all have a name and no two the same: an item keeps its name when others come before it. */
function namesOf(items: readonly unknown[]): string[] | undefined {
  const names = items.flatMap((item) =>
    typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string'
      ? // No name can be taken for a path.
        [JSON.stringify(item.name)]
      : [],
  );
  return names.length === items.length && new Set(names).size === names.length ? names : undefined;
}

function isPlace(value: unknown): value is SourceRange {
  return typeof value === 'object' && value !== null && 'file' in value && 'start' in value && 'end' in value;
}
