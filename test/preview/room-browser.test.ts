import assert from 'node:assert/strict';
import path from 'node:path';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import type { Vec3 } from '../../src/patient/grid.ts';
import type { PatientPosition } from '../../src/physics/coordinates.ts';
import {
  eyeDistanceMm,
  fieldOfViewDeg,
  roomViews,
  seenAt,
  type RoomCamera,
} from '../../src/preview/draw/room-camera.ts';
import { roomBeams, roomBounds } from '../../src/preview/draw/room-parts.ts';
import type { Point } from '../../src/preview/draw/scene.ts';
import type { ViewState } from '../../src/preview/protocol.ts';
import { beamOf, rectangle, standing } from './draw/phantom-beams.ts';
import { radialModel } from './draw/phantoms.ts';
import { useHarness, type Theme } from './harness.ts';
import type { PageHarness } from './harness-page.ts';

declare const harness: PageHarness;

const pictures = path.resolve(import.meta.dirname, '../../out/screenshots/preview');
const front: RoomCamera = { azimuthDeg: 0, elevationDeg: 0, targetMm: [0, 0, 0], heightMm: 250 };
type Choice = NonNullable<ViewState['room']>;

/** Without a graphics processor a picture takes its time. */
describe('the 3D view in a browser', function () {
  this.timeout(120_000);
  const served = useHarness(pictures);
  let complaints: string[] = [];

  async function empty(theme: Theme = 'light', { width = 600, height = 900 } = {}): Promise<Page> {
    const page = await served().open({ width, height, theme, voxelMm: 4 });
    complaints = [];
    page.on('console', (message) => {
      // Reading a picture back for a screenshot stalls a graphics processor made of software, and it says so.
      const isWarning = message.type() === 'error' || message.type() === 'warning';
      if (isWarning && !message.text().includes('GL Driver Message')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return page;
  }

  /** The view with a state that was kept, of a ball or of the head. */
  async function restored(page: Page, room: Choice, send: () => Promise<void>, levelsPercent?: number[]) {
    const view: ViewState = { side: 'room', room, levelsPercent };
    await page.evaluate((v) => sessionStorage.setItem('state', JSON.stringify({ view: v })), view);
    await page.reload();
    await send();
    await drawn(page);
  }

  async function drawn(page: Page) {
    await page.waitForSelector('.room[aria-busy="false"] canvas');
    // One frame for the store, one for the picture.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  const head = (page: Page) => () => page.evaluate(() => harness.sendModel());
  const ball = (page: Page, options: Parameters<PageHarness['sendBall']>[0] = {}) => {
    return () => page.evaluate((o) => harness.sendBall(o), options);
  };
  const title = (page: Page) => page.locator('.room svg.overlay').getAttribute('aria-label');
  const titleHas = (page: Page, words: string) =>
    page.waitForFunction(
      (w) => document.querySelector('.room svg.overlay')!.getAttribute('aria-label')!.includes(w),
      words,
    );

  /** The pixels of the picture without words, and which of them are not of the ground. */
  async function pixels(page: Page) {
    await page.evaluate(() => {
      document.querySelector<SVGElement>('.room svg.overlay')!.style.visibility = 'hidden';
    });
    const { width, height, data, channels } = decode(await page.locator('.room-screen').screenshot());
    await page.evaluate(() => {
      document.querySelector<SVGElement>('.room svg.overlay')!.style.visibility = '';
    });
    const ground = [0, 1, 2].map((c) => data[c]);
    const isDrawn = (x: number, y: number) =>
      ground.some((value, c) => Math.abs(value - data[(Math.round(y) * width + Math.round(x)) * channels + c]) > 6);
    let count = 0;
    let [sumX, sumY] = [0, 0];
    // What stands beside it may reach into a row of pixels at its edge.
    for (let y = 3; y < height - 3; y++)
      for (let x = 3; x < width - 3; x++)
        if (isDrawn(x, y)) [count, sumX, sumY] = [count + 1, sumX + x + 0.5, sumY + y + 0.5];
    return { width, height, isDrawn, count, centre: [sumX / count, sumY / count] as Point };
  }

  /** Of the silhouette of a sphere in the middle of the picture, px. */
  const radiusPx = (radiusMm: number, heightPx: number) => {
    const distance = eyeDistanceMm(front);
    const tangent = radiusMm / Math.sqrt(distance * distance - radiusMm * radiusMm);
    return ((heightPx / 2) * tangent) / Math.tan((fieldOfViewDeg * Math.PI) / 360);
  };

  it('loads nothing of its drawing code until it is looked at', async () => {
    const page = await empty('dark');
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.reload();
    await head(page)();
    await page.waitForSelector('.eye [data-part="header"]');
    assert.deepEqual(
      loaded.filter((name) => name.includes('room-three')),
      [],
    );
    await page.getByRole('tab', { name: '3D' }).click();
    await drawn(page);
    assert.equal(loaded.filter((name) => name.includes('room-three')).length, 1);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  for (const theme of ['dark', 'light'] as const)
    it(`draws a ball and an isodose as large as they are (${theme})`, async () => {
      const page = await empty(theme);
      await restored(page, { camera: front, levelsPercent: [], hidden: ['Body', 'Shell'] }, ball(page));
      const solid = await pixels(page);
      const radius = Math.sqrt(solid.count / Math.PI);
      assert.ok(Math.abs(radius - radiusPx(20, solid.height)) < 0.8, `ball ${radius} px`);
      const off = Math.hypot(solid.centre[0] - solid.width / 2, solid.centre[1] - solid.height / 2);
      assert.ok(off < 0.8, `${off} px off ${solid.centre} of ${solid.width} × ${solid.height}`);
      // 60 % is 30 Gy, 30 mm from the middle.
      await restored(page, { camera: front, levelsPercent: [60], hidden: ['Body', 'Shell', 'Ball'] }, ball(page), [60]);
      const isodose = await pixels(page);
      const isodosePx = Math.sqrt(isodose.count / Math.PI);
      assert.ok(Math.abs(isodosePx - radiusPx(30, isodose.height)) < 1.2, `isodose ${isodosePx} px`);
      await page.close();
    });

  it('shows what lies to a side of the patient at that side’s letter, from everywhere', async () => {
    const page = await empty();
    const centre: Vec3 = [14, -12, 16];
    for (const view of roomViews) {
      const { azimuthDeg, elevationDeg } = view;
      const camera = { ...front, azimuthDeg, elevationDeg };
      await restored(page, { camera, levelsPercent: [], hidden: ['Body', 'Shell'] }, ball(page, { centre }));
      const seen = await pixels(page);
      // The ball lies to the left, in front, and towards the head.
      const letters = await page
        .locator('.room [data-part="orientation"]')
        .evaluateAll((nodes) => nodes.map((node) => [node.getAttribute('data-edge')!, node.textContent]));
      const near = letters.filter(([edge]) => {
        const [dx, dy] = [seen.centre[0] - seen.width / 2, seen.centre[1] - seen.height / 2];
        return { left: dx < -5, right: dx > 5, top: dy < -5, bottom: dy > 5 }[edge];
      });
      assert.deepEqual(
        near.map(([, letter]) => letter).filter((letter) => !'LAH'.includes(letter)),
        [],
        view.name,
      );
      assert.equal(near.length, 2, view.name);
      const at = seenAt(camera, { widthPx: seen.width, heightPx: seen.height }, centre)!;
      const off = Math.hypot(at[0] - seen.centre[0], at[1] - seen.centre[1]);
      assert.ok(off < 1.5, `${view.name}: ${off} px`);
    }
    await page.close();
  });

  it('draws a beam on the side that gantry 90° is on, head first and feet first, supine and prone', async () => {
    const page = await empty();
    for (const position of ['HFS', 'HFP', 'FFS', 'FFP'] as readonly PatientPosition[]) {
      await restored(
        page,
        { camera: front, levelsPercent: [], hidden: ['Body', 'Shell', 'Ball'] },
        ball(page, { angles: [90], position }),
      );
      const { width: widthPx, height: heightPx, isDrawn } = await pixels(page);
      const rays = rectangle(9, -15, 15, -15, 15);
      const loaded = radialModel({
        beams: [beamOf('G90', [standing({ gantryDeg: 90, patientPosition: position }, [rays])])],
      });
      const [shape] = roomBeams(loaded.model, roomBounds(loaded), { beam: 0 });
      // In the frame around the opening, where the beam comes from: there is none where it leaves.
      const [a, b] = shape.frame;
      const middle: Vec3 = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
      const [x, y] = seenAt(front, { widthPx, heightPx }, middle)!;
      const isFrame = (px: number) => [-1, 0, 1].some((dx) => [-1, 0, 1].some((dy) => isDrawn(px + dx, y + dy)));
      assert.ok(isFrame(x) && !isFrame(widthPx - x), position);
      const isLeft = position === 'HFS' || position === 'FFP';
      assert.equal(x > widthPx / 2, isLeft, position);
      const letter = isLeft ? 'right' : 'left';
      assert.equal(await page.locator(`.room [data-edge="${letter}"]`).textContent(), isLeft ? 'L' : 'R');
    }
    await page.close();
  });

  it('turns, moves and zooms by keys and by hand, looks from the sides, and is reset', async () => {
    const page = await empty('dark', { width: 892, height: 908 });
    await restored(page, {}, head(page));
    const camera = () => page.evaluate(() => (harness.state as { view: ViewState }).view.room?.camera);
    await page.locator('.room-picture').focus();
    await page.keyboard.press('2');
    await titleHas(page, 'seen from the patient’s left; right is P, up is H');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(
      () => Math.abs((harness.state as { view: ViewState }).view.room!.camera!.azimuthDeg - 100) < 1e-9,
    );
    const before = (await camera())!;
    await page.keyboard.press('+');
    await page.keyboard.press('Shift+ArrowDown');
    await page.waitForFunction(
      (was) => {
        const now = (harness.state as { view: ViewState }).view.room!.camera!;
        return now.heightMm < was.heightMm && now.targetMm.join() !== was.targetMm.join();
      },
      { heightMm: before.heightMm, targetMm: [...before.targetMm] },
    );
    await page.getByRole('button', { name: 'Look from the head (3)' }).click();
    await titleHas(page, 'seen from the head');
    const box = (await page.locator('.room-picture').boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 160, box.y + 20, { steps: 3 });
    await page.mouse.up();
    await page.waitForFunction(() => (harness.state as { view: ViewState }).view.room!.camera!.elevationDeg < 80);
    assert.deepEqual(
      await page.evaluate(() => harness.sent.filter((m) => m.type === 'reveal')),
      [],
      'a drag is no click',
    );
    await page.getByRole('button', { name: 'Reset the 3D view' }).click();
    await page.waitForFunction(() => !(harness.state as { view: ViewState }).view.room?.camera);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('leads from a region and from a beam to their lines, and follows the text’s cursor', async () => {
    const page = await empty('dark', { width: 892, height: 908 });
    // From where no beam's name lies over what is clicked.
    const camera = { ...front, azimuthDeg: 40, targetMm: [29, -4, -8] as const, heightMm: 320 };
    await restored(page, { camera, levelsPercent: [] }, head(page));
    const box = (await page.locator('.room-picture').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const revealed = (line: number) =>
      page.waitForFunction((l) => harness.sent.some((m) => m.type === 'reveal' && m.range.start.line === l), line);
    await revealed(35);
    await page.locator('.room [data-part="beam-name"][data-beam="1"]').click();
    await revealed(47);
    await page.waitForSelector('.room [data-part="beam-name"][data-beam="1"][font-weight="600"]');
    const cursor = (line: number) =>
      page.evaluate((at) => harness.post({ type: 'cursor', file: '/plans/head.rtplan', line: at, character: 3 }), line);
    await cursor(31);
    await page.waitForSelector('.room [data-part="region-name"][data-region="Parotid_L"][font-weight="600"]');
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('tells in a table what is shown, and hides and shows it; both are kept', async () => {
    const page = await empty();
    await restored(page, {}, head(page));
    await page.getByRole('button', { name: 'Show the 3D view as a table' }).click();
    const row = page.locator('.room-table tbody tr', { hasText: 'GTV' });
    await row.getByText(/^3[345] × (39|40|41) × 3[567] mm$/).waitFor();
    assert.equal(await page.locator('.room-table table').nth(1).locator('tbody tr').count(), 3);
    await page.getByRole('checkbox', { name: 'Show GTV' }).uncheck();
    await row.getByText('hidden').waitFor();
    await page.getByRole('button', { name: 'Surface of 50 %' }).click();
    await page.waitForFunction(() => JSON.stringify(harness.state).includes('"levelsPercent":[95]'));
    await page.reload();
    await head(page)();
    await drawn(page);
    const words = (await title(page))!;
    assert.ok(words.includes('Cord') && !words.includes('GTV'), words);
    assert.ok(words.includes('isodose 95 %') && !words.includes('isodose 50 %'), words);
    assert.equal(await page.getByRole('tab', { name: '3D' }).getAttribute('aria-selected'), 'true');
    await page.close();
  });

  it('says that the graphics processor has dropped the picture, and draws it again', async () => {
    const page = await empty();
    await restored(page, { camera: front, levelsPercent: [], hidden: ['Body', 'Shell'] }, ball(page));
    const before = await pixels(page);
    await page.evaluate(() => {
      const context = document.querySelector<HTMLCanvasElement>('.room canvas')!.getContext('webgl2')!;
      const lose = context.getExtension('WEBGL_lose_context')!;
      lose.loseContext();
      Object.assign(globalThis, { lose });
    });
    await page.getByText('The graphics processor has dropped the picture').waitFor();
    await page.evaluate(() => (globalThis as unknown as { lose: WEBGL_lose_context }).lose.restoreContext());
    await page.locator('.room-message').waitFor({ state: 'hidden' });
    await drawn(page);
    const again = await pixels(page);
    assert.ok(Math.abs(again.count - before.count) < 20);
    // And by hand, where it does not come back by itself.
    await page.evaluate(() =>
      document
        .querySelector<HTMLCanvasElement>('.room canvas')!
        .getContext('webgl2')!
        .getExtension('WEBGL_lose_context')!
        .loseContext(),
    );
    await page.getByRole('button', { name: 'Draw again' }).click();
    await page.locator('.room-message').waitFor({ state: 'hidden' });
    assert.ok(Math.abs((await pixels(page)).count - before.count) < 20);
    await page.close();
  });

  it('says so where there is no WebGL, and has the table all the same', async () => {
    const page = await empty();
    await page.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext as (this: unknown, ...args: unknown[]) => unknown;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: unknown[]) {
        return String(args[0]).startsWith('webgl') ? null : real.apply(this, args);
      } as never;
    });
    await page.reload();
    await head(page)();
    await page.getByRole('tab', { name: '3D' }).click();
    await page.getByText('No 3D picture: this window has no WebGL 2').waitFor();
    await page.getByRole('button', { name: 'Show the 3D view as a table' }).click();
    await page
      .locator('.room-table tbody tr', { hasText: 'GTV' })
      .getByText(/^3[345] × (39|40|41) × 3[567] mm$/)
      .waitFor();
    await page.close();
  });

  for (const theme of ['dark', 'light', 'high-contrast'] as const)
    it(`stands beside the slices and fills the page (${theme})`, async () => {
      const page = await empty(theme, { width: 892, height: 908 });
      await restored(page, {}, head(page));
      await page.screenshot({ path: path.join(pictures, `room-${theme}.png`) });
      await page.getByRole('button', { name: 'Maximise the view' }).click();
      await page.waitForFunction(() => document.querySelector('.room-picture')!.clientHeight > 600);
      await drawn(page);
      await page.screenshot({ path: path.join(pictures, `room-large-${theme}.png`) });
      assert.ok(await page.getByText('Research use only – not for clinical use').isVisible());
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const { data } = decode(await page.locator('.room-screen').screenshot());
      assert.deepEqual(ground.match(/\d+/g)!.slice(0, 3).map(Number), [data[0], data[1], data[2]]);
      assert.deepEqual(complaints, []);
      await page.close();
    });
});
