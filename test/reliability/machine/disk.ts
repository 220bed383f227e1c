import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { Bot } from './bot.ts';

/** A folder whose disk can be filled and emptied while a bot runs. */
export interface Disk {
  readonly folder: string;
  fill(bot: Bot): void;
  empty(bot: Bot): void;
}

/** Large enough for the databases, and small enough to fill quickly. */
const SIZE = '16m';

const can = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

function canMount(): boolean {
  const folder = join(tmpdir(), `paperboy-mount-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const mounted = can('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (mounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return mounted;
}

/** True if this machine supports `openSmallDisk`. */
export const CAN_MOUNT = canMount();
/** True if this machine supports `openLimitedDisk`. */
export const CAN_LIMIT = can('prlimit', '--version');

/** Mounts a small file system; when it is full, writes fail with ENOSPC. Needs root. */
export async function openSmallDisk({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', folder]);
  // Clean-ups run in reverse order: this one is registered first, so it runs after the bot has stopped.
  onTestFinished(async () => {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      const file = openSync(filler, 'w');
      for (let size = 2 ** 16; size >= 1; size /= 16) {
        try {
          for (;;) writeSync(file, Buffer.alloc(size));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
      closeSync(file);
    },
    empty: () => rmSync(filler),
  };
}

/**
 * Creates a folder on an ordinary disk, which is not really filled: `fill` limits the bot's files to one byte each,
 * so writes beyond that fail with EFBIG. Does not need root.
 */
export async function openLimitedDisk({
  onTestFinished,
}: Pick<TestContext, 'onTestFinished'>): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-disk-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const limit = (size: string) => (bot: Bot) =>
    void execFileSync('prlimit', [`--pid=${bot.pid}`, `--fsize=${size}:`]);
  return { folder, fill: limit('1'), empty: limit('unlimited') };
}
