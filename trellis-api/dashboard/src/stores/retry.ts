/** How long to wait before the n-th try (from 0) of something that failed. */
export interface RetryPolicy {
  delaysMs: readonly number[]
  /** A part of each delay that is drawn by lot, so that many browsers do not come back at once. */
  jitter: number
}

/** The stock client's own steps. */
export const RECONNECT: RetryPolicy = { delaysMs: [1_000, 2_000, 5_000, 10_000], jitter: 0.3 }

export function delayMs(policy: RetryPolicy, tries: number, lot: number = Math.random()): number {
  const last = policy.delaysMs.length - 1
  const delay = policy.delaysMs[Math.min(tries, last)] ?? 0
  return delay * (1 - policy.jitter * lot)
}
