import { describe } from 'vitest';
import { describeVotes } from './votes-suite.ts';

describe('votes', () => describeVotes([1, 2, 3]));
