import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../needs.ts';
import { FLAGS, socialCard } from './shoot.ts';

/** Takes a screenshot of the page of `npm run demo`, for the README: `node test/pictures/web.ts [FILE]`. */
const file = process.argv[2] ?? '.github/web.png';
/** What the demo prints before the address of its page. */
const POSTED = 'Posted to the local web channel: ';

async function findAddress(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) if (line.startsWith(POSTED)) return line.slice(POSTED.length);
  throw new Error('The demo posted nothing');
}

const demo = spawn(process.execPath, ['src/cli.ts', 'demo'], {
  cwd: new URL('../..', import.meta.url),
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const address = await findAddress(createInterface(demo.stdout));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 }, colorScheme: 'light' });
    // A drawing replaces every image, so that the screenshot does not need internet access.
    await page.route(/^https:/, (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: socialCard(route.request().url()) }),
    );
    await page.goto(address);
    await page.locator('.votes button').first().click();
    await page.locator('.votes button[aria-pressed=true]').waitFor();
    await page.evaluate('scrollTo(0, 0)');
    await page.mouse.move(0, 0);
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
} finally {
  demo.kill('SIGTERM');
  await once(demo, 'exit');
}
