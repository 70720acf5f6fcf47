import type { LogChunk } from '../api/rows'

/** Where a log stands: everything up to here is known, without a hole. */
export interface LogPosition {
  id: number
  attempt: number
  seq: number
}

export const LOG_START: LogPosition = { id: 0, attempt: 1, seq: 0 }

/**
 * Puts the chunks of one job into order, each once. Live chunks follow each other by (attempt,
 * seq); one that leaves a hole waits until a fetch has filled it. What a fetch answers is without
 * holes by itself, because the API lists chunks in the order in which it took them.
 */
export class LogOrder {
  position: LogPosition = LOG_START
  private readonly waiting = new Map<string, LogChunk>()

  /** The chunks that may be shown now; a chunk shown before is not among them. */
  acceptLive(chunk: LogChunk): LogChunk[] {
    if (this.isKnown(chunk)) return []
    this.waiting.set(keyOf(chunk), chunk)
    return this.follow()
  }

  /** A page of the API, asked for after {@link position}. */
  acceptFetched(chunks: readonly LogChunk[]): LogChunk[] {
    const fresh = chunks.filter((chunk) => !this.isKnown(chunk))
    const last = fresh.at(-1)
    if (last) this.position = { id: last.id, attempt: last.attempt, seq: last.seq }
    for (const [key, chunk] of this.waiting) if (this.isKnown(chunk)) this.waiting.delete(key)
    return [...fresh, ...this.follow()]
  }

  /** A live chunk came whose predecessor is not known: fetch. */
  get hasHole(): boolean {
    return this.waiting.size > 0
  }

  private isKnown({ attempt, seq }: LogChunk): boolean {
    const known = this.position
    return attempt < known.attempt || (attempt === known.attempt && seq <= known.seq)
  }

  /** A new attempt counts from 1 again; whether the one before it had more only a fetch can tell. */
  private follow(): LogChunk[] {
    const next: LogChunk[] = []
    for (;;) {
      const { attempt, seq } = this.position
      const key = `${attempt}:${seq + 1}`
      const chunk = this.waiting.get(key)
      if (!chunk) return next
      this.waiting.delete(key)
      this.position = { id: chunk.id, attempt, seq: chunk.seq }
      next.push(chunk)
    }
  }
}

function keyOf(chunk: LogChunk): string {
  return `${chunk.attempt}:${chunk.seq}`
}
