import { type AstNode, AstUtils } from 'langium';
import { didYouMean } from '../plan/did-you-mean.ts';
import { catalogue, type DiagnosticCode } from '../plan/diagnostics/catalogue.ts';
import { type Allow } from '../plan/suppression.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { type Context, replace, report } from './context.ts';
import { type Allow as AllowNode, isAllow } from './generated/ast.ts';
import { isBroken, rangeBetween, rangeOf, type Source, sourceOf, spanOf } from './source.ts';

/** What a text allows, the innermost first; what is wrong with an `allow` is reported, and it then allows nothing. */
export function readAllows(context: Context, source: Source): Allow[] {
  return allowsIn(source)
    .map((node) => ({ node, depth: depthOf(node) }))
    .sort((a, b) => b.depth - a.depth)
    .flatMap(({ node }) => {
      const isSound = checkCode(context, node) && checkReason(context, node);
      return isSound ? [{ code: node.code, reason: node.reason.trim(), covers: coveredBy(node), at: rangeOf(node), removes: lineOf(node) }] : []; // prettier-ignore
    });
}

/** Codes that can be allowed: an error says that no dose can be right. */
export const allowableCodes: readonly DiagnosticCode[] = (Object.keys(catalogue) as DiagnosticCode[])
  .filter((code) => canBeAllowed(code))
  .sort();

/** The `allow` that covers nothing has to go: it cannot be hidden by another. */
function canBeAllowed(code: DiagnosticCode): boolean {
  return catalogue[code].severity !== 'error' && code !== 'RT1052';
}

/** What stands in the block of an `allow`, its head included; at the top level, the file. */
export function coveredBy(node: AllowNode): SourceRange {
  return coveredByBlock(node.$container, sourceOf(node));
}

export function coveredByBlock(block: AstNode, source: Source): SourceRange {
  return block.$type === 'PlanFile' ? rangeBetween(source, 0, source.text.length) : rangeOf(block);
}

function allowsIn(source: Source): AllowNode[] {
  // Most texts allow nothing, and the syntax tree of a long one is large.
  return source.pieces
    .filter(({ text }) => /\ballow\b/.test(text))
    .flatMap(({ tree }) => AstUtils.streamAllContents(tree).filter(isAllow).toArray());
}

function depthOf(node: AstNode): number {
  let depth = 0;
  for (let at = node.$container; at; at = at.$container) depth++;
  return depth;
}

function checkCode(context: Context, node: AllowNode): boolean {
  const { code } = node;
  if (!code) return false;
  const range = rangeOf(node, 'code');
  if (!Object.hasOwn(catalogue, code)) {
    const covers = coveredBy(node);
    const here = context.diagnostics.filter((found) => isWithin(found.range, covers)).map((found) => found.code);
    const near = didYouMean(code, new Set([...here.filter((one) => allowableCodes.includes(one as DiagnosticCode)), ...allowableCodes])); // prettier-ignore
    report(
      context,
      'RT1050',
      range,
      `No finding has the code "${code}"${near ? `: ${near} (${catalogue[near as DiagnosticCode].title})?` : '. Codes are such as RT4126: the editor and "dosewright check" show them.'}`,
      near ? { fixes: [replace(`Write ${near}`, range, near)] } : undefined,
    );
    return false;
  }
  if (canBeAllowed(code as DiagnosticCode)) return true;
  const { title } = catalogue[code as DiagnosticCode];
  report(
    context,
    'RT1051',
    range,
    code === 'RT1052'
      ? `That an "allow" covers nothing cannot be allowed: remove that "allow" instead.`
      : `${code} (${title}) is an error and cannot be allowed: no dose can be right while it stands. Mend what it speaks of, and remove this "allow".`,
    { fixes: [replace('Remove this allow', lineOf(node), '')] },
  );
  return false;
}

const fewestWords = 3;

function checkReason(context: Context, node: AllowNode): boolean {
  // Without one the parser has said so.
  if (isBroken(node) || node.reason === undefined) return false;
  const words = node.reason.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word));
  if (words.length >= fewestWords) return true;
  report(
    context,
    'RT0020',
    rangeOf(node, 'reason'),
    `${words.length === 0 ? 'The reason is missing' : `"${node.reason.trim()}" is too short for a reason`}: write in a few words why ${node.code} is accepted here. The report lists it.`,
  );
  return false;
}

/** The statement, with its line where it has one for itself. */
function lineOf(node: AllowNode): SourceRange {
  const source = sourceOf(node);
  const { text } = source;
  const { start, end } = spanOf(node);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const isAlone = lineEnd >= 0 && text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  return isAlone ? rangeBetween(source, lineStart, lineEnd + 1) : rangeBetween(source, start, end);
}

function isWithin({ file, start }: SourceRange, { file: of, start: from, end: to }: SourceRange): boolean {
  return file === of && start.line >= from.line && start.line <= to.line;
}
