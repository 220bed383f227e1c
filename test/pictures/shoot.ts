import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../needs.ts';

export interface Shot {
  /** The width of the window, in CSS pixels; the picture is as high as the page. */
  readonly width?: number;
  /** The number of device pixels per CSS pixel. */
  readonly scale?: number;
  readonly theme?: 'dark' | 'light';
}

export const FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Takes a screenshot of a whole page without network access: a drawing (`socialCard`) replaces every image. */
export async function shootHtml(html: string, file: string, shot: Shot = {}): Promise<void> {
  const { width = 800, scale = 2, theme = 'dark' } = shot;
  await mkdir(dirname(file), { recursive: true });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const page = await browser.newPage({
      viewport: { width, height: 100 },
      deviceScaleFactor: scale,
      colorScheme: theme,
    });
    await page.route(/^https?:/, (route) =>
      route.request().resourceType() === 'image'
        ? route.fulfill({ contentType: 'image/svg+xml', body: socialCard(route.request().url()) })
        : route.abort(),
    );
    await page.setContent(html, { waitUntil: 'load' });
    await page.screenshot({ path: file, fullPage: true });
  } finally {
    await browser.close();
  }
}

/**
 * Draws an SVG that resembles Hugging Face's image of a paper: 1200×648 pixels, with a title, authors and
 * upvotes. The hue depends on the URL.
 */
export function socialCard(url: string): string {
  const hue = [...url].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 360, 7);
  const bar = (x: number, y: number, width: number, height: number, colour: string) =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}" fill="${colour}"/>`;
  const ink = '#111827';
  const grey = '#9ca3af';
  const avatars = [0, 1, 2, 3].map(
    (index) =>
      `<circle cx="${112 + index * 44}" cy="430" r="28" fill="hsl(${hue + index * 50} 60% 62%)" stroke="#fff" stroke-width="6"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="648" viewBox="0 0 1200 648">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="hsl(${hue} 80% 93%)"/>
    </linearGradient></defs>
    <rect width="1200" height="648" fill="url(#sky)"/>
    <circle cx="112" cy="112" r="40" fill="#ffd21e"/>
    <circle cx="98" cy="104" r="6" fill="${ink}"/><circle cx="126" cy="104" r="6" fill="${ink}"/>
    <path d="M94 122q18 22 36 0" fill="none" stroke="${ink}" stroke-width="6" stroke-linecap="round"/>
    ${bar(172, 96, 200, 32, grey)}
    ${bar(84, 204, 880, 48, ink)}${bar(84, 276, 760, 48, ink)}${bar(84, 348, 420, 30, grey)}
    ${avatars.join('')}${bar(292, 416, 260, 28, grey)}
    <rect x="84" y="516" width="170" height="68" rx="16" fill="#fff" stroke="#e5e7eb" stroke-width="4"/>
    <path d="M118 562l20-26 20 26z" fill="${ink}"/>${bar(178, 538, 48, 24, ink)}
    <rect x="930" y="404" width="186" height="180" rx="14" fill="#fff" stroke="#e5e7eb" stroke-width="4"/>
    <path d="M958 552l38-58 32 36 26-74 36 96z" fill="hsl(${hue} 65% 62%)"/>
  </svg>`;
}
