/** Loaded into the bot before anything else (`--import`): reports its process's resource usage on request. */
process.on('message', () => {
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
});
// The channel must not keep the process alive.
process.channel?.unref();

export interface Reading {
  /** CPU time since the start of the process, in microseconds. */
  readonly cpu: NodeJS.CpuUsage;
  /** Bytes. */
  readonly rss: number;
}
