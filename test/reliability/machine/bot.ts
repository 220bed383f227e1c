import { spawn } from 'node:child_process';
import { once } from 'node:events';

const CLOCK = new URL('./moved-clock.ts', import.meta.url).href;

export interface BotOptions {
  readonly env: Record<string, string | undefined>;
  /** The user id and group id of the bot's process; by default, those of the test. */
  readonly uid?: number;
}

export interface Health {
  readonly status: number;
  readonly ill: Record<string, string>;
}

export type Bot = ReturnType<typeof spawnBot>;

/** Starts the real program in its own process. */
export function spawnBot({ env, uid }: BotOptions) {
  const child = spawn(process.execPath, ['--import', CLOCK, 'src/main.ts'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = '';
  const opened = Promise.withResolvers<string>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const address = output.match(/"address":"(http:[^"]+)"/)?.[1];
    if (address) opened.resolve(address);
  });
  const ended = once(child, 'close').then(() => {
    opened.reject(new Error(`ended with ${child.exitCode ?? child.signalCode}: ${output}`));
    return child.exitCode;
  });
  // A test that only waits for the exit does not handle this promise's rejection.
  opened.promise.catch(() => {});
  const lines = () => output.split('\n').filter(Boolean);

  return {
    pid: child.pid as number,
    output: () => output,
    /** Returns the lines of output that are not log lines. */
    said: () => lines().filter((line) => !line.startsWith('{')),
    /** Returns the log lines of a level. */
    logged: (level: string) => lines().filter((line) => line.startsWith(`{"level":"${level}"`)),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** Resolves to the bot's web address once it listens; rejects if the bot exits first. */
    opened: opened.promise,
    ended,
    async health(): Promise<Health> {
      const response = await fetch(`${await opened.promise}/healthz`);
      const { ill } = (await response.json()) as { ill: Record<string, string> };
      return { status: response.status, ill };
    },
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`${await opened.promise}/metrics`)).text();
      return Number(text.match(new RegExp(`^paperboy_${name} (\\S+)`, 'm'))?.[1]);
    },
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    async end(signal: NodeJS.Signals): Promise<number | null> {
      child.kill(signal);
      return ended;
    },
  };
}
