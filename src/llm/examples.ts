import type { Paper } from '../domain/paper/paper.ts';

/** An invented paper, and the answer that we want for it. */
export interface Example {
  readonly paper: Pick<Paper, 'title' | 'abstract'>;
  readonly answer: {
    readonly summary: string;
    readonly easy: string;
    /** Ids of the field list. */
    readonly fields: readonly string[];
  };
}

/** Examples convey length, order and register better than rules do. */
export const EXAMPLES: readonly Example[] = [
  {
    paper: {
      title: 'TideBench: Do Language Agents Notice When the World Changes?',
      abstract:
        'Agents built on large language models are tested in worlds that stand still. We present TideBench, 412 tasks in three simulated harbors whose state changes while the agent works. The best of nine models solves 37.5% of the tasks, against 71.2% when nothing changes. Fine-tuning a 7B model on 2,000 traces with explicit re-checks raises its success rate by 9.0 points.',
    },
    answer: {
      summary:
        '대규모 언어 모델(LLM)로 만든 에이전트는 대개 변하지 않는 환경에서 평가되어, 일하는 동안 상황이 달라지면 어떻게 되는지 알기 어려웠습니다. TideBench는 에이전트가 일하는 사이 상태가 바뀌는 가상 항구 세 곳에서 412개 과제를 푸는 벤치마크입니다. 모델 아홉 종 가운데 가장 나은 것도 37.5%만 풀었고, 아무것도 바뀌지 않을 때의 71.2%에 크게 못 미쳤습니다. 상태를 다시 확인하는 기록 2,000개로 7B 모델을 파인튜닝하자 성공률이 9.0%포인트 올랐습니다.',
      easy: '배를 대는 동안에도 물때가 바뀌는 항구처럼, 일하는 사이에 상황이 달라지는 시험장을 만들었습니다. 인공지능은 한 번 본 상황이 그대로라고 믿기 쉬웠고, 다시 확인하는 습관을 가르치자 더 잘했습니다.',
      fields: ['agents', 'benchmark'],
    },
  },
  {
    paper: {
      title: 'FoldLamp: Low-Rank Adaptation that Forgets Less',
      abstract:
        'Low-Rank Adaptation makes fine-tuning cheap but erases what a model knew. FoldLamp keeps the adapter orthogonal to directions that earlier tasks used, at no cost during inference. Over five tasks in a row, a model with 28 billion parameters forgets half as much as with plain adapters while training 0.4% of the parameters, and the method needs 12.1% more training time.',
    },
    answer: {
      summary:
        '저랭크 적응(LoRA)은 모델을 적은 비용으로 파인튜닝하게 해 주지만, 새 과제를 배우면 앞서 익힌 것을 잊는 문제가 있습니다. FoldLamp는 이전 과제가 쓰던 방향과 직교하도록 어댑터를 제한하며, 추론에는 비용을 더하지 않습니다. 28B 모델에 다섯 과제를 차례로 가르친 실험에서 파라미터의 0.4%만 학습하고도 망각이 일반 어댑터의 절반으로 줄었습니다. 대신 학습 시간은 12.1% 늘었습니다.',
      easy: '이미 쓴 공책의 빈칸에만 새 내용을 적어 앞의 글을 지우지 않는 것과 비슷한 방법입니다. 모델의 아주 작은 부분만 고치면서도 예전에 배운 것을 덜 잊게 했습니다.',
      fields: ['peft', 'continual-learning'],
    },
  },
];
