import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { isOrphanedSocketError } from './src/compose/process-guard.ts';
import { EVENTUALLY } from './test/fixtures/eventually.ts';

// The threads and processes that tests start (the search index, `npm start`) load compiled code instead of stripping the types again.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/node_modules/.cache/node-compile`;

/** Linux's file system in memory: a database on a disk waits for it after each commit. Containers often have a small one. */
const IN_MEMORY = '/dev/shm';
try {
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  if (bavail * bsize > 2 ** 30) process.env.TMPDIR ??= IN_MEMORY;
} catch {
  // Other systems have none.
}

/** Minutes, in milliseconds: a slow test on a busy machine is not a failure. Quick tests take seconds. */
const QUICK_LIMIT = 2 * 60_000;
const DEEP_LIMIT = 5 * 60_000;

const ALL = 'test/**/*.test.ts';
/** Full matrices, all seeds, separate processes, recorded days, a browser. */
const DEEP = 'test/**/*.deep.test.ts';
/** The real client libraries, and the whole bot, against loopback emulators of the platforms. */
const PROTOCOL = 'test/{emulators,platforms,scenarios}/**/*.test.ts';

/** A file's name determines its speed: `npm test` runs `unit` and `protocol`, `npm run test:deep` runs `deep`. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    globalSetup: 'test/needs.ts',
    testTimeout: QUICK_LIMIT,
    hookTimeout: DEEP_LIMIT,
    expect: { poll: EVENTUALLY },
    // The program ignores these errors of @discordjs/ws too. They arrive here serialised.
    onUnhandledError({ name, ...error }) {
      const { message, stack } = error;
      const made = name === 'TypeError' ? new TypeError(message) : new Error(message);
      return !isOrphanedSocketError(Object.assign(made, { stack, code: 'code' in error ? error.code : '' }));
    },
    // Files of `unit` and `protocol` share the processes of `npm test`: loading the code again for each costs a third of the time.
    projects: [
      { extends: true, test: { isolate: false, name: 'unit', include: [ALL], exclude: [DEEP, PROTOCOL] } },
      { extends: true, test: { isolate: false, name: 'protocol', include: [PROTOCOL], exclude: [DEEP] } },
      { extends: true, test: { testTimeout: DEEP_LIMIT, name: 'deep', include: [DEEP] } },
    ],
  },
});
