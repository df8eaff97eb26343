import { parseArgs } from 'node:util';
import { standardEvidence, type EvidenceBase } from '../evidence/base.ts';
import { type EvidenceFile, withFiles } from '../evidence/evidence-file.ts';
import { type Finding, findingText } from '../evidence/finding.ts';
import { lintEvidence } from '../evidence/lint.ts';
import { type CheckedFile, checkEvidenceFile } from '../evidence/lint-file.ts';
import { searchEvidence } from '../evidence/search.ts';
import { hitJson, hitsTable } from './evidence-rows.ts';
import { organReport, organReportJson } from './evidence-organ.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { readText } from '../engine/read-plan.ts';

/** `dosewright evidence search|show|lint`: the evidence base offline, with `--evidence FILE` a user's own files over it. */
export async function evidence(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const command = { search, show, lint }[name];
  if (!command) throw new UsageError('evidence expects search, show or lint');
  return Promise.resolve(command(rest));
}

function search(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      organ: { type: 'string' },
      limit: { type: 'string' },
      evidence: { type: 'string', multiple: true },
    },
  });
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new UsageError('--limit expects a whole number above zero');
  if (positionals.length === 0 && values.organ === undefined)
    throw new UsageError('evidence search expects words to look for: evidence search parotid mean');
  const base = baseWith(values.evidence);
  if (typeof base === 'number') return base;
  const hits = searchEvidence(base, positionals.join(' '), { organ: values.organ, limit });
  if (values.json)
    process.stdout.write(
      `${JSON.stringify(
        hits.map((hit) => hitJson(hit, base)),
        null,
        2,
      )}\n`,
    );
  else if (hits.length === 0) process.stderr.write('Nothing in the evidence base is about that.\n');
  else process.stdout.write(hitsTable(hits, base));
  return hits.length === 0 ? exitCode.failed : exitCode.fine;
}

function show(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, evidence: { type: 'string', multiple: true } },
  });
  if (positionals.length === 0) throw new UsageError('evidence show expects an organ: evidence show spinal cord');
  const base = baseWith(values.evidence);
  if (typeof base === 'number') return base;
  const organ = positionals.join(' ');
  const report = values.json ? organReportJson(organ, base) : organReport(organ, base);
  if (report === undefined) {
    process.stderr.write(`"${organ}" is no organ of the evidence base. Try: dosewright evidence search ${organ}\n`);
    return exitCode.failed;
  }
  process.stdout.write(typeof report === 'string' ? report : `${JSON.stringify(report, null, 2)}\n`);
  return exitCode.fine;
}

/** Errors end with 1; rows of low confidence or not compared with their source are information. */
function lint(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, quiet: { type: 'boolean', default: false } },
  });
  const found: { file?: string; findings: Finding[] }[] = [];
  let code: number = exitCode.fine;
  if (positionals.length === 0) found.push({ findings: lintEvidence(standardEvidence()) });
  for (const name of positionals) {
    const read = readFile(name);
    if (typeof read === 'number') {
      code = Math.max(code, read);
      continue;
    }
    found.push({ file: name, findings: [...read.findings] });
  }
  const all = found.flatMap(({ file, findings }) =>
    findings.map((finding) => ({ ...(file ? { file } : {}), ...finding })),
  );
  const count = (severity: Finding['severity']): number => all.filter((one) => one.severity === severity).length;
  if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else {
    for (const one of all)
      if (!values.quiet || one.severity !== 'information')
        process.stdout.write(`${one.file ? `${one.file}: ` : ''}${findingText(one)}\n`);
    process.stdout.write(
      `${count('error')} errors, ${count('warning')} warnings, ${count('information')} informations\n`,
    );
  }
  return count('error') > 0 ? Math.max(code, exitCode.failed) : code;
}

function baseWith(names: readonly string[] = []): EvidenceBase | number {
  const files: EvidenceFile[] = [];
  for (const name of names) {
    const read = readFile(name);
    if (typeof read === 'number') return read;
    if (!read.file) {
      for (const finding of read.findings)
        if (finding.severity === 'error') process.stderr.write(`${name}: ${findingText(finding)}\n`);
      return exitCode.unreadable;
    }
    files.push(read.file);
  }
  return withFiles(standardEvidence(), files);
}

function readFile(name: string): CheckedFile | number {
  const read = readText(name);
  if ('text' in read) return checkEvidenceFile(read.text);
  process.stderr.write(`${name}: ${read.refused}\n`);
  return exitCode.unreadable;
}
