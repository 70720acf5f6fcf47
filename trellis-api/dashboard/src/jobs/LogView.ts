import type { StreamType } from '../api/rows'
import type { LogLine } from '../stores/logLines'
import { plainText } from './ansi'

export const STREAMS: readonly StreamType[] = ['STDOUT', 'STDERR', 'SYSTEM']

/**
 * Which lines are shown and which of those match a search. It follows a growing log at the cost of
 * what is new; another choice of streams or words makes another view.
 */
export class LogView {
  /** Indices of the shown lines; null: all are. */
  readonly shown: number[] | null
  /** Positions among the shown lines that match, ascending. */
  matches: number[] = []
  private done = 0
  /** Line lengths when they were looked at: an open line that has grown is looked at again. */
  private readonly recent = new Map<number, number>()

  constructor(
    private readonly lines: readonly LogLine[],
    private readonly streams: ReadonlySet<StreamType>,
    private readonly query: string,
  ) {
    this.shown = STREAMS.every((stream) => streams.has(stream)) ? null : []
  }

  get count(): number {
    return this.shown?.length ?? this.lines.length
  }

  lineAt(position: number): LogLine | undefined {
    return this.lines[this.shown?.[position] ?? position]
  }

  /** Takes in what the log has got since the last call. */
  follow(): void {
    if (this.shown === null && this.query === '') return
    const grown = [...this.recent].some(
      ([index, length]) => this.lines[index]?.text.length !== length,
    )
    if (grown && this.query !== '') this.restart()
    for (; this.done < this.lines.length; this.done++) this.take(this.done)
  }

  private take(index: number): void {
    const line = this.lines[index]
    if (!line || !this.streams.has(line.stream)) return
    const position = this.shown ? this.shown.push(index) - 1 : index
    if (this.query === '') return
    if (plainText(line.text).toLowerCase().includes(this.query)) this.matches.push(position)
    if (line.open) this.recent.set(index, line.text.length)
  }

  private restart(): void {
    this.done = 0
    this.matches = []
    this.recent.clear()
    if (this.shown) this.shown.length = 0
  }
}
