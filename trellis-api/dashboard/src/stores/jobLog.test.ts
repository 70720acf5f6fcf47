import { vi } from 'vitest'
import type { LogPage } from '../api/rows'
import { MemoryRealtime, aChunk, answered, contextOf } from '../test/fakes'
import { createJobLogStore } from './jobLog'

const CHANNEL = 'job-logs-job-1'
const END = (...items: LogPage['items']): LogPage => ({ items, more: false })

function opened() {
  const realtime = new MemoryRealtime()
  const logs = answered<LogPage>()
  const log = createJobLogStore(contextOf(realtime, { logs: logs.call }), 'job-1')
  const disconnect = log.connect()
  const lines = () => log.store.getState().lines.map((line) => line.text)
  const afters = () => logs.call.mock.calls.map((args) => args[1])
  return { realtime, logs, log, lines, afters, disconnect, state: log.store.getState }
}

describe('the log of a job', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('subscribes as the architecture page shows', () => {
    // When
    const { realtime } = opened()

    // Then
    expect(realtime.channels.get(CHANNEL)?.map((it) => it.filter)).toEqual([
      {
        event: 'INSERT',
        schema: 'public',
        table: 'provision_job_logs',
        filter: 'job_id=eq.job-1',
      },
    ])
  })

  it('shows nothing twice where history and live overlap', async () => {
    // Given
    const { realtime, logs, lines } = opened()
    realtime.live(CHANNEL)
    realtime.send(CHANNEL, 'INSERT', aChunk(2, 'b\n'))
    realtime.send(CHANNEL, 'INSERT', aChunk(3, 'c\n'))

    // When
    await logs.pending[0]?.answer(END(aChunk(1, 'a\n'), aChunk(2, 'b\n')))
    realtime.send(CHANNEL, 'INSERT', aChunk(3, 'c\n'))

    // Then
    expect(lines()).toEqual(['a', 'b', 'c'])
  })

  it('puts chunks that come out of order into order', async () => {
    // Given
    const { realtime, logs, lines } = opened()
    realtime.live(CHANNEL)
    await logs.pending[0]?.answer(END(aChunk(1, 'a\n')))

    // When
    realtime.send(CHANNEL, 'INSERT', aChunk(3, 'c\n'))
    const before = lines()
    realtime.send(CHANNEL, 'INSERT', aChunk(2, 'b\n'))

    // Then
    expect(before).toEqual(['a'])
    expect(lines()).toEqual(['a', 'b', 'c'])
  })

  it('reads after the last contiguous chunk once it is live again', async () => {
    // Given
    const { realtime, logs, lines, afters } = opened()
    realtime.live(CHANNEL)
    await logs.pending[0]?.answer(END(aChunk(1, 'a\n')))
    realtime.send(CHANNEL, 'INSERT', aChunk(2, 'b\n'))

    // When chunk 3 is written while the socket is away
    realtime.interrupt(CHANNEL)
    realtime.live(CHANNEL)
    realtime.send(CHANNEL, 'INSERT', aChunk(4, 'd\n'))
    await logs.pending[1]?.answer(END(aChunk(3, 'c\n')))

    // Then
    expect(afters()).toEqual([0, 102])
    expect(lines()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('fetches what a hole hides, even without a reconnect', async () => {
    // Given
    const { realtime, logs, lines, afters } = opened()
    realtime.live(CHANNEL)
    await logs.pending[0]?.answer(END(aChunk(1, 'a\n')))

    // When
    realtime.send(CHANNEL, 'INSERT', aChunk(3, 'c\n'))
    await logs.pending[1]?.answer(END(aChunk(2, 'b\n'), aChunk(3, 'c\n')))

    // Then
    expect(afters()).toEqual([0, 101])
    expect(lines()).toEqual(['a', 'b', 'c'])
  })

  it('reads a long history page by page', async () => {
    // Given
    const { realtime, logs, lines, afters, state } = opened()
    realtime.live(CHANNEL)

    // When
    await logs.pending[0]?.answer({ items: [aChunk(1, 'a\n')], more: true })
    await logs.pending[1]?.answer({ items: [aChunk(2, 'b\n')], more: true })
    await logs.pending[2]?.answer({ items: [], more: false })

    // Then
    expect(afters()).toEqual([0, 101, 102])
    expect(lines()).toEqual(['a', 'b'])
    expect(state().complete).toBe(true)
  })

  it('goes on with a second attempt after all of the first', async () => {
    // Given
    const { realtime, logs, lines } = opened()
    realtime.live(CHANNEL)
    await logs.pending[0]?.answer(END(aChunk(1, 'first\n')))

    // When the second attempt's first chunk is heard of, but not the first one's last
    const again = aChunk(1, 'second\n', { id: 300, attempt: 2 })
    realtime.send(CHANNEL, 'INSERT', again)
    await logs.pending[1]?.answer(END(aChunk(2, 'last of first\n'), again))

    // Then
    expect(lines()).toEqual(['first', 'last of first', 'second'])
  })

  it('keeps what it shows and tries again when a reading fails', async () => {
    // Given
    const { realtime, logs, lines, state } = opened()
    realtime.live(CHANNEL)
    await logs.pending[0]?.answer({ items: [aChunk(1, 'a\n')], more: true })

    // When
    await logs.pending[1]?.fail(new Error('The server cannot be reached.'))
    const problem = state().problem
    vi.advanceTimersByTime(1_000)
    await logs.pending[2]?.answer(END(aChunk(2, 'b\n')))

    // Then
    expect(problem).toBe('The server cannot be reached.')
    expect(lines()).toEqual(['a', 'b'])
    expect(state().complete).toBe(true)
  })

  it('gives the bytes of chosen streams as they came', async () => {
    // Given
    const { realtime, logs, log } = opened()
    realtime.live(CHANNEL)

    // When
    await logs.pending[0]?.answer(
      END(
        aChunk(1, '\u001b[1mon'),
        aChunk(2, 'no\n', { stream_type: 'STDERR' }),
        aChunk(3, 'e\u001b[0m\r\n'),
      ),
    )

    // Then
    expect(log.rawText(new Set(['STDOUT']))).toBe('\u001b[1mone\u001b[0m\r\n')
    expect(log.rawText(new Set(['STDERR']))).toBe('no\n')
  })

  it('asks for one rendering for many chunks', async () => {
    // Given
    const { realtime, logs, state } = opened()
    realtime.live(CHANNEL)
    await logs.pending[0]?.answer(END())
    const before = state().revision

    // When
    for (let seq = 1; seq <= 500; seq++) realtime.send(CHANNEL, 'INSERT', aChunk(seq, 'x\n'))
    vi.advanceTimersByTime(20)

    // Then
    expect(state().revision).toBe(before + 1)
    expect(state().counts.STDOUT).toBe(500)
  })
})
