import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import * as esbuild from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../src/cli/chromium.ts';
import { skipOrFail } from '../support/shared-data.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const themes = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;
export type Theme = (typeof themes)[number];

export interface Harness {
  open(options: {
    width: number;
    height: number;
    theme?: Theme;
    voxelMm?: number;
    subject?: 'plan' | 'dose';
  }): Promise<Page>;
  close(): Promise<void>;
}

/**
 * For a suite: the harness, opened before its tests and closed after them, with a folder for pictures. Without a Chromium the suite is skipped with the reason, or fails
 * where it must not be.
 */
export function useHarness(pictures: string): () => Harness {
  let served: Harness | undefined;
  before(async function () {
    const executable = findChromium();
    if (!executable) skipOrFail(this, 'no Chromium found: apt-get install chromium, or set CHROMIUM to its path');
    served = await startHarness(executable);
    fs.mkdirSync(pictures, { recursive: true });
  });
  after(() => served?.close());
  return () => served!;
}

/** The built preview in a page under the extension's own content policy, with a stand-in for VS Code. */
async function startHarness(executablePath: string): Promise<Harness> {
  const files = await bundle();
  const server = http.createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.slice(1);
    if (name === '') return void response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    const content = files.get(name);
    if (!content) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': name.endsWith('.css') ? 'text/css' : 'text/javascript' }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      // WebGL without a graphics processor.
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ],
  });
  return {
    async open({ width, height, theme = 'dark', voxelMm = 1.5, subject = 'plan' }) {
      const opened = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
      await opened.goto(`http://127.0.0.1:${port}/?theme=${theme}&voxel=${voxelMm}&subject=${subject}`);
      return opened;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'nonce-N'; script-src 'nonce-N'">
<meta property="csp-nonce" content="N">
<link nonce="N" rel="stylesheet" href="main.css">
<title>preview</title>
</head>
<body data-document="file:///plans/head.rtplan">
<div id="preview"></div>
<script nonce="N" type="module" src="harness-page.js"></script>
<script nonce="N" type="module" src="main.js"></script>
</body>
</html>`;

async function bundle(): Promise<Map<string, string>> {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['webview/main.ts', 'webview/main.css', 'test/preview/harness-page.ts'],
    entryNames: '[name]',
    outdir: 'out',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    target: 'chrome122',
    logLevel: 'warning',
  });
  return new Map(built.outputFiles.map((file) => [path.basename(file.path), file.text]));
}
