import { describe, expect, it } from 'vitest';
import { knownUrl, paperUrl, pdfUrl, thumbnailUrl } from '../../../src/domain/paper/paper.ts';

const ID = '2501.12345';

describe('a paper', () => {
  it('has its addresses on known hosts', () => {
    for (const url of [paperUrl(ID), pdfUrl(ID), thumbnailUrl(ID)])
      expect(knownUrl(url, ['arxiv.org', 'huggingface.co'])).toBe(url);
  });
});

it('an address contains no character that ends a link', () => {
  const strange = 'https://github.com/a)[x](b)|`c?d=(e)`';
  expect(knownUrl(strange, ['github.com'])).toBe('https://github.com/a%29%5bx%5d%28b%29%7c%60c?d=%28e%29%60');
});
