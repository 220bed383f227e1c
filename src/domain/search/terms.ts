import { foldLabel } from '../fields/field.ts';

/**
 * Common terms in English titles and Korean summaries; each line lists synonyms. If a term is also in the field list,
 * the field list's synonyms are used instead.
 */
const TERMS = `
비디오, 영상, 동영상, video
이미지, 사진, image
코드, code
코딩, coding, programming
메모리, 기억, memory
데이터, data
토큰, token
보상, reward
정책, policy
프롬프트, prompt
압축, compression
트랜스포머, transformer
어텐션, attention
파라미터, 매개변수, parameter
가중치, weight
사고 사슬, 연쇄 사고, chain of thought, CoT
사고, thinking
계획, planning
도구 사용, tool use, tool calling, function calling
도구, tool
검증, 검증기, verifier, verification
보상 모델, reward model, RM
탐색, exploration
탐색 알고리즘, search algorithm, tree search
몬테카를로 트리 탐색, Monte Carlo tree search, MCTS
오디오, audio
음악, music
의료, 의학, medical, clinical
과학, science, scientific
물리, physics, physical
화학, chemistry, chemical
분자, molecule, molecular
단백질, protein
금융, finance, financial
법률, legal
교육, education
게임, game
수학, math, mathematical, mathematics
논리, logic
공간, spatial
시간, temporal
장기, long-horizon
희소, sparse, sparsity
선형, linear
계층, 레이어, layer
계층적, hierarchical
자기회귀, autoregressive
마스크, masked
잠재, latent
잠재 공간, latent space
인코더, encoder
디코더, decoder
디코딩, decoding
추측 디코딩, speculative decoding
KV 캐시, KV cache
캐시, cache
라우팅, 라우터, routing, router
증강, augmentation
정제, refinement
필터링, filtering
탈옥, jailbreak
안전, 안전성, safety
편향, bias
공정성, fairness
개인정보, privacy
망각, forgetting, unlearning
일반화, generalization
강건성, robustness
보정, calibration
불확실성, uncertainty
인과, causal, causality
그래프, graph
지식 그래프, knowledge graph
지식 편집, knowledge editing
온톨로지, ontology
시뮬레이션, simulation
시뮬레이터, simulator
사용자, user
개인화, personalization, personalized
대화, dialogue, conversation
번역기, translator
문서, document
표, table
차트, chart
도표, 그림, figure, diagram
장면, scene
객체, 물체, object
얼굴, face, facial
손, hand
아바타, avatar
포인트 클라우드, 점군, point cloud
가우시안 스플래팅, 가우시안 스플랫, Gaussian splatting, 3DGS
메시, mesh
텍스처, texture
조명, lighting, relighting
카메라, camera
깊이, depth
원격 탐사, remote sensing
자율 연구, autonomous research
오픈 소스, open source
기술 보고서, technical report
커리큘럼, curriculum
자기 개선, 자기 진화, self-improvement, self-evolving
자기 대결, self-play
오프폴리시, off-policy
온폴리시, on-policy
선호, preference
궤적, trajectory
하네스, harness
샌드박스, sandbox
속도, speed, speedup
지연 시간, latency
처리량, throughput
하드웨어, hardware
온디바이스, 엣지, on-device, edge
`;

const terms = new Map<string, (readonly string[])[]>();
for (const line of TERMS.trim().split('\n')) {
  const forms = line.split(',').map((form) => form.trim());
  for (const form of forms) {
    const key = foldLabel(form);
    terms.set(key, [...(terms.get(key) ?? []), forms]);
  }
}

/** Returns the groups of synonyms that contain a folded term. */
export const findTerms = (folded: string): readonly (readonly string[])[] => terms.get(folded) ?? [];
