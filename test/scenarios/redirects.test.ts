import { describe, expect, onTestFinished, test } from 'vitest';
import { TemporaryError } from '../../src/domain/errors.ts';
import { redirectTarget } from '../../src/lib/network/redirect.ts';
import { type RedirectOptions, startRedirects } from '../emulators/redirects.ts';
import { CLIENTS, requestsOf } from '../fixtures/clients.ts';
import { directNetwork } from '../fixtures/network.ts';

async function open(options: RedirectOptions) {
  const servers = await startRedirects(options);
  onTestFinished(servers.close);
  return servers;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );

describe.each(CLIENTS)('S14: %s', (client) => {
  test.each([301, 302, 303, 307, 308])('sends nothing to the server that a %i names', async (status) => {
    const { url, other, arrived, requests } = await open({ status });
    const failure = await failureOf(requestsOf(directNetwork, url)[client]());
    expect(failure).toBeInstanceOf(TemporaryError);
    expect((failure as Error).message).toContain(
      `answered ${status}: the redirect to ${other} was not followed`,
    );
    expect(requests.length).toBeGreaterThan(0);
    expect(arrived).toEqual([]);
  });

  test.each<[string, RedirectOptions['location'], string]>([
    ['no Location', () => null, 'without a valid Location'],
    ['an empty host', () => 'http://', 'without a valid Location'],
    ['another scheme', (other) => other.replace('http:', 'https:'), 'the redirect to https://127.0.0.1:'],
    [
      'another server without a scheme',
      (other) => other.replace('http:', ''),
      'the redirect to http://127.0.0.1:',
    ],
    [
      'another server by name',
      (other) => other.replace('127.0.0.1', 'localhost'),
      'the redirect to http://localhost:',
    ],
    ['a file', () => 'file:///etc/passwd', 'the redirect to a file: address'],
    ['a script', () => 'javascript:alert(1)', 'the redirect to a javascript: address'],
    ['data', () => 'data:application/json,{}', 'the redirect to a data: address'],
    [
      'itself with a user name',
      (_other, { headers }) => `http://me:pass@${headers.host}/`,
      'the redirect to another path',
    ],
  ])('follows no redirect to %s', async (_name, location, words) => {
    const { url, arrived } = await open({ location });
    const failure = await failureOf(requestsOf(directNetwork, url)[client]());
    expect(failure).toBeInstanceOf(TemporaryError);
    expect((failure as Error).message).toContain(words);
    expect(arrived).toEqual([]);
  });

  test('does not follow a redirect to itself for ever', async () => {
    const { url, requests } = await open({ location: (_other, asked) => asked.url ?? '/' });
    const failure = await failureOf(requestsOf(directNetwork, url)[client]());
    expect(failure).toBeInstanceOf(TemporaryError);
    expect((failure as Error).message).toContain(
      client === 'list' ? 'redirected more than 5 times' : 'the redirect to another path was not followed',
    );
    expect(requests.length).toBeLessThanOrEqual(6);
  });
});

test.each<[string, string | null, string | null]>([
  ['http://hub.example/api?a=b', '/api/?a=b', 'http://hub.example/api/?a=b'],
  ['http://hub.example/api', 'https://hub.example/api', 'https://hub.example/api'],
  ['https://hub.example/api', 'https://hub.example:443/v2', 'https://hub.example/v2'],
  ['https://hub.example/api', 'http://hub.example/api', null],
  ['http://hub.example:8080/api', 'https://hub.example/api', null],
  ['http://hub.example/api', 'https://hub.example:8443/api', null],
  ['http://hub.example/api', 'https://www.hub.example/api', null],
  ['http://hub.example/api', 'https://hub.example.evil.test/api', null],
  ['https://hub.example/api', '//evil.test/api', null],
  ['https://hub.example/api', '\\\\evil.test/api', null],
  ['https://hub.example/api', 'https://hub.example@evil.test/', null],
  ['https://hub.example/api', 'https://me@hub.example/', null],
  ['https://hub.example/api', null, null],
])('S14: a list at %s that moves to %j is read there: %j', (from, location, expected) =>
  expect(redirectTarget(new URL(from), location)?.href ?? null).toBe(expected),
);
