import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { CAN_LIMIT, CAN_MOUNT } from './reliability/machine/disk.ts';

/** Recorded lists, and the digest whose layout the Markdown digest copies, in a folder next to the checkout. */
export const SHARED_DATA = new URL('../../shared/data/', import.meta.url);
export const HAS_SHARED_DATA = existsSync(SHARED_DATA);
/** Inputs that were collected for the tests, in the same folder; undefined if they are not there. */
const CASES = new URL('../../shared/cases/', import.meta.url);
export const SHARED_CASES = existsSync(CASES) ? CASES : undefined;

/** The Chromium for the tests in a browser. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const HAS_CHROMIUM = existsSync(CHROMIUM);

/** True if the tests can create private mounts and run programs as another user, which needs root. */
export const HAS_MOUNTS =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -o remount,bind,ro / && setpriv --version']).status === 0;

/** Returns the files of the recorded days; none if the folder is missing. */
export function recordedDays(): URL[] {
  const folders = HAS_SHARED_DATA
    ? ['hf-days/', 'hf-days-later/'].map((name) => new URL(name, SHARED_DATA))
    : [];
  return folders.flatMap((folder) => readdirSync(folder).map((file) => new URL(file, folder)));
}

/** The unprivileged user as whom tests run the bot. */
export const NOBODY = 65_534;
/** True if the tests can run the bot as `NOBODY`, who has to be able to read this checkout and its Node. */
export const CAN_RUN_AS_NOBODY =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', '0'], { uid: NOBODY, gid: NOBODY }).status === 0;

/** Reports once per run which tests are skipped, and why. */
export function setup(): void {
  const say = (what: string) => process.stdout.write(`Skipping ${what}\n`);
  if (!HAS_SHARED_DATA)
    say('the tests over recorded days and the reference digest: they need ../shared/data');
  if (!HAS_MOUNTS) say('the test on a read-only file system: it needs root, unshare and setpriv, on Linux');
  if (!HAS_CHROMIUM)
    say('the tests of the page in a browser: they need Chromium (CHROMIUM or /usr/bin/chromium)');
  if (!CAN_MOUNT) say('the test over a small disk of its own: it needs root and mount');
  if (!CAN_LIMIT) say('the test over a disk with a limit: it needs prlimit');
  if (!CAN_RUN_AS_NOBODY)
    say('the test over read-only files: it needs root, to run the bot as nobody, who can read this folder');
}
