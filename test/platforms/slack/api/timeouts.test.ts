import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SetupError, TemporaryError } from '../../../../src/domain/errors.ts';
import { createSlackCall } from '../../../../src/platforms/slack/api/call.ts';
import { retryAfterUnknown, TIMEOUTS, timeoutOf } from '../../../../src/platforms/slack/api/timeouts.ts';
import { failure } from '../../../app/editions/harness.ts';
import { directFetch } from '../../../fixtures/network.ts';
import { holdTimeouts } from '../../../fixtures/timeouts.ts';

const POST = 'chat.postMessage';
const OTHER = 'chat.update';

test.each([
  [POST, false, 5_000],
  [OTHER, false, 3_000],
  ['auth.test', false, 3_000],
  [POST, true, 10_000],
  [OTHER, true, 10_000],
])('the timeout of %s (slow channel: %s) is %i ms', (method, isSlow, ms) => {
  expect(timeoutOf(TIMEOUTS, method, isSlow)).toBe(ms);
});

test.each([
  [POST, true, 4_000],
  [POST, false, 500],
  [OTHER, true, undefined],
  [OTHER, false, undefined],
])('after a failed %s (timeout: %s), the next attempt waits for %s ms', (method, isTimeout, ms) => {
  expect(retryAfterUnknown(TIMEOUTS, method, isTimeout)).toBe(ms);
});

describe('a call', () => {
  /**
   * Starts a Slack that responds with `reply`, whose `expire` ends the newest timeout. `asked` lists all timeouts,
   * in ms.
   */
  async function open(reply: (response: ServerResponse, expire: () => void) => void) {
    const { asked, expire } = holdTimeouts();
    const slack = { reply };
    const server = createServer((request, response) => {
      request.resume().on('end', () => slack.reply(response, expire));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stop = new AbortController();
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
    return { slack, asked, stop, call: createSlackCall('xoxb-token', url, stop.signal, directFetch) };
  }
  const ok = (response: ServerResponse) =>
    void response.setHeader('content-type', 'application/json').end('{"ok":true}');
  const hang = (_response: ServerResponse, expire: () => void) => setImmediate(expire);

  test('that times out makes its channel slow, until a call to the channel succeeds', async () => {
    const { slack, asked, call } = await open(hang);
    const error = await failure(call(POST, { channel: 'C1' }));
    expect(error).toBeInstanceOf(TemporaryError);
    expect(error).toMatchObject({ retryAfterMs: 4_000, isUndone: false });
    expect(error.message).toContain('timed out');
    slack.reply = ok;
    for (const channel of ['C2', 'C1', 'C1']) await call(POST, { channel });
    await call(OTHER, { channel: 'C1' });
    expect(asked).toEqual([5_000, 5_000, 10_000, 5_000, 3_000]);
  });

  test('that fails in another way makes a slow channel normal again', async () => {
    const { slack, asked, call } = await open(hang);
    await failure(call(OTHER, { channel: 'C1' }));
    slack.reply = (response) => response.destroy();
    const error = await failure(call(POST, { channel: 'C1' }));
    expect(error).toMatchObject({ retryAfterMs: 500, isUndone: false });
    slack.reply = ok;
    await call(POST, { channel: 'C1' });
    expect(asked).toEqual([3_000, 10_000, 5_000]);
  });

  test('also times out in the middle of its response', async () => {
    const { call } = await open((response, expire) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      // The client runs in this process, so it has read the headers after two turns of the event loop.
      response.write('{"ok":', () => setImmediate(() => setImmediate(expire)));
    });
    expect(await failure(call(POST, { channel: 'C1' }))).toMatchObject({ retryAfterMs: 4_000 });
  });

  test('ends with the bot, and does not wait for its response', async () => {
    const reason = new Error('stopping');
    const { stop, call } = await open(() => setImmediate(() => stop.abort(reason)));
    expect(await failure(call(POST, { channel: 'C1' }))).toBe(reason);
  });

  test.each(['invalid_auth', 'missing_scope'])('that Slack refuses (%s) needs an operator', async (code) => {
    const { call } = await open((response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: false, error: code }));
    });
    expect(await failure(call(POST, { channel: 'C1' }))).toBeInstanceOf(SetupError);
  });
});
