import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as ProtocolDiagnostic } from 'vscode-languageserver';
import type { Diagnostic, Severity } from '../plan/diagnostic.ts';
import { rangeOf } from './locations.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding in the protocol's form. `uriOf` names the files of related places; places in no file are told in the message. */
export function protocolDiagnostic(
  diagnostic: Diagnostic,
  uriOf: (file: string) => string | undefined,
): ProtocolDiagnostic {
  const { code, severity, message, range, related = [] } = diagnostic;
  return {
    range: rangeOf(range),
    severity: severities[severity],
    code,
    source: 'dosewright',
    message,
    ...(severity === 'hint' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length > 0
      ? {
          relatedInformation: related.flatMap((place) => {
            const uri = uriOf(place.range.file);
            return uri ? [{ location: { uri, range: rangeOf(place.range) }, message: place.message }] : [];
          }),
        }
      : {}),
  };
}
