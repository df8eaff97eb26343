import type { Plan, RegionExpression } from '../plan/plan.ts';

/** Every structure of the patient's structure set that the plan uses by name. */
export function structureNamesOf(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  const { body, couch, bolus, overrides } = plan.patient;
  const visit = (expression: RegionExpression): void => {
    switch (expression.kind) {
      case 'structure':
        names.add(expression.name);
        break;
      case 'union':
      case 'intersection':
      case 'difference':
        expression.of.forEach(visit);
        break;
      case 'margin':
        visit(expression.of);
        break;
      case 'within':
        visit(expression.of);
        visit(expression.from);
        break;
      case 'relativeThreshold':
        visit(expression.in);
        break;
      case 'region':
      case 'threshold':
        break;
    }
  };
  [
    body,
    couch?.region,
    ...bolus.map((b) => b.region),
    ...overrides.map((o) => o.region),
    ...plan.regions.map((r) => r.expression),
  ].forEach((expression) => expression && visit(expression));
  return names;
}
