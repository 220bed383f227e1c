import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/** Recorded days and the seed digest, beside the project in CI. */
export const SHARED_DATA = new URL('../../shared/data/', import.meta.url);
export const HAS_SHARED_DATA = existsSync(SHARED_DATA);

/** A Chromium to drive. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const HAS_CHROMIUM = existsSync(CHROMIUM);

/** Mounts of one's own, as a container has them, and another user to be: for that one has to be root. */
export const HAS_MOUNTS =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -o remount,bind,ro / && setpriv --version']).status === 0;

/** The recorded days' files; none where they are not. */
export function recordedDays(): URL[] {
  const folders = HAS_SHARED_DATA
    ? ['hf-days/', 'hf-days-later/'].map((name) => new URL(name, SHARED_DATA))
    : [];
  return folders.flatMap((folder) => readdirSync(folder).map((file) => new URL(file, folder)));
}

/** Says once a run what will be skipped, and why. */
export function setup(): void {
  const say = (what: string) => process.stdout.write(`Skipping ${what}\n`);
  if (!HAS_SHARED_DATA) say('the tests over recorded days and the seed: they need ../shared/data');
  if (!HAS_MOUNTS) say('the test on a read-only file system: it needs root, unshare and setpriv, on Linux');
  if (!HAS_CHROMIUM)
    say('the tests of the page in a browser: they need Chromium (CHROMIUM or /usr/bin/chromium)');
}
