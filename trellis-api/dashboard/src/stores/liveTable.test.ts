import { vi } from 'vitest'
import type { Tendril } from '../api/rows'
import { MemoryRealtime, aTendril, answered, contextOf } from '../test/fakes'
import { listed } from './rows'
import { createTendrilsStore } from './tendrils'

const CHANNEL = 'tendril-updates'
const NOON = Date.parse('2026-11-22T12:00:00Z')

function opened() {
  const realtime = new MemoryRealtime()
  const tendrils = answered<Tendril[]>()
  const store = createTendrilsStore(
    contextOf(realtime, { tendrils: tendrils.call }, () => Date.now()),
  )
  const disconnect = store.connect()
  const names = () => listed(store.store.getState().rows).map((row) => `${row.name} ${row.status}`)
  return { realtime, tendrils, store, disconnect, names, state: store.store.getState }
}

describe('a live table', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOON })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('fetches only once the channel is live', async () => {
    // Given
    const { realtime, tendrils, names } = opened()
    expect(tendrils.call).not.toHaveBeenCalled()

    // When
    realtime.live(CHANNEL)
    await tendrils.pending[0]?.answer([aTendril()])

    // Then
    expect(names()).toEqual(['cellar ONLINE'])
  })

  it('merges the events that came before the answer', async () => {
    // Given
    const { realtime, tendrils, names } = opened()
    realtime.live(CHANNEL)

    // When the answer was read before the events were written
    realtime.send(CHANNEL, 'UPDATE', aTendril({ status: 'DRAINING', version: 2 }))
    realtime.send(CHANNEL, 'INSERT', aTendril({ id: 'tendril-2', name: 'loft' }))
    await tendrils.pending[0]?.answer([aTendril()])

    // Then
    expect(names()).toEqual(['cellar DRAINING', 'loft ONLINE'])
  })

  it('hears a delete by the old row and keeps it deleted', async () => {
    // Given
    const { realtime, tendrils, names } = opened()
    realtime.live(CHANNEL)

    // When
    realtime.send(CHANNEL, 'DELETE', { id: 'tendril-1' })
    await tendrils.pending[0]?.answer([aTendril()])

    // Then
    expect(names()).toEqual([])
  })

  it('fetches again after every reconnect, however young its data', async () => {
    // Given
    const { realtime, tendrils, names, state } = opened()
    realtime.live(CHANNEL)
    await tendrils.pending[0]?.answer([aTendril()])

    // When
    realtime.interrupt(CHANNEL)
    expect(state().phase).toBe('reconnecting')
    realtime.live(CHANNEL)
    await tendrils.pending[1]?.answer([aTendril({ status: 'OFFLINE', version: 2 })])

    // Then
    expect(names()).toEqual(['cellar OFFLINE'])
    expect(state().phase).toBe('live')
  })

  it('does not trust an answer that was asked for before the reconnect', async () => {
    // Given a fetch on its way
    const { realtime, tendrils, names } = opened()
    realtime.live(CHANNEL)

    // When the channel comes back before the answer
    realtime.interrupt(CHANNEL)
    realtime.live(CHANNEL)
    await tendrils.pending[0]?.answer([aTendril()])
    await tendrils.pending[1]?.answer([])

    // Then
    expect(names()).toEqual([])
    expect(tendrils.call).toHaveBeenCalledTimes(2)
  })

  it('fetches on a page mount only what is older than 30 s', async () => {
    // Given
    const { realtime, tendrils, store } = opened()
    realtime.live(CHANNEL)
    await tendrils.pending[0]?.answer([aTendril()])

    // When
    vi.setSystemTime(NOON + 29_999)
    store.ensureFresh()
    const young = tendrils.call.mock.calls.length
    vi.setSystemTime(NOON + 30_000)
    store.ensureFresh()

    // Then
    expect(young).toBe(1)
    expect(tendrils.call).toHaveBeenCalledTimes(2)
  })

  it('shows what the API knows when realtime does not come', async () => {
    // Given
    const { tendrils, names, state } = opened()

    // When
    vi.advanceTimersByTime(1_500)
    await tendrils.pending[0]?.answer([aTendril()])

    // Then
    expect(names()).toEqual(['cellar ONLINE'])
    expect(state().phase).toBe('connecting')
  })

  it('tries a failed fetch again and says why until it succeeds', async () => {
    // Given
    const { realtime, tendrils, names, state } = opened()
    realtime.live(CHANNEL)

    // When
    await tendrils.pending[0]?.fail(new Error('The server cannot be reached.'))
    const problem = state().problem
    vi.advanceTimersByTime(1_000)
    await tendrils.pending[1]?.answer([aTendril()])

    // Then
    expect(problem).toBe('The server cannot be reached.')
    expect(state().problem).toBeNull()
    expect(names()).toEqual(['cellar ONLINE'])
  })

  it('never asks again without a reason', async () => {
    // Given
    const { realtime, tendrils } = opened()
    realtime.live(CHANNEL)
    await tendrils.pending[0]?.answer([aTendril()])

    // When
    vi.advanceTimersByTime(3_600_000)

    // Then
    expect(tendrils.call).toHaveBeenCalledTimes(1)
  })

  it('drops the answer that comes after it was closed', async () => {
    // Given
    const { realtime, tendrils, disconnect, names } = opened()
    realtime.live(CHANNEL)

    // When
    disconnect()
    await tendrils.pending[0]?.answer([aTendril()])

    // Then
    expect(names()).toEqual([])
  })
})
