import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hover } from '../../src/server/hover.ts';
import { namesIn } from '../../src/server/names.ts';
import { createPatientFiles } from '../../src/server/patient-files.ts';
import { createProvidedFiles } from '../../src/server/provided-files.ts';
import { definition, references } from '../../src/server/references.ts';
import { open } from './marked.ts';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));

describe('every name in the examples', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.rtplan')))
    it(`leads to its declaration and explains itself: ${file}`, async () => {
      const { plan, workspace } = open(readFileSync(`${folder}${file}`, 'utf8'));
      const context = {
        workspace,
        files: createPatientFiles(workspace),
        provided: createProvidedFiles(workspace),
        diagnostics: [],
        suppressed: [],
      };
      const { scope } = workspace.inspectionOf(plan);
      const names = namesIn(plan.source);
      assert.ok(names.length > 10);
      for (const name of names) {
        const position = plan.positionAt(name.start);
        const place = `${name.name} in line ${position.line + 1}`;
        assert.ok(await hover(plan, position, context), `nothing is said of ${place}`);
        const known = scope.names.get(name.key.split('.')[0]);
        const isStandard = name.key.startsWith('std.') || Boolean(known?.published ?? known?.site);
        if (!isStandard) assert.notEqual(definition(plan, position, workspace).length, 0, `no declaration of ${place}`);
        const found = references(plan, position, workspace, true);
        assert.ok(
          found.some(({ range }) => range.start.line === position.line),
          `${place} is not among its references`,
        );
      }
    });
});
