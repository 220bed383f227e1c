import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { isOrphanedSocketError } from '../../src/compose/process-guard.ts';

const failed = (message: string, code?: string) => Object.assign(new Error(message), code ? { code } : {});

/** Returns the error that ws throws if the timeout of a handshake expires after the handshake has failed. */
function lateHandshake(): unknown {
  const abortHandshake = (stream: { setHeader: unknown } | null) => stream?.setHeader ?? (stream as never)[0];
  try {
    return abortHandshake(null);
  } catch (error) {
    return error;
  }
}

describe('an uncaught error', () => {
  test.each([
    failed('read ECONNRESET', 'ECONNRESET'),
    failed('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'),
    failed('other side closed', 'UND_ERR_SOCKET'),
    failed('WebSocket was closed before the connection was established'),
    failed('Unexpected server response: 503'),
    lateHandshake(),
  ])('of a connection is orphaned: %s', (error) => expect(isOrphanedSocketError(error)).toBe(true));

  test.each([
    failed('database is locked', 'ERR_SQLITE_ERROR'),
    failed("Cannot read properties of undefined (reading 'id')"),
    failed('no such file', 'ENOENT'),
    'ECONNRESET',
    undefined,
  ])('in our own code is not orphaned: %s', (error) => expect(isOrphanedSocketError(error)).toBe(false));

  const program = (error: string) => `
    import { createLog } from './src/compose/logger.ts';
    import { guardProcess } from './src/compose/process-guard.ts';
    guardProcess(createLog('info', []));
    setImmediate(() => { setImmediate(() => process.stdout.write('went on')); throw ${error}; });`;

  test.each([
    ["Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })", 0, 'went on', '"level":"warn"'],
    ["new TypeError('a bug')", 1, '', '"level":"error"'],
  ])('%s ends the program with %i', async (error, code, output, line) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(error)]);
    let out = '';
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
    await once(child, 'close');
    expect([child.exitCode, out]).toEqual([code, output]);
    expect(log).toContain(line);
  });
});
