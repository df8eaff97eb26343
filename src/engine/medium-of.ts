import { densityCurves } from '../evidence/density-curves.ts';
import { materialTable } from '../evidence/materials.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { planningImageOf } from '../plan/planning-image.ts';
import { mediumFor, type MediumOverride } from '../patient/density.ts';
import { curveFor, defaultCurveWarning } from '../patient/density-curve.ts';
import type { Grid, Region } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import { phantomOverrides } from '../patient/phantom.ts';
import type { BuiltRegions } from '../patient/regions.ts';
import type { LoadedPatient } from './load-patient.ts';

/** The medium of the plan's patient on the dose grid; absent where a diagnostic is an error. */
export function mediumOf(
  plan: Plan,
  patient: LoadedPatient,
  built: BuiltRegions & { readonly body: Region },
  grid: Grid,
): { medium?: Medium; diagnostics: readonly Diagnostic[] } {
  const written = plan.patient;
  const { curve, diagnostics: curveFindings } = curveFor(written.density, densityCurves);
  if (!curve) return { diagnostics: curveFindings };
  const warning = defaultCurveWarning(written);
  const planningImage = planningImageOf(written);
  const isPhantom = planningImage?.source.kind === 'phantom';

  const { medium, diagnostics } = mediumFor({
    image: patient.planning,
    grid,
    curve,
    materials: materialTable,
    body: built.body,
    couch: written.couch && built.couch && { ...written.couch, region: built.couch },
    bolus: written.bolus.map((bolus, n) => ({ ...bolus, region: built.bolus[n] })),
    overrides: [
      ...(isPhantom && written.phantom ? phantomOverrides(written.phantom) : []),
      ...written.overrides.flatMap((override, n): MediumOverride[] => {
        const region = built.overrides[n];
        return region ? [{ ...override, region }] : [];
      }),
    ],
    at: planningImage?.at ?? written.at,
  });
  return { medium, diagnostics: [...(warning ? [warning] : []), ...diagnostics] };
}
