import { expect, it } from 'vitest';
import { paperToBibtex } from '../../src/render/bibtex.ts';

it('renders a paper as BibTeX', () =>
  expect(
    paperToBibtex({
      id: '2608.19880',
      title: 'Lamps & $\\mathcal{O}(n)$ 50% Off',
      authors: ['Ada Lee', '황성주'],
    }),
  ).toBe(`@misc{arxiv:2608.19880,
  title = {{Lamps \\& $\\mathcal{O}(n)$ 50\\% Off}},
  author = {Ada Lee and 황성주},
  year = {2026},
  eprint = {2608.19880},
  archivePrefix = {arXiv},
  url = {https://arxiv.org/abs/2608.19880}
}`));

it.each([
  ['hep-th/9901001', '1999'],
  ['cs/0112017', '2001'],
  ['0704.0001', '2007'],
])('%s is of %s', (id, year) =>
  expect(paperToBibtex({ id, title: 'A', authors: [] })).toContain(`year = {${year}}`),
);

it.each(['A } brace', '} {', '{{'])('braces of a title end nothing: %s', (title) => {
  const entry = paperToBibtex({ id: '2608.00001', title, authors: [`${title} name`] });
  expect(entry.split('{')).toHaveLength(entry.split('}').length);
  expect(entry.match(/^ {2}title = \{\{[^{}]*\}\},$/m)).not.toBeNull();
});

it('names fifty authors', () =>
  expect(
    paperToBibtex({ id: '2608.00001', title: 'A', authors: Array.from({ length: 60 }, (_, n) => `A ${n}`) }),
  ).toContain('A 49 and others}'));
