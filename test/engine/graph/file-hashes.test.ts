import assert from 'node:assert/strict';
import { mkdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileHashes } from '../../../src/engine/graph/file-hashes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('content of input files', () => {
  const temporary = temporaryFolder();
  const hashes = createFileHashes();
  const put = (name: string, text: string): void => writeFileSync(join(temporary.path, name), text);

  it('changes with a file that is written again, even within the same tick, with the same size and with its old time', async () => {
    put('ct.nrrd', 'one');
    const { atime, mtime } = statSync(join(temporary.path, 'ct.nrrd'));
    const first = await hashes.input('ct.nrrd', temporary.path);
    put('ct.nrrd', 'two');
    const second = await hashes.input('ct.nrrd', temporary.path);
    assert.notEqual(first.sha256, second.sha256);
    put('ct.nrrd', 'six');
    utimesSync(join(temporary.path, 'ct.nrrd'), atime, mtime);
    const third = await hashes.input('ct.nrrd', temporary.path);
    assert.equal(new Set([first.named, second.named, third.named]).size, 3);
    put('ct.nrrd', 'one');
    assert.deepEqual(await hashes.input('ct.nrrd', temporary.path), first);
  });

  it('of a folder is that of its files, by content whatever they are called, and by name too for what is said of them', async () => {
    mkdirSync(join(temporary.path, 'ct'));
    for (const n of [1, 2, 3]) put(`ct/${n}.dcm`, `slice ${n}`);
    const before = await hashes.input('ct', temporary.path);
    assert.equal(before.files, 3);
    renameSync(join(temporary.path, 'ct/2.dcm'), join(temporary.path, 'ct/7.dcm'));
    const renamed = await hashes.input('ct', temporary.path);
    assert.equal(renamed.sha256, before.sha256);
    assert.notEqual(renamed.named, before.named);
    put('ct/8.dcm', 'slice 3');
    const more = await hashes.input('ct', temporary.path);
    assert.notEqual(more.sha256, before.sha256);
    assert.equal(more.files, 4);
  });

  it('of what is not there is none', async () => {
    const missing = await hashes.input('nowhere', temporary.path);
    assert.deepEqual([missing.sha256, missing.files], [undefined, 0]);
  });
});
