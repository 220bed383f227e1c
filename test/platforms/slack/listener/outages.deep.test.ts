import { failOnUnhandled } from '../harness.ts';
import { describeOutages } from './outages.ts';

failOnUnhandled();
describeOutages('deep');
