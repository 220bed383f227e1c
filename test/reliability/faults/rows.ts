import type { Row, Sample } from '../../bench/row.ts';
import type { Figures } from './preload.ts';
import { PLACES, type Run, sum } from './random.ts';

const MB = 1024 * 1024;

/** The results of all cases and runs. */
export interface Told {
  /** The number of cases, which have one fault each. */
  readonly cases: number;
  /** The number of cases without a problem. */
  readonly survived: number;
  readonly healthy: readonly Run[];
  readonly faulty: readonly Run[];
  /** The number of list days in each run. */
  readonly days: number;
  /** The number of papers in each edition. */
  readonly papers: number;
}

export function toRows({ cases, survived, healthy, faulty, days, papers }: Told): Row[] {
  const runs = [...healthy, ...faulty];
  const editions = days * PLACES.length;
  const walls = faulty.flatMap((run) => run.walls);
  const healthyWalls = healthy.flatMap((run) => run.walls);
  const highest = (figure: (run: Run) => number) => Math.max(...faulty.map(figure));
  const total = (figure: (run: Run) => number) => sum(runs.map(figure));
  const faults = total((run) => run.faults);
  const doubled = total((run) => run.doubled);
  const lost = total((run) => run.lost);
  const rejections = total((run) => run.rejections);
  const bugs = total((run) => run.bugs.length);

  // Messages on the web page are not counted.
  const perDay = (PLACES.length - 1) * (papers + 1);
  const messages = {
    count: total((run) => run.messages),
    ...{ unit: 'messages', least: runs.length * days * perDay },
  };
  const delivered = { count: walls.length, unit: 'editions', least: faulty.length * editions };
  const healthyEditions = { count: healthyWalls.length, unit: 'editions', least: healthy.length * editions };
  const lines = { count: total((run) => run.lines), unit: 'log lines', least: runs.length * editions };
  const between = {
    count: sum(faulty.map((run) => run.between)),
    ...{ unit: 'editions', least: faulty.length * (days - 2) * PLACES.length },
  };

  const most = (name: string, value: number, unit: string, limit: number, of: Sample): Row => ({
    ...{ name: `faults: ${name}`, value: round(value), unit, limit, of },
  });
  const least = (name: string, value: number, unit: string, limit: number): Row => ({
    ...{ name: `faults: ${name}`, value: round(value), unit, limit, atLeast: true },
  });
  const ratio = mean(walls) / mean(healthyWalls);
  const memory = highest(({ before }) => before.memory) / MB;
  const grown = highest(({ before, after }) => after.memory - before.memory) / MB;
  const moreHandles = highest(({ before, after }) => held(after) - held(before));
  return [
    least('alone, survived', survived, 'cases', cases),
    least('at random', faults, 'faults', faulty.length * editions),
    least('editions delivered at 30 %', walls.length, 'editions', faulty.length * editions),
    most('messages doubled', doubled, 'messages', 0, messages),
    most('messages lost', lost, 'messages', 0, messages),
    // Five summaries of 2 s each would exceed the limit if they were requested one after the other.
    most('an edition without faults', mean(healthyWalls) / 1_000, 's', 10, healthyEditions),
    most('time at 30 % / without faults', ratio, 'ratio', 2.5, delivered),
    most('the slowest edition at 30 %', Math.max(...walls) / 1_000, 's', 120, delivered),
    most('unhandled rejections', rejections, 'rejections', 0, lines),
    most('bugs in the log', bugs, 'lines', 0, lines),
    most('memory before', memory, 'MB', 100, delivered),
    most('memory grown over a run', grown, 'MB', 10, between),
    most('handles grown over a run', moreHandles, 'handles', 5, between),
  ];
}

const round = (value: number) => Number(value.toFixed(2));
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
const held = ({ handles, files }: Figures) => Math.max(handles, files);
