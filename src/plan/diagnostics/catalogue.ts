import type { CatalogueEntry, Diagnostic, Fix } from '../diagnostic.ts';
import type { SourceRange } from '../source-range.ts';
import { geometryDiagnostics } from './geometry.ts';
import { inputsDiagnostics } from './inputs.ts';
import { namesDiagnostics } from './names.ts';
import { plausibilityDiagnostics } from './plausibility.ts';
import { protocolsDiagnostics } from './protocols.ts';
import { quantitiesDiagnostics } from './quantities.ts';
import { resultsDiagnostics } from './results.ts';
import { syntaxDiagnostics } from './syntax.ts';

/** Every diagnostic code of the product, by tier: RT0 syntax, RT1 names, RT2 quantities, RT3 inputs, RT4 geometry, RT5 plausibility, RT6 results. */
export const catalogue = {
  ...syntaxDiagnostics,
  ...namesDiagnostics,
  ...protocolsDiagnostics,
  ...quantitiesDiagnostics,
  ...inputsDiagnostics,
  ...geometryDiagnostics,
  ...plausibilityDiagnostics,
  ...resultsDiagnostics,
} as const;

export type DiagnosticCode = keyof typeof catalogue;

/** A diagnostic with the severity that the catalogue gives its code. */
export function diagnostic(
  code: DiagnosticCode,
  range: SourceRange,
  message: string,
  extra: { related?: Diagnostic['related']; fixes?: readonly Fix[] } = {},
): Diagnostic {
  const entry: CatalogueEntry = catalogue[code];
  return { code, severity: entry.severity, message, range, ...extra };
}
