import { describe, expect, it } from 'vitest';
import {
  addressToPaperId,
  knownUrl,
  PAPER_ID,
  paperUrl,
  pdfUrl,
  thumbnailUrl,
} from '../../../src/domain/paper/paper.ts';

const ID = '2501.12345';

describe('a paper', () => {
  it.each([
    ID,
    ` ${ID}\n`,
    `${ID}v1`,
    `${ID}v12`,
    `arXiv:${ID}`,
    `arxiv: ${ID}v3`,
    `https://arxiv.org/abs/${ID}`,
    `http://arxiv.org/abs/${ID}`,
    `HTTPS://ARXIV.ORG/abs/${ID}`,
    `https://www.arxiv.org/abs/${ID}v2`,
    `https://export.arxiv.org/abs/${ID}`,
    `https://arxiv.org/pdf/${ID}`,
    `https://arxiv.org/pdf/${ID}v2.pdf`,
    `https://arxiv.org/pdf/${ID}.pdf#page=3`,
    `https://arxiv.org/html/${ID}v1/x1.png`,
    `https://ar5iv.labs.arxiv.org/html/${ID}`,
    `https://arxiv.org/abs/${ID}?context=cs.LG`,
    `https://huggingface.co/papers/${ID}`,
    `https://huggingface.co/papers/${ID}/`,
    `https://huggingface.co/papers/${ID}?ref=lamp`,
    `https://huggingface.co/papers/${ID}#community`,
    `https://hf.co/papers/${ID}`,
    `arxiv.org/abs/${ID}`,
    `huggingface.co/papers/${ID}`,
    `<https://arxiv.org/abs/${ID}>`,
    ...['.', ',', ')', '!', '”'].map((end) => `https://arxiv.org/abs/${ID}${end}`),
    `(${ID})`,
    `${ID}.`,
    `arXiv:${ID}v2 [cs.CL]`,
    `https://arxiv.org/ABS/${ID}V2`,
    `<https://huggingface.co/papers/${ID}|a label>`,
    `https://huggingface.co/ko/papers/${ID}`,
    paperUrl(ID),
    pdfUrl(ID),
  ])('is identified by %j', (text) => expect(addressToPaperId(text)).toBe(ID));

  it('keeps a trailing zero, and ids of four digits', () => {
    expect(addressToPaperId('https://arxiv.org/abs/2503.02130v1')).toBe('2503.02130');
    expect(addressToPaperId('1412.6980')).toBe('1412.6980');
  });

  it.each([
    '',
    ' ',
    '2501',
    '2501.123',
    '2501.123456',
    '12501.12345',
    `${ID}v`,
    `${ID} and more`,
    `x${ID}`,
    'Attention is all you need',
    `about ${ID}`,
    'cs/0112017',
    'https://arxiv.org/abs/cs/0112017',
    'https://arxiv.org/list/cs.LG/recent',
    'https://huggingface.co/papers',
    `https://evil.example/abs/${ID}`,
    `https://huggingface.co/spaces/lamp/${ID}/tree`,
    `https://arxiv.org.evil.example/abs/${ID}`,
    `https://evilarxiv.org/abs/${ID}`,
    `https://evil.example/https://arxiv.org/abs/${ID}`,
    `https://evil.example#arxiv.org/abs/${ID}`,
    `https://arxiv.org@evil.example/abs/${ID}`,
    `https://user:word@arxiv.org/abs/${ID}`,
    `https://arxiv.org:8443/abs/${ID}`,
    `ftp://arxiv.org/abs/${ID}`,
    `file:///abs/${ID}`,
    `javascript:alert('${ID}')`,
    `https:// arxiv.org/abs/${ID}`,
    'https://',
    '<>',
  ])('is not identified by %j', (text) => expect(addressToPaperId(text)).toBeNull());

  it('is requested only by its id: no typed text gets into an address', () => {
    for (const text of [
      `https://arxiv.org/abs/${ID}/../../settings`,
      `https://arxiv.org/abs/${ID}%2f..%2fx`,
    ]) {
      const id = addressToPaperId(text);
      expect(id === null || PAPER_ID.test(id), text).toBe(true);
    }
  });

  it('has its addresses on known hosts', () => {
    for (const url of [paperUrl(ID), pdfUrl(ID), thumbnailUrl(ID)])
      expect(knownUrl(url, ['arxiv.org', 'huggingface.co'])).toBe(url);
  });
});

it('an address contains no character that ends a link', () => {
  const strange = 'https://github.com/a)[x](b)|`c?d=(e)`';
  expect(knownUrl(strange, ['github.com'])).toBe('https://github.com/a%29%5bx%5d%28b%29%7c%60c?d=%28e%29%60');
});
