import { check } from './check.ts';
import { compare } from './compare.ts';
import { diff } from './diff.ts';
import { evidence } from './evidence.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { fmt } from './fmt.ts';
import { identifiers } from './identifiers.ts';
import { importPlan } from './import.ts';
import { influence } from './influence.ts';
import { machine } from './machine.ts';
import { model } from './model.ts';
import { render } from './render.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { test } from './test.ts';
import { version } from '../engine/version.ts';

const usage = `dosewright: treatment planning as code. Research use only – not for clinical use.

  dosewright run PLAN --out DIR     compute the dose; write result.json, dose.nrrd, dvh.csv and pictures
  dosewright check PLAN...          print diagnostics as file:line:col severity CODE message
  dosewright test PATH...           compute plans, in files or folders, with the baselines that their tests name; exit with 1
                                    where a must goal or a test fails; --junit FILE writes the results for a CI server
  dosewright import RTPLAN --out PLAN.rtplan
                                    write a plan that takes its beams from a DICOM RT plan
  dosewright compare A B            compare two doses, A the reference: gamma, differences, DVHs; a dose is an RT dose
                                    file, a folder of one plan's, a .nrrd, or a folder that run wrote
  dosewright compare PLAN [PLAN2]   compute a plan and its baselines, or two plans: outcome with intervals, goals, and
                                    differences of dose, rung by rung
  dosewright diff A B               what changed from plan to plan: text, findings, goals, outcome, histograms, dose; each a
                                    file or REVISION:file of git; --markdown for a pull request
  dosewright diff PLAN              the same since git HEAD, or --since REVISION
  dosewright diff PLAN --against protocol
                                    the group of the plan's patient, and what the plan inherits, overrides and adds
  dosewright report PLAN            compute a plan and its baselines; write one page that needs nothing else, PLAN.html or --out
                                    FILE.html: goals, outcome, pictures, tests, findings, sources of all numbers, hashes
  dosewright render PLAN --view axial,coronal,sagittal,dvh,beams,3d
                                    compute a plan; draw these views as PLAN-VIEW.png; --out DIR, --format svg|png,
                                    --size 1200x800, --theme light|dark; --slice: the axial slice in the 3D view
  dosewright influence PLAN --out DIR
                                    the dose-influence matrix of each beam that the plan's optimise block shapes, for
                                    solvers of your own; --grid 5mm, --least 0.1% (of a column's greatest value)
  dosewright fmt PLAN...            format in place; --check only says which files would change
  dosewright identifiers PATH... | --staged
                                    names, record numbers and birth dates in plan texts and DICOM files; --staged: in
                                    what git is about to commit, for a pre-commit hook
  dosewright machine check FILE|std.NAME
                                    depth doses, profiles, output factors of a machine; --out DIR writes a page with plots
  dosewright machine fit DATA --machine FILE|std.NAME --out FILE
                                    fit spectrum, source size and electrons to measured doses; write a new machine file
  dosewright model NAME --json '{…}'
                                    evaluate a model of radiobiology or plan evaluation; without arguments list them all;
                                    --file EXAMPLES.json evaluates [{id, model, inputs}] and prints [{id, output}]
  dosewright evidence search WORDS  published limits, tissues, complication models, thresholds, group rules: --organ NAME,
                                    --limit N; --evidence FILE puts files of your own over them (may come several times)
  dosewright evidence show ORGAN    all that is known of an organ, with the guidelines that disagree side by side
  dosewright evidence lint [FILE...]
                                    faults in the evidence base, or in evidence files of your own; --quiet leaves out
                                    what is only worth knowing
  dosewright schema result|plan|machine|compare|ladder|change|lock|evidence
                                    print the JSON schema of result.json, of a resolved plan, of a machine file, of a lock,
                                    of what compare --json prints, or of an evidence file

Options
  --ct FOLDER, --structures FILE, --machine NAME, --only BEAM, --patient PSEUDONYM, --force
                 import: where CT and structures are not beside the plan; the machine; some of the beams; write over
  --json         check: diagnostics as JSON (--sarif: as SARIF 2.1.0); run: the goals as JSON; compare, diff: all of it
  --tolerance 1%, --no-dose, --markdown, --exit-code
                 diff: what counts as the same; text and findings only; for a pull request; exit with 1 where it differs
  --dicom [16]   run: dose.dcm too, a DICOM RT dose of 32 bits (or 16), and the plan.dcm it refers to
  --maps         run: EQD2, OER, clonogens, survival and prescription voxel by voxel, map-NAME.nrrd
  --no-ladder    report: leave out baselines and tests
  --preview      run, render: a quick look on a coarse grid; every file it writes is named and marked as a preview
  --gamma 3%/2mm, --local, --threshold 10%, --normalise 50Gy, --pass 95%
                 compare: criterion (may come several times), dose criterion local, least dose that is judged, what
                 100 % is (default: the maximum of A), exit with 1 where fewer pass
  --plan PLAN, or --structures RTSTRUCT --ct FOLDER
                 compare: DVHs of both doses in these regions
  --lock         run: write PLAN.lock beside the plan: hashes of all that the dose depends on, and of the dose
  --locked       run: fail where anything differs from that lock (or from plan.lock in DIR); --out may be left out
  --no-cache     run, report, render, influence: neither take computed doses from disk nor keep them there
  --cache-size N run: how much may be kept there, in MB (default: 2000; DOSEWRIGHT_CACHE_MB)
  --threads N    run, report, render, influence: dose workers (default: the machine's cores); the dose is the same for any number
  --version, --help

Exit codes: 0 fine, 1 a check or a "must" goal failed, 2 usage, 3 an input could not be read.
`;

const commands: Record<string, (args: string[]) => Promise<number>> = {
  run,
  check,
  compare,
  diff,
  import: importPlan,
  fmt,
  identifiers,
  influence,
  evidence,
  machine,
  model,
  render,
  report,
  schema,
  test,
};

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const asksForHelp = ['--help', '-h', 'help'].includes(name ?? '') || rest.some((a) => a === '--help' || a === '-h');
  if (name === undefined || asksForHelp) {
    process.stdout.write(usage);
    return name === undefined ? exitCode.usage : exitCode.fine;
  }
  if (name === '--version') {
    process.stdout.write(`dosewright ${version}\n`);
    return exitCode.fine;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`unknown command "${name}": expected ${Object.keys(commands).join(', ')}`);
  return command(rest);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const usageError =
      error instanceof UsageError ||
      (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    process.stderr.write(
      `dosewright: ${error instanceof Error ? error.message : String(error)}\n${usageError ? 'Try: dosewright --help\n' : ''}`,
    );
    process.exitCode = usageError ? exitCode.usage : exitCode.failed;
  },
);
