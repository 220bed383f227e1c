import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { World } from './world.ts';

/** Polls until `check` returns true; resolves to false if `limitMs` passes first. */
export async function waitUntil(check: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!check()) {
    if (performance.now() > deadline) return false;
    await pause(10);
  }
  return true;
}
export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export type Life = ReturnType<typeof startLife>;

/** Starts the real program in its own process, which kills itself at the point `killAt` (kill-switch.ts). */
export function startLife({ discord, slack }: World, env: Record<string, string | undefined>, killAt = '') {
  const child = spawn(
    process.execPath,
    ['--import', './test/reliability/crash/kill-switch.ts', 'src/main.ts'],
    { env: { ...env, KILL_AT: killAt }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  let isOver = false;
  const ended = once(child, 'close').then(async () => {
    isOver = true;
    // Connections of the ended bot that are still open would count as those of the next bot.
    await waitUntil(() => discord.gateway.live() === 0 && slack.socket.live() === 0, 5_000);
  });
  return {
    ended,
    isOver: () => isOver,
    log: () => log,
    /** Null while the process runs, and after a signal has ended it. */
    exitCode: () => child.exitCode,
    wasKilled: () => child.signalCode === 'SIGKILL',
    address: () => log.match(/"address":"(http:[^"]+)"/)?.[1],
    /** True while the bot receives events from both platforms. */
    isListening: () => discord.gateway.live() > 0 && slack.socket.live() > 0,
    async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
      child.kill(signal);
      await ended;
    },
  };
}
