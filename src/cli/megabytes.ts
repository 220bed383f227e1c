/** Shows a number of bytes in megabytes. */
export const showMegabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
