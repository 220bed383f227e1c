import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { NO_ENV_FILE } from '../../src/config/env-file.ts';
import { createProxyFor } from '../../src/lib/network/proxies.ts';

const complaint = (env: Record<string, string>, onlyHere: readonly string[] = []): string => {
  try {
    readConfig(env, { ...NO_ENV_FILE, onlyHere });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
/** Returns the proxies that the bot uses for http: and https: addresses, without credentials. */
const hosts = (env: Record<string, string>) => {
  const { http, https } = readConfig(env).proxies;
  return [http?.host, https?.host];
};

describe('T10: the proxies', () => {
  it.each<[string, Record<string, string>, [string | undefined, string | undefined]]>([
    ['none', {}, [undefined, undefined]],
    ['one for http', { HTTP_PROXY: 'http://a:1' }, ['a:1', undefined]],
    ['one for https', { HTTPS_PROXY: 'http://a:1' }, [undefined, 'a:1']],
    ['both', { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'https://b:2/' }, ['a:1', 'b:2']],
    ['lower-case names', { http_proxy: 'http://a:1', https_proxy: 'http://b:2' }, ['a:1', 'b:2']],
    ['a lower-case name first', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, [undefined, 'b:2']],
    ['an empty lower-case name', { HTTP_PROXY: 'http://a:1', http_proxy: ' ' }, ['a:1', undefined]],
    ['one for all', { ALL_PROXY: 'http://a:1' }, ['a:1', 'a:1']],
    ['one for the rest', { all_proxy: 'http://a:1', HTTP_PROXY: 'http://b:2' }, ['b:2', 'a:1']],
    [
      'SOCKS for other programs',
      { ALL_PROXY: 'socks5://c:3', HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' },
      ['a:1', 'b:2'],
    ],
    ['an IPv6 address, and a default port', { ALL_PROXY: 'http://[::1]' }, ['[::1]', '[::1]']],
  ])('can be %s', (_name, env, expected) => expect(hosts(env)).toEqual(expected));

  it.each(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'https_proxy'])(
    '%s is refused unless it is the URL of an HTTP proxy, and its value is not shown',
    (name) => {
      const wrong = [
        'my-proxy.example:3128',
        'my-proxy.example',
        'socks5://my-proxy.example:1080',
        'http://',
        'http://my-proxy.example:99999',
        'http://my-proxy.example/path',
        'http://my-proxy.example?a=b',
        'http://me:100%@my-proxy.example',
        'true',
      ];
      for (const value of wrong) {
        const message = complaint({ [name]: value });
        expect(message, value).toContain(`\n- ${name.toUpperCase()} must be an HTTP proxy's URL`);
        expect(message, value).not.toContain('my-proxy');
      }
    },
  );

  it('keep their passwords out of the log, percent-encoded or not', () => {
    const { secrets, proxies } = readConfig({ HTTPS_PROXY: 'http://me:p%40ssw%C3%B6rd@proxy.example:1' });
    expect(secrets).toEqual(
      expect.arrayContaining(['http://me:p%40ssw%C3%B6rd@proxy.example:1', 'p%40ssw%C3%B6rd', 'p@sswörd']),
    );
    expect(proxies.https?.host).toBe('proxy.example:1');
  });

  it('are for the addresses of their scheme that NO_PROXY does not list', () => {
    const env = { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2', no_proxy: 'corp.example' };
    const proxyFor = createProxyFor(readConfig(env).proxies);
    const host = (address: string) => proxyFor(new URL(address))?.host;
    expect(['http://x.example', 'ws://x.example', 'https://x.example', 'wss://x.example'].map(host)).toEqual([
      'a:1',
      'a:1',
      'b:2',
      'b:2',
    ]);
    expect(['http://corp.example', 'wss://www.corp.example'].map(host)).toEqual([undefined, undefined]);
  });
});

describe('the settings of Node itself', () => {
  it.each(['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_USE_ENV_PROXY', 'NODE_USE_SYSTEM_CA'])(
    'T10: %s is refused if it stands only in .env, where Node does not see it',
    (name) => {
      const env = { [name]: import.meta.filename, PORT: 'x' };
      const message = complaint(env, [name, 'PORT']);
      expect(message).toContain(`\n- ${name} has no effect in .env`);
      expect(message).toContain('\n- PORT must be');
      expect(complaint({ [name]: import.meta.filename })).toBe('');
    },
  );

  it('T10: NODE_TLS_REJECT_UNAUTHORIZED=0 is refused, wherever it stands', () => {
    for (const value of ['0', ' 0 '])
      for (const onlyInFile of [[], ['NODE_TLS_REJECT_UNAUTHORIZED']]) {
        const message = complaint({ NODE_TLS_REJECT_UNAUTHORIZED: value }, onlyInFile);
        expect(message).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED must not be 0.* NODE_EXTRA_CA_CERTS/);
      }
    expect(complaint({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toBe('');
  });

  it('NODE_EXTRA_CA_CERTS has to be a readable file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-ca-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'ca.pem'), '');
    expect(complaint({ NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })).toBe('');
    expect(complaint({ NODE_EXTRA_CA_CERTS: join(folder, 'other.pem') })).toContain(
      'NODE_EXTRA_CA_CERTS must be the path of a readable file',
    );
  });
});
