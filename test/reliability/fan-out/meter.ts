/** Loaded before the bot (`--import`). Reports the resource usage of the bot's process on request. */
process.on('message', () => {
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
});
// The IPC channel must not keep the process alive.
process.channel?.unref();

export interface Reading {
  /** The CPU time since the start of the process, in microseconds. */
  readonly cpu: NodeJS.CpuUsage;
  /** The resident memory, in bytes. */
  readonly rss: number;
}
