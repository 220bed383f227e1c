import { expect, it } from 'vitest';
import { PAPER_ID, paperIdsIn } from '../../../src/domain/paper/paper-id.ts';
import { PAPER_LINKS } from '../../fixtures/paper-links.ts';

it('a paper is requested only by its id: no pasted text gets into an address', () => {
  const ids = PAPER_LINKS.flatMap(({ text }) => paperIdsIn(`${text}/../../settings?x=%2f..%2fx`));
  expect(ids.length).toBeGreaterThan(100);
  for (const id of ids) expect(id).toMatch(PAPER_ID);
});

it.each(['2501.12345', '2501.12345v2', '0704.0001', 'hep-th/9802150', 'cs/0112017v1'])(
  '%s can be the id of a paper',
  (id) => expect(id).toMatch(PAPER_ID),
);

it.each(['', '2501', 'cs/..', '../2501.12345', 'user/9802150', 'cs/0112017/x', ' 2501.12345', 'CS/0112017'])(
  '%j is not the id of a paper',
  (id) => expect(id).not.toMatch(PAPER_ID),
);
