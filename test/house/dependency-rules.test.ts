import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Imports that the architecture forbids, each with the rule that has to catch it. */
const forbidden = [
  { rule: 'units-imports', file: 'src/units/a.ts', text: `import '../plan/a.ts';` },
  { rule: 'plan-imports', file: 'src/plan/b.ts', text: `import '../language/a.ts';` },
  { rule: 'language-imports', file: 'src/language/b.ts', text: `import '../physics/a.ts';` },
  { rule: 'biology-imports', file: 'src/biology/b.ts', text: `import '../patient/a.ts';` },
  { rule: 'patient-imports', file: 'src/patient/b.ts', text: `import '../evaluate/a.ts';` },
  { rule: 'physics-imports', file: 'src/physics/b.ts', text: `import type {} from '../evaluate/a.ts';` },
  { rule: 'engine-imports', file: 'src/engine/b.ts', text: `import '../cli/a.ts';` },
  { rule: 'cli-imports', file: 'src/cli/b.ts', text: `import '../server/a.ts';` },
  { rule: 'extension-imports', file: 'src/extension/c.ts', text: `import '../server/a.ts';` },
  { rule: 'extension-imports', file: 'src/extension/b.ts', text: `import '../language/a.ts';` },
  { rule: 'webview-imports-preview-only', file: 'webview/b.ts', text: `import '../src/engine/a.ts';` },
  {
    rule: 'files-are-read-by-front-ends-and-engine',
    file: 'src/evaluate/b.ts',
    text: `import '../patient/files/a.ts';`,
  },
  { rule: 'no-node-below-engine', file: 'src/physics/c.ts', text: `import 'node:fs';` },
  { rule: 'no-node-in-webview', file: 'webview/c.ts', text: `import 'node:fs';` },
  { rule: 'only-extension-knows-vscode', file: 'src/engine/c.ts', text: `import 'vscode';` },
  {
    rule: 'only-server-knows-the-protocol',
    file: 'src/language/c.ts',
    text: `import 'vscode-languageserver/node.js';`,
  },
  { rule: 'toolkit-in-one-file', file: 'webview/d.ts', text: `import '@vscode/webview-ui-toolkit';` },
  { rule: 'three-in-one-file', file: 'webview/e.ts', text: `import 'three';` },
  { rule: 'dcmjs-in-one-file', file: 'src/engine/d.ts', text: `import 'dcmjs';` },
  { rule: 'no-cycles', file: 'src/units/c.ts', text: `import './d.ts';` },
  { rule: 'no-unresolvable', file: 'src/units/e.ts', text: `import './missing.ts';` },
];

const folders = [
  'units',
  'plan',
  'language',
  'physics',
  'evaluate',
  'patient',
  'patient/files',
  'engine',
  'server',
  'cli',
];

describe('the dependency rules', function () {
  this.timeout(60_000);

  let violations: { rule: { name: string }; from: string }[];
  before(() => {
    const project = mkdtempSync(join(tmpdir(), 'dosewright-rules-'));
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    };
    for (const folder of folders) write(`src/${folder}/a.ts`, 'export {};');
    for (const { file, text } of forbidden) write(file, `${text}\nexport {};`);
    write('src/units/d.ts', `import './c.ts';`);
    cpSync('tsconfig.json', join(project, 'tsconfig.json'));
    // Packages are told by their place in node_modules; an empty one is enough.
    for (const name of [
      'vscode-languageserver/node.js',
      '@vscode/webview-ui-toolkit/index.js',
      'three/index.js',
      'dcmjs/index.js',
    ])
      write(`node_modules/${name}`, '');
    const tool = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [tool, 'src', 'webview', '--config', resolve('.dependency-cruiser.cjs'), '--output-type', 'json'];
    violations = summaryOf(project, args).violations;
    rmSync(project, { recursive: true });
  });

  for (const { rule, file, text } of forbidden) {
    it(`catch "${text}" in ${file}`, () => {
      assert.ok(
        violations.some((violation) => violation.rule.name === rule && violation.from === file),
        `${rule} says nothing about ${file}`,
      );
    });
  }

  it('name every folder of src', () => {
    const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
    const ruled = rules.forbidden.flatMap(({ name }) => /^(\w+)-imports$/.exec(name)?.[1] ?? []);
    assert.deepEqual(ruled.sort(), readdirSync('src').sort());
  });

  it('catch nothing else', () => {
    assert.deepEqual(
      violations.filter(({ from }) => !forbidden.some(({ file }) => file === from)).map(({ from }) => from),
      [],
    );
  });
});

function summaryOf(cwd: string, args: string[]): { violations: { rule: { name: string }; from: string }[] } {
  const output = execFileSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1e8 });
  return (JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } }).summary;
}
