import { describe } from 'vitest';
import { describeVotes } from './votes-suite.ts';

describe('votes', () => describeVotes([2, 3]));
