import type { LogChunk, StreamType } from '../api/rows'

export interface LogLine {
  /** From 1, over all streams, in the order in which the lines began. */
  number: number
  stream: StreamType
  /** The chunk that brought the line's beginning. */
  attempt: number
  seq: number
  /** Milliseconds since 1970, by the Tendril's clock. */
  at: number
  /** Without its line end; ANSI colours kept. */
  text: string
  /** The colours that earlier lines of the stream left switched on. */
  carried: string
  /** Its line end has not come yet. */
  open: boolean
  /** How many bytes were dropped here; absent: none. */
  gapBytes?: number
}

interface Tail {
  attempt: number
  /** Index of the line that has no line end yet; -1: none. */
  open: number
  carried: string
}

const COLOUR = /\x1b\[([\d;]*)m/g

/**
 * Cuts chunks into lines. A chunk may end within a line, and another stream may speak before the
 * rest comes: each stream continues its own open line.
 */
export class LogLines {
  readonly lines: LogLine[] = []
  readonly counts: Record<StreamType, number> = { STDOUT: 0, STDERR: 0, SYSTEM: 0 }
  /** Of the longest line, in characters. */
  widest = 0
  private readonly tails = new Map<StreamType, Tail>()

  append(chunk: LogChunk): void {
    const tail = this.tailOf(chunk)
    if (chunk.gap_bytes !== null) {
      tail.open = -1
      this.add(chunk, `… ${chunk.gap_bytes} bytes are missing here`, '', chunk.gap_bytes)
    }
    if (chunk.log_chunk === '') return
    const parts = chunk.log_chunk.split('\n')
    const unfinished = parts.pop() ?? ''
    for (const part of parts) this.complete(chunk, tail, part)
    if (unfinished !== '') this.extend(chunk, tail, unfinished)
  }

  private complete(chunk: LogChunk, tail: Tail, part: string): void {
    const index = this.extend(chunk, tail, part)
    const line = this.lines[index]
    if (line) {
      tail.carried = coloursAfter(line.text, tail.carried)
      line.open = false
    }
    tail.open = -1
  }

  private extend(chunk: LogChunk, tail: Tail, part: string): number {
    const line = this.lines[tail.open]
    if (line) {
      line.text += part
      this.widest = Math.max(this.widest, line.text.length)
    } else {
      this.add(chunk, part, tail.carried)
      tail.open = this.lines.length - 1
    }
    return tail.open
  }

  private add(chunk: LogChunk, text: string, carried: string, gapBytes?: number): void {
    this.counts[chunk.stream_type] += 1
    this.widest = Math.max(this.widest, text.length)
    this.lines.push({
      number: this.lines.length + 1,
      stream: chunk.stream_type,
      attempt: chunk.attempt,
      seq: chunk.seq,
      at: Date.parse(chunk.emitted_at ?? chunk.created_at),
      text,
      carried,
      open: gapBytes === undefined,
      ...(gapBytes === undefined ? {} : { gapBytes }),
    })
  }

  private tailOf({ stream_type: stream, attempt }: LogChunk): Tail {
    const known = this.tails.get(stream)
    if (known?.attempt === attempt) return known
    const tail: Tail = { attempt, open: -1, carried: '' }
    this.tails.set(stream, tail)
    return tail
  }
}

/** The colour sequences in force after a text, as one prefix for what follows. */
function coloursAfter(text: string, before: string): string {
  let carried = before
  for (const [sequence, codes] of text.matchAll(COLOUR)) {
    const resets = codes === '' || codes === '0' || codes?.startsWith('0;')
    carried = resets ? (codes?.includes(';') ? sequence : '') : carried + sequence
  }
  return carried
}
