import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Context } from 'mocha';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { skipOrFail } from '../support/shared-data.ts';
import type { HandActs } from './hand.ts';
import { launchBrowser, startHost, whyNoHost, workbenchUrl } from './host.ts';

/** A window of VS Code in Chromium on a copy of the examples and test plans, with one of them open. */
export interface Workbench {
  readonly page: Page;
  /** The text of the open plan. */
  readonly editor: Locator;
  /** The inside of the preview, once there is one. */
  readonly preview: FrameLocator;
  /** The folder that is open. */
  readonly workspace: string;
  runCommand(title: string): Promise<void>;
  /** Has something done inside the extension host; for windows that were opened with a hand. */
  hand<Act extends keyof HandActs>(
    act: Act,
    ...args: Parameters<HandActs[Act]>
  ): Promise<Awaited<ReturnType<HandActs[Act]>>>;
  /** Keeps a picture of the window in `out/screenshots/`. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  /** File in `examples/`, in `test/editor/plans/`, or one that `furnish` has put there. */
  readonly plan: string;
  /** A packaged extension to install; the one of the checkout where absent. */
  readonly vsix?: string;
  readonly settings?: Record<string, unknown>;
  readonly trust?: 'asked';
  readonly hand?: boolean;
  /** Puts more into the workspace's folder before it is opened. */
  readonly furnish?: (workspace: string) => void;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const workspace = mkdtempSync(join(tmpdir(), 'dosewright-workspace-'));
  for (const folder of ['examples', 'test/editor/plans']) cpSync(folder, workspace, { recursive: true });
  options.furnish?.(workspace);
  const handFile = join(workspace, '.hand');
  const { vsix, settings, trust } = options;
  const host = await startHost({ vsix, settings, trust, env: options.hand ? { DOSEWRIGHT_HAND: handFile } : {} });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  page.setDefaultTimeout(60_000);
  const extension = options.vsix ? undefined : '.';
  const tests = options.hand ? 'out/editor-tests/hand.cjs' : undefined;
  if (tests) for (const name of ['codeAutomationLog', 'codeAutomationExit']) await page.exposeFunction(name, () => {});
  await page.goto(workbenchUrl(host.port, { workspace, extension, tests, openFile: join(workspace, options.plan) }), {
    waitUntil: 'domcontentloaded',
  });
  const editor = page
    .locator(`.editor-instance[data-mode-id="rtplan"] .monaco-editor, .editor-instance .monaco-editor`)
    .first();
  // A file given in the address is opened for an extension under development only.
  if (options.vsix) await openFile(page, basename(options.plan));
  await editor.waitFor();
  // The explorer takes the room that the preview needs.
  await page.keyboard.press('Control+B');

  return {
    page,
    editor,
    preview: page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    workspace,
    hand: async (act, ...args) => {
      for (let tries = 0; !existsSync(handFile); tries++) {
        if (tries > 300) throw new Error('the hand in the extension host is not there after 60 s');
        await new Promise((later) => setTimeout(later, 200));
      }
      const response = await fetch(`http://127.0.0.1:${readFileSync(handFile, 'utf8')}`, {
        method: 'POST',
        body: JSON.stringify({ act, args }),
      });
      const { answer, error } = (await response.json()) as { answer: never; error?: string };
      if (error !== undefined) throw new Error(error);
      return answer;
    },
    runCommand: async (title) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill(`>${title}`);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
    },
    screenshot: async (name) => {
      mkdirSync('out/screenshots', { recursive: true });
      await page.screenshot({ path: `out/screenshots/${name}.png` });
    },
    close: async () => {
      await browser.close();
      await host.stop();
      rmSync(workspace, { recursive: true, force: true });
    },
  };
}

/** One window for the tests of a `describe`. A test that fails leaves a picture of it. */
export function useWorkbench(optionsOf: (context: Context) => WorkbenchOptions): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    const missing = whyNoHost();
    if (missing) skipOrFail(this, missing);
    workbench = await openWorkbench(optionsOf(this));
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench?.screenshot(`failed ${this.currentTest.fullTitle()}`.replace(/\W+/g, '-'));
  });
  after(() => workbench?.close());
  return () => workbench!;
}

/** Opens the preview of the open plan once the extension is at work. */
export async function openPreview({ page, runCommand }: Workbench): Promise<void> {
  await page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
  await runCommand('Dosewright: Open Preview to the Side');
}

async function openFile(page: Page, name: string): Promise<void> {
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
}

/** What the Problems view lists. */
export async function problems(workbench: Workbench): Promise<string[]> {
  const { page } = workbench;
  const rows = page.locator('.markers-panel .monaco-list-row');
  if (!(await page.locator('.markers-panel').isVisible())) await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel').waitFor();
  return rows.allInnerTexts();
}
