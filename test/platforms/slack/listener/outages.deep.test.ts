import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { describeOutages } from './outages.ts';

failOnUnhandled();
describeOutages('deep');
