import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";

const EXECUTABLE = process.env.CALLGATE_CHROMIUM ?? "/usr/bin/chromium";

/** Why nothing can run in a browser here; false if it can. .ci/run installs Chromium. */
export const noChromium = existsSync(EXECUTABLE) ? false : `no Chromium at ${EXECUTABLE} (apt-get install chromium)`;

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a page did until it printed its last line, "done". */
export interface Visit {
  /** Lines of console.log. */
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Paths of what was fetched. */
  readonly fetched: readonly string[];
}

/** Opens a page in a Chromium of its own, with a fresh profile. */
export async function visit(url: string, flags: readonly string[] = []): Promise<Visit> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: [...FLAGS, ...flags] });
  try {
    return await watch(await browser.newPage(), url);
  } finally {
    await browser.close();
  }
}

async function watch(page: Page, url: string): Promise<Visit> {
  const lines: string[] = [];
  const errors: string[] = [];
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  const done = new Promise<void>((resolve) => {
    page.on("pageerror", (error) => {
      errors.push(String(error));
      resolve();
    });
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
      else if (message.text() === "done") resolve();
      else lines.push(message.text());
    });
  });
  await page.goto(url);
  await done;
  return { lines, errors, fetched };
}
