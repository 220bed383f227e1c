import { expect, test } from 'vitest';
import { isInWorkspace, toWorkspace, workspaceReader } from '../../../src/platforms/slack/workspace.ts';

test.each([
  [{ teamId: 'T1' }, 'T1'],
  [{ enterpriseId: 'E1', teamId: 'T1' }, 'E1.T1'],
  [{}, ''],
])('a workspace is named with the enterprise if there is one: %j', (team, workspace) =>
  expect(toWorkspace(team)).toBe(workspace),
);

test.each([
  ['T1', 'T1', true],
  ['T1', 'E1.T1', true],
  ['E1.T1', 'T1', true],
  ['', 'T1', true],
  ['T2', 'T1', false],
  ['E1.T2', 'E1.T1', false],
])('a place in %j is in the workspace %j: %j', (place, workspace, is) =>
  expect(isInWorkspace(place, workspace)).toBe(is),
);

test('a payload without the enterprise of our own team is about our workspace', () => {
  const workspaceOf = workspaceReader('E1.T1');
  expect(workspaceOf({ teamId: 'T1' })).toBe('E1.T1');
  expect(workspaceOf({ enterpriseId: 'E1', teamId: 'T1' })).toBe('E1.T1');
  expect(workspaceOf({})).toBe('E1.T1');
  expect(workspaceOf({ teamId: 'T2' })).toBe('T2');
});
