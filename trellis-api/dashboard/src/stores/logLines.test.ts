import { aChunk } from '../test/fakes'
import { LogLines } from './logLines'

const stderr = { stream_type: 'STDERR' } as const

function linesOf(...chunks: ReturnType<typeof aChunk>[]): LogLines {
  const log = new LogLines()
  chunks.forEach((chunk) => log.append(chunk))
  return log
}

describe('lines of a log', () => {
  it('continue over chunks, each stream its own', () => {
    // When
    const { lines } = linesOf(
      aChunk(1, 'one t'),
      aChunk(2, 'warn', stderr),
      aChunk(3, 'wo\nthree\n'),
      aChunk(4, 'ing\n', stderr),
    )

    // Then
    expect(lines.map((line) => [line.number, line.stream, line.text])).toEqual([
      [1, 'STDOUT', 'one two'],
      [2, 'STDERR', 'warning'],
      [3, 'STDOUT', 'three'],
    ])
  })

  it('keep empty lines and make none of an end of line', () => {
    // When
    const { lines } = linesOf(aChunk(1, 'a\n\nb\n'))

    // Then
    expect(lines.map((line) => line.text)).toEqual(['a', '', 'b'])
  })

  it('know whether their end has come', () => {
    // When
    const { lines } = linesOf(aChunk(1, 'a\nb'))

    // Then
    expect(lines.map((line) => line.open)).toEqual([false, true])
  })

  it('carry colours that an earlier line left on, until a reset', () => {
    // When
    const { lines } = linesOf(aChunk(1, '\u001b[1m\u001b[31mError\nmore\n\u001b[0mdone\nplain\n'))

    // Then
    expect(lines.map((line) => line.carried)).toEqual([
      '',
      '\u001b[1m\u001b[31m',
      '\u001b[1m\u001b[31m',
      '',
    ])
  })

  it('do not run from one attempt into the next', () => {
    // When
    const { lines } = linesOf(aChunk(1, 'half'), aChunk(1, 'whole\n', { attempt: 2 }))

    // Then
    expect(lines.map((line) => [line.attempt, line.text])).toEqual([
      [1, 'half'],
      [2, 'whole'],
    ])
  })

  it('say where bytes are missing', () => {
    // When
    const { lines } = linesOf(
      aChunk(1, 'half'),
      aChunk(2, '', { gap_bytes: 42 }),
      aChunk(3, 'on\n'),
    )

    // Then
    expect(lines.map((line) => line.text)).toEqual(['half', '… 42 bytes are missing here', 'on'])
    expect(lines[1]?.gapBytes).toBe(42)
  })

  it('are counted by stream', () => {
    // When
    const { counts } = linesOf(aChunk(1, 'a\nb\nc'), aChunk(2, 'x\n', stderr))

    // Then
    expect(counts).toEqual({ STDOUT: 3, STDERR: 1, SYSTEM: 0 })
  })
})
