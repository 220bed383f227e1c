import { expect, test } from 'vitest';
import { createNoProxy } from '../../../src/lib/network/no-proxy.ts';

test.each<[string, string[], string[]]>([
  ['', [], ['http://example.com', 'http://localhost', 'http://127.0.0.1:8000']],
  [' , ,', [], ['http://example.com']],
  ['*', ['http://example.com', 'wss://[::1]:8000'], []],
  ['*:8080', ['http://example.com:8080'], ['http://example.com']],
  [
    'example.com',
    ['https://example.com', 'http://example.com:8080', 'https://www.example.com', 'https://EXAMPLE.com.'],
    ['https://notexample.com', 'https://example.com.evil.test', 'https://com'],
  ],
  ['.example.com', ['https://example.com', 'https://a.b.example.com'], ['https://notexample.com']],
  ['*.example.com', ['https://www.example.com'], ['https://example.com', 'https://notexample.com']],
  ['Example.COM.', ['https://example.com'], []],
  ['a.test b.test\tc.test,d.test', ['http://a.test', 'http://b.test', 'http://c.test', 'http://d.test'], []],
  ['localhost:11434', ['http://localhost:11434'], ['http://localhost', 'http://localhost:114']],
  ['example.com:443', ['https://example.com', 'wss://example.com'], ['http://example.com']],
  ['example.com:80', ['http://example.com', 'ws://example.com'], ['https://example.com']],
  ['10.0.0.1', ['http://10.0.0.1:5000'], ['http://10.0.0.11', 'http://1.10.0.0.1.test']],
  ['10.0.0.1:80', ['http://10.0.0.1'], ['http://10.0.0.1:81']],
  ['10.0.0.0/8', ['http://10.255.0.1:5000'], ['http://11.0.0.1', 'http://10.0.0.1.test']],
  ['127.0.0.0/8:8000', ['http://127.0.0.1:8000'], ['http://127.0.0.1']],
  ['0.0.0.0/0', ['http://8.8.8.8'], ['http://example.com', 'http://[::1]']],
  ['::1', ['http://[::1]:80', 'http://[0:0:0:0:0:0:0:1]'], ['http://[::2]']],
  ['[::1]', ['http://[::1]:3000'], ['http://[::2]']],
  ['[::1]:3000', ['http://[::1]:3000'], ['http://[::1]']],
  ['fd00::/8', ['http://[fd12::1]'], ['http://[fe80::1]']],
  ['[fd00::]/8', ['http://[fd12::1]'], ['http://[fe80::1]']],
  ['10.0.0.0/33,10.0.0.0/x,10.0.0.0/,/8,:80,[,http://x.test', [], ['http://10.0.0.1', 'http://x.test']],
  ['논문.example', ['http://논문.example'], ['http://example']],
])('T10: NO_PROXY=%s', (list, direct, proxied) => {
  const isDirect = createNoProxy(list);
  for (const address of direct) expect(isDirect(new URL(address)), address).toBe(true);
  for (const address of proxied) expect(isDirect(new URL(address)), address).toBe(false);
});
