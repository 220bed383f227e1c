import { describe, expect, it } from 'vitest';
import { escapeSlack, fromSlackValue, toSlackValue, typedFromSlack } from '../../src/render/slack-text.ts';

const TEXTS = [
  'a & b',
  '<b> "x" \'y\'',
  '&lt;',
  '&amp;lt;',
  '100%',
  '%26',
  '%3C &lt; <',
  'https://x.kr/?a=1&b=2',
  '강화',
];

describe('T14: the value of a button', () => {
  it.each(TEXTS)('comes back as it was sent, whether Slack escapes it or not: %s', (text) => {
    const value = toSlackValue(text);
    expect(value).not.toMatch(/[&<>]/);
    expect(fromSlackValue(value)).toBe(text);
    expect(fromSlackValue(escapeSlack(value))).toBe(text);
  });

  it.each([
    ['/paper search words:"a &amp; b &lt;c&gt;"', '/paper search words:"a & b <c>"'],
    ['/paper search words:"a & b <c>"', '/paper search words:"a & b <c>"'],
    ['/paper search words:&amp;lt;', '/paper search words:&lt;'],
    ['/paper search words:50%', '/paper search words:50%'],
  ])('that was sent before it was encoded is still read: %s', (value, line) =>
    expect(fromSlackValue(value)).toBe(line),
  );
});

describe('T14: the text of a command', () => {
  it.each(TEXTS)('is read as it was typed if Slack escapes it: %s', (text) =>
    expect(typedFromSlack(escapeSlack(text))).toBe(text),
  );

  it.each([
    ['a & b < c > d', 'a & b < c > d'],
    ['&amp;lt;', '&lt;'],
    ['&quot;&#39;&nbsp;', '&quot;&#39;&nbsp;'],
    ['보기 <https://arxiv.org/abs/2501.12345>', '보기 https://arxiv.org/abs/2501.12345'],
    ['<http://arxiv.org/abs/2501.12345|arxiv.org/abs/2501.12345>', 'http://arxiv.org/abs/2501.12345'],
    ['<https://x.kr/?a=1&amp;b=2|x.kr> 로봇', 'https://x.kr/?a=1&b=2 로봇'],
    ['<mailto:a@b.kr|a@b.kr> <tel:1800|18:00>', 'a@b.kr 18:00'],
    ['<@U012ABC|mina> <#C012ABC|papers> <#C012ABC|> <@U012ABC>', '@mina #papers <#C012ABC|> <@U012ABC>'],
    ['&lt;https://x.kr&gt;', '<https://x.kr>'],
    ['<!channel> <b>', '<!channel> <b>'],
  ])('%s is read as %s', (text, typed) => expect(typedFromSlack(text)).toBe(typed));
});
