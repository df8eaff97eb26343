import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { decodeText } from '../engine/plan-text.ts';
import { looksLikeDicom, parseDataset, parseWholeDataset, textOf } from '../patient/files/dicom-dataset.ts';
import { readDicomHeader } from '../patient/files/dicom-file.ts';
import { identifyingAttributes, identityWords } from '../patient/files/dicom-identity.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { filesUnder } from './files-under.ts';
import { diagnosticLines, displayPath } from './print-diagnostics.ts';
import { textIdentifiers } from './text-identifiers.ts';

/**
 * `dosewright identifiers PATH... | --staged`: what tells who a patient is, in plan texts and DICOM files. Says where, and never what. Exit 1 where something is
 * found, 3 where a file could not be read.
 */
export async function identifiers(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { staged: { type: 'boolean', default: false } },
  });
  if (values.staged === positionals.length > 0)
    throw new UsageError('identifiers expects files or folders, or --staged for what git is about to commit');
  const files = values.staged ? stagedFiles() : filesAt(positionals);
  const unread: string[] = [];
  const texts: { readonly file: string; readonly text: string }[] = [];
  const found: Diagnostic[] = [];
  for (const { file, read } of files) {
    let bytes: Uint8Array;
    try {
      bytes = read();
    } catch (error) {
      unread.push(
        `${displayPath(file)}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'git'}). Check it by hand.`,
      );
      continue;
    }
    if (looksLikeDicom(bytes)) found.push(...inDicom(file, bytes));
    else if (isText(file)) {
      const decoded = decodeText(bytes);
      if ('text' in decoded) texts.push({ file, text: decoded.text });
      else unread.push(`${displayPath(file)}: ${decoded.refused}`);
    }
  }
  const known = await identitiesBeside(texts);
  found.push(...texts.flatMap(({ file, text }) => inText(file, text, known)));

  process.stdout.write(diagnosticLines(found));
  for (const line of unread) process.stderr.write(`${line}\n`);
  if (found.length > 0)
    process.stderr.write(
      `${found.length === 1 ? 'One place tells' : `${found.length} places tell`} who a patient is. Where one does not, end its line with a comment: // identifiers ok: REASON\n`,
    );
  return found.length > 0 ? exitCode.failed : unread.length > 0 ? exitCode.unreadable : exitCode.fine;
}

/** A file that may hold identifiers; its bytes are those that would be committed. */
interface Candidate {
  /** Absolute path. */
  readonly file: string;
  read(): Uint8Array;
}

function stagedFiles(): Candidate[] {
  const git = (args: readonly string[]): Buffer =>
    execFileSync('git', args, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] });
  let root: string;
  try {
    root = git(['rev-parse', '--show-toplevel']).toString().trimEnd();
  } catch {
    throw new UsageError('--staged expects a git repository, and git on the path');
  }
  const names = git(['-C', root, 'diff', '--cached', '--name-only', '-z', '--diff-filter=ACMRT']);
  return names
    .toString()
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => ({ file: path.join(root, name), read: () => git(['-C', root, 'show', `:${name}`]) }));
}

function filesAt(names: readonly string[]): Candidate[] {
  return names.flatMap((name) => {
    const stat = fs.statSync(name, { throwIfNoEntry: false });
    const files = stat?.isDirectory() ? filesUnder(name, (entry) => entry.isFile()) : [name];
    return files.map((file) => ({ file: path.resolve(file), read: () => fs.readFileSync(file) }));
  });
}

function isText(file: string): boolean {
  return /\.(rtplan|md|txt|csv|rtevidence\.json)$/i.test(file);
}

function inDicom(file: string, bytes: Uint8Array): Diagnostic[] {
  const dataset = parseDataset(bytes) ?? parseWholeDataset(bytes);
  const start = { line: 0, character: 0 };
  const say = (message: string): Diagnostic[] => [diagnostic('RT1011', { file, start, end: start }, message)];
  if (!dataset)
    return say(
      'This begins as a DICOM file and cannot be read to its end, so that nobody knows what it holds. Leave it out.',
    );
  const attributes = identifyingAttributes(dataset);
  if (attributes.length === 0) return [];
  return say(
    `This DICOM file holds ${inWords(attributes)}. Leave it out of the repository, or remove the identity first (PS3.15, Annex E).`,
  );
}

function inText(file: string, text: string, known: ReadonlySet<string>): Diagnostic[] {
  const isPlan = file.endsWith('.rtplan');
  return textIdentifiers(text, { isPlan, known }).map(({ what, from, to }) => {
    const range = { file, start: placeIn(text, from), end: placeIn(text, to) };
    const instead = isPlan ? ' A plan holds a pseudonym, an age and days of the course.' : '';
    return diagnostic('RT1011', range, `This looks like ${what}.${instead} Remove it.`);
  });
}

/** What the headers say of the patients whose DICOM files the plans name: these words are identifiers wherever they stand. */
async function identitiesBeside(
  texts: readonly { readonly file: string; readonly text: string }[],
): Promise<Set<string>> {
  const paths = new Set(
    texts
      .filter(({ file }) => file.endsWith('.rtplan'))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/\bdicom\s+"([^"\n]+)"/g)].map(([, named]) => path.resolve(path.dirname(file), named)),
      ),
  );
  const words = new Set<string>();
  for (const named of paths) {
    const stat = fs.statSync(named, { throwIfNoEntry: false });
    const files = stat?.isDirectory() ? filesUnder(named, (entry) => entry.isFile()) : stat ? [named] : [];
    for (const file of files) {
      const header = await readDicomHeader(file);
      if (!('file' in header)) continue;
      const { dataset } = header.file;
      // The words of a file whose identity has been removed are a pseudonym.
      if (textOf(dataset, 'x00120062')?.toUpperCase() === 'YES') continue;
      for (const word of identityWords(dataset)) words.add(word);
      // All slices of a series are of one patient.
      break;
    }
  }
  return words;
}

function placeIn(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - (before.lastIndexOf('\n') + 1) };
}

function inWords(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
