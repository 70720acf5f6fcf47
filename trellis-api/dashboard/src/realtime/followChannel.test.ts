import { REALTIME_SUBSCRIBE_STATES as STATES, type RealtimeChannel } from '@supabase/supabase-js'
import { vi } from 'vitest'
import { followChannels } from './followChannel'

type Status = (status: STATES, error?: Error) => void

/** Channels as the stock client makes them, told what happens by the test. */
function aClient() {
  const made: { status: Status; system: (message: object) => void }[] = []
  const removed: unknown[] = []
  const build = () => {
    const channel = {
      on: (_: string, __: object, callback: (message: object) => void) => {
        made.push({ status: () => undefined, system: callback })
        return channel
      },
      subscribe: (callback: Status) => {
        const last = made.at(-1)
        if (last) last.status = callback
        return channel
      },
    }
    return channel as unknown as RealtimeChannel
  }
  return { made, removed, build, follow: followChannels((channel) => removed.push(channel)) }
}

function followed() {
  const client = aClient()
  const heard: string[] = []
  const end = client.follow(client.build, {
    onLive: () => heard.push('live'),
    onInterrupted: (reason) => heard.push(reason),
  })
  return { ...client, heard, end }
}

describe('a followed channel', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('says live each time that it is subscribed', () => {
    // Given
    const { made, heard } = followed()

    // When the stock client loses its socket and joins again by itself
    made[0]?.status(STATES.SUBSCRIBED)
    made[0]?.status(STATES.CHANNEL_ERROR, new Error('socket closed'))
    made[0]?.status(STATES.TIMED_OUT)
    made[0]?.status(STATES.SUBSCRIBED)

    // Then
    expect(heard).toEqual(['live', 'socket closed', 'the server did not answer in time', 'live'])
    expect(made).toHaveLength(1)
  })

  it('is built anew when the server closed it', () => {
    // Given
    const { made, removed, heard } = followed()
    made[0]?.status(STATES.SUBSCRIBED)

    // When
    made[0]?.status(STATES.CLOSED)
    vi.advanceTimersByTime(1_000)
    made[1]?.status(STATES.SUBSCRIBED)

    // Then
    expect(heard).toEqual(['live', 'the server closed the channel', 'live'])
    expect(removed).toHaveLength(1)
  })

  it('is built anew when the server refuses its bindings', () => {
    // Given
    const { made, heard } = followed()

    // When
    made[0]?.status(STATES.SUBSCRIBED)
    made[0]?.system({ extension: 'postgres_changes', status: 'error', message: 'unknown table' })
    vi.advanceTimersByTime(1_000)

    // Then
    expect(heard).toEqual(['live', 'unknown table'])
    expect(made).toHaveLength(2)
  })

  it('waits longer each time that it fails', () => {
    // Given
    const { made } = followed()

    // When it is closed at once, again and again, for 20 s
    for (let second = 0; second < 20; second++) {
      made.at(-1)?.status(STATES.CLOSED)
      vi.advanceTimersByTime(1_000)
    }

    // Then
    expect(made.length).toBeGreaterThan(3)
    expect(made.length).toBeLessThan(8)
  })

  it('hears nothing more once it was ended', () => {
    // Given
    const { made, heard, end } = followed()

    // When
    end()
    made[0]?.status(STATES.SUBSCRIBED)
    made[0]?.status(STATES.CLOSED)
    vi.advanceTimersByTime(60_000)

    // Then
    expect(heard).toEqual([])
    expect(made).toHaveLength(1)
  })
})
