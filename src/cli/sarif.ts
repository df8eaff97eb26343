import type { Log, ReportingConfiguration, ReportingDescriptor, Result } from 'sarif';
import path from 'node:path';
import { version } from '../engine/version.ts';
import type { Diagnostic, Severity } from '../plan/diagnostic.ts';
import { catalogue, type DiagnosticCode } from '../plan/diagnostics/catalogue.ts';
import type { Sifted } from '../plan/suppression.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { displayPath } from './print-diagnostics.ts';

/** Diagnostics as SARIF 2.1.0 (OASIS 2020), for code scanning of plan repositories: every code that occurs as a rule with its explanation, what a plan allows as suppressed in its source. */
export function sarifText({ diagnostics, suppressed }: Sifted): string {
  const all = [...diagnostics, ...suppressed.map(({ finding }) => finding)];
  const codes = [...new Set(all.map(({ code }) => code))].sort();
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'Dosewright', semanticVersion: version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...diagnostics.map((found) => resultOf(found, codes.indexOf(found.code))),
          ...suppressed.map(({ finding, reason, at }) => ({
            ...resultOf(finding, codes.indexOf(finding.code)),
            suppressions: [
              { kind: 'inSource', justification: reason, location: { physicalLocation: placeOf(at) } } as const,
            ],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(code: string): ReportingDescriptor {
  const { title, explanation, severity } = catalogue[code as DiagnosticCode];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf({ code, severity, message, range, related }: Diagnostic, ruleIndex: number): Result {
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: placeOf(range) }],
    ...(related
      ? {
          relatedLocations: related.map((other, id) => ({
            id,
            message: { text: other.message },
            physicalLocation: placeOf(other.range),
          })),
        }
      : {}),
  };
}

/** Lines and columns from 1; the end is exclusive. Paths go from the folder that the command ran in, as far as a file lies in it. */
function placeOf({ file, start, end }: SourceRange) {
  const shown = displayPath(file);
  const uri = encodeURI(shown.split(path.sep).join('/'));
  return {
    artifactLocation: path.isAbsolute(shown) ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' },
    region: {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    },
  };
}

const levels: Readonly<Record<Severity, NonNullable<ReportingConfiguration['level']>>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};
