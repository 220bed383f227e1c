/** Loaded into the bot before anything else (`--import`): says what its process uses, when it is asked. */
process.on('message', () => {
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
});
// Being asked is no reason to live on.
process.channel?.unref();

export interface Reading {
  /** Microseconds, since the process began. */
  readonly cpu: NodeJS.CpuUsage;
  /** Bytes. */
  readonly rss: number;
}
