import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../../src/engine/graph/content-hash.ts';
import { createDiskStore, type DiskStore } from '../../../src/engine/graph/disk-store.ts';
import { seededRandom } from '../../support/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const key = contentHash('a beam');
const dose = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 1e-3);

describe('doses on disk', function () {
  this.timeout(60_000);
  const temporary = temporaryFolder();
  let folder = '';
  let count = 0;
  beforeEach(() => {
    folder = join(temporary.path, `cache-${count++}`);
  });
  const storeIn = (at: string, limitBytes = 1e9, said: string[] = []): DiskStore =>
    createDiskStore({ folder: at, limitBytes, onUnusable: (why) => said.push(why) });
  const entry = (): string => join(folder, `${key}.dose`);
  const written = async (): Promise<Buffer> => {
    const store = storeIn(folder);
    store.write(key, dose);
    await store.settled();
    return readFileSync(entry());
  };
  /** Puts a file in the place of the entry; it may not be read as one, and is gone afterwards. */
  const refuses = async (file: Uint8Array, what: string): Promise<void> => {
    writeFileSync(entry(), file);
    assert.equal(await storeIn(folder).read(key), undefined, what);
    assert.deepEqual(readdirSync(folder), [], `${what}: the damaged entry is left`);
  };

  it('are read back to the last bit, over shared memory, by another store', async () => {
    await written();
    const read = await storeIn(folder).read(key);
    assert.deepEqual(read, dose);
    assert.ok(read?.buffer instanceof SharedArrayBuffer);
    assert.equal(await storeIn(folder).read(contentHash('another beam')), undefined);
    if (process.platform !== 'win32') assert.equal(statSync(entry()).mode & 0o077, 0, 'others may read it');
  });

  it('are not read where the entry was cut short or made longer, at any place', async () => {
    const whole = await written();
    const lengths = [
      0,
      1,
      7,
      8,
      11,
      12,
      19,
      20,
      51,
      52,
      95,
      96,
      127,
      128,
      129,
      132,
      whole.length / 2,
      whole.length - 4,
    ];
    for (const length of [...lengths, whole.length - 1]) await refuses(whole.subarray(0, length), `${length} bytes`);
    await refuses(Buffer.concat([whole, Buffer.alloc(4)]), 'four bytes more');
    // A file system that had promised the length, and not yet kept the data, leaves noughts.
    await refuses(Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096)]), 'noughts at the end');
    await refuses(Buffer.alloc(whole.length), 'all noughts');
  });

  it('are not read where a single bit is not what it was', async () => {
    const whole = await written();
    const random = seededRandom(5);
    const places = [
      ...Array.from({ length: 128 }, (_, byte) => byte),
      ...Array.from({ length: 100 }, () => Math.floor(128 + random() * (whole.length - 128))),
    ];
    for (const place of places) {
      const flipped = Buffer.from(whole);
      flipped[place] ^= 1 << Math.floor(random() * 8);
      await refuses(flipped, `a bit of byte ${place}`);
    }
  });

  it('are not read under another name', async () => {
    await written();
    const other = contentHash('another beam');
    renameSync(entry(), join(folder, `${other}.dose`));
    assert.equal(await storeIn(folder).read(other), undefined);
  });

  it('hold nothing half written after a writer was killed at any moment', async () => {
    mkdirSync(folder);
    for (const lines of [1, 2, 4, 7, 12, 30]) {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', writer(folder)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let seen = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        seen += chunk.toString().split('\n').length - 1;
        if (seen >= lines) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('close', resolve));
      const store = storeIn(folder);
      const names = readdirSync(folder).filter((name) => name.endsWith('.dose'));
      for (const name of names) {
        const read = await store.read(name.slice(0, 64));
        assert.ok(read, `${name} is damaged`);
        assert.equal(contentHash(read.length, read[0]), name.slice(0, 64));
      }
    }
    // What the killed writers left is removed once it is old, and not before: it could be another's.
    const left = join(folder, `${key}.abandoned.part`);
    const fresh = join(folder, `${key}.fresh.part`);
    writeFileSync(left, 'half');
    writeFileSync(fresh, 'half');
    utimesSync(left, 1, 1);
    await written();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('abandoned') || name.includes('fresh')),
      [`${key}.fresh.part`],
    );
  });

  it('that two processes write at once are whole', async () => {
    const stores = [storeIn(folder), storeIn(folder), storeIn(folder)];
    for (let round = 0; round < 20; round++) {
      for (const store of stores) store.write(key, dose);
      assert.ok([undefined, 0].includes((await stores[0].read(key))?.findIndex((gy, i) => gy === dose[i])));
    }
    await Promise.all(stores.map((store) => store.settled()));
    assert.deepEqual(await storeIn(folder).read(key), dose);
    assert.deepEqual(readdirSync(folder), [`${key}.dose`]);
  });

  it('give way where there is no more room, those used longest ago first', async () => {
    const keys = ['a', 'b', 'c', 'd'].map((name) => contentHash(name));
    const store = storeIn(folder, 3.5 * dose.byteLength);
    for (const [n, each] of keys.slice(0, 3).entries()) {
      store.write(each, dose);
      await store.settled();
      utimesSync(join(folder, `${each}.dose`), 1000 + n, 1000 + n);
    }
    assert.ok(await store.read(keys[0]));
    store.write(keys[3], dose);
    await store.settled();
    const left = keys.filter((each) => readdirSync(folder).includes(`${each}.dose`));
    assert.deepEqual(left, [keys[0], keys[2], keys[3]]);
    // One that exceeds the limit alone is not written at all.
    const small = storeIn(folder, 100);
    small.write(key, dose);
    await small.settled();
    assert.ok(!readdirSync(folder).includes(`${key}.dose`));
  });

  it('are not kept in a folder that cannot be used, which is said once and fails nothing', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), '');
    const said: string[] = [];
    const store = storeIn(join(folder, 'file', 'cache'), 1e9, said);
    for (let n = 0; n < 3; n++) {
      assert.equal(await store.read(key), undefined);
      store.write(key, dose);
      await store.settled();
    }
    assert.equal(said.length, 1);
    assert.match(said[0], /^Computed doses are not kept on disk: the folder .*file.cache cannot be used \(E\w+\)\./);
  });
});

/** Writes entries for as long as it lives, and a line after each. */
function writer(folder: string): string {
  const source = (name: string): string =>
    JSON.stringify(new URL(`../../../src/engine/graph/${name}`, import.meta.url));
  return `
    const { createDiskStore } = await import(${source('disk-store.ts')});
    const { contentHash } = await import(${source('content-hash.ts')});
    const store = createDiskStore({ folder: ${JSON.stringify(folder)}, limitBytes: 1e9, onUnusable: (why) => { throw new Error(why); } });
    for (let n = 0; ; n++) {
      const values = new Float32Array(50000 + n).fill(n);
      store.write(contentHash(values.length, values[0]), values);
      process.stdout.write('writing\\n');
      if (n % 3 === 2) await store.settled();
    }`;
}
