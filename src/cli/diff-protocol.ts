import type { Follows } from '../plan/plan.ts';
import { exitCode, exitCodeOf } from './exit-codes.ts';
import { diagnosticLines, diagnosticsJson, displayPath } from './print-diagnostics.ts';
import { readPlan } from '../engine/read-plan.ts';
import { table } from './table.ts';

/** `dosewright diff PLAN --against protocol [--json]`: the group of the plan's patient, and what the plan inherits, overrides and adds. */
export function diffProtocol(name: string, { json }: { readonly json: boolean }): number {
  const read = readPlan(name);
  if ('unreadable' in read) {
    process.stderr.write(`${read.unreadable}\n`);
    return exitCode.unreadable;
  }
  const { plan, diagnostics } = read;
  process.stderr.write(diagnosticLines(diagnostics));
  if (!plan?.follows) {
    const code = exitCodeOf(diagnostics);
    if (code !== exitCode.fine) return code;
    process.stderr.write(
      `${name}: ${plan ? 'follows no group of a protocol: there is nothing to compare with' : 'holds no plan'}. A plan follows one by its title line: plan "…" follows NAME.\n`,
    );
    return exitCode.failed;
  }
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...asJson(plan.follows), diagnostics: diagnosticsJson(read) }, null, 2)}\n`
      : report(plan.follows),
  );
  return exitCodeOf(diagnostics);
}

function report(follows: Follows): string {
  const { protocol, group, because, citations, cautions, others, items } = follows;
  const head = [
    `${protocol}, group ${group}${because.length > 0 ? `, because ${because.join(', ')}` : ''}`,
    ...citations.map((citation) => `Evidence: ${citation}`),
    ...cautions.map((caution) => `Caution: ${caution}`),
    ...(others.length > 0 ? [`Others that fit: ${others.join(', ')}`] : []),
  ];
  const rows = items.map(({ item, status, plan, protocol: theirs, looser }) => [
    status + (looser ? ', looser' : ''),
    item,
    theirs ?? '',
    plan ?? '',
  ]);
  return `${head.join('\n')}\n\n${table(['', 'item', 'protocol', 'plan'], rows, new Set())}`;
}

function asJson({ at, items, ...follows }: Follows): Record<string, unknown> {
  return {
    schema: 'dosewright-diff/1',
    ...follows,
    ...place(at),
    items: items.map(({ at: itemAt, ...item }) => ({ ...item, ...place(itemAt) })),
  };
}

function place({ file, start }: Follows['at']): { file: string; line: number } {
  return { file: displayPath(file), line: start.line + 1 };
}
