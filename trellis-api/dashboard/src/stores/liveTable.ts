import type { RealtimeChannel } from '@supabase/supabase-js'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { messageOf } from '../api/http'
import type { Connection, Phase } from '../realtime/connection'
import type { FollowChannel } from '../realtime/followChannel'
import { RECONNECT, delayMs } from './retry'
import { mergeSnapshot, noRows, type Rows, type Snapshot, type Versioned } from './rows'

/** Data younger than this is not fetched again when a page mounts. */
export const STALE_AFTER_MS = 30_000

/** How long a page waits for its channel before it shows what a fetch alone can tell. */
const LIVE_WAIT_MS = 1_500

export interface LiveState<R> {
  rows: Rows<R>
  phase: Phase
  loading: boolean
  /** When the rows were last fetched, in milliseconds since 1970; null: never. */
  fetchedAt: number | null
  /** Why the last fetch failed; null: it did not. */
  problem: string | null
}

export interface LiveTableOptions<R> {
  /** The channel's name. */
  name: string
  /** Makes the channel, its callbacks bound to the store. */
  build: (store: StoreApi<LiveState<R>>) => RealtimeChannel
  fetch: (signal: AbortSignal) => Promise<Snapshot<R>>
  follow: FollowChannel
  connection: Connection
  now: () => number
}

export interface LiveTable<R> {
  store: StoreApi<LiveState<R>>
  /** Subscribes, fetches when live, and stays so; answers the function that ends it. */
  connect: () => () => void
  /** For a page's mount: fetches, unless the data is younger than {@link STALE_AFTER_MS}. */
  ensureFresh: () => void
  refresh: () => void
}

/**
 * The core of all table stores: subscribe, wait for SUBSCRIBED, fetch, merge. Events that arrive
 * before the answer are merged too. After each reconnect everything is fetched again, whatever its
 * age. Nothing polls: a fetch that failed is tried again, and that is all.
 */
export function createLiveTable<R extends Versioned>(options: LiveTableOptions<R>): LiveTable<R> {
  const { name, build, follow, connection, now } = options
  const store = createStore<LiveState<R>>(() => ({
    rows: noRows<R>(),
    phase: 'connecting',
    loading: false,
    fetchedAt: null,
    problem: null,
  }))
  let running: AbortController | null = null
  let askedAgain = false
  let failures = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined

  const setPhase = (phase: Phase) => {
    store.setState({ phase })
    connection.report(name, phase)
  }

  /** What runs already may have read before the caller's moment: then it is followed by another. */
  const refresh = () => {
    clearTimeout(retryTimer)
    if (running) askedAgain = true
    else void fetchOnce()
  }

  const fetchOnce = async () => {
    const controller = new AbortController()
    running = controller
    const since = store.getState().rows.changes
    store.setState({ loading: true })
    try {
      const snapshot = await options.fetch(controller.signal)
      if (controller.signal.aborted) return
      failures = 0
      store.setState(({ rows }) => ({
        rows: mergeSnapshot(rows, snapshot, since),
        fetchedAt: now(),
        problem: null,
      }))
      connection.fetched()
    } catch (failure) {
      if (controller.signal.aborted) return
      store.setState({ problem: messageOf(failure) })
      retryTimer = setTimeout(refresh, delayMs(RECONNECT, failures++))
    }
    running = null
    if (askedAgain) {
      askedAgain = false
      refresh()
    } else {
      store.setState({ loading: false })
    }
  }

  const connect = () => {
    setPhase('connecting')
    const impatient = setTimeout(ensureFetched, LIVE_WAIT_MS)
    const unfollow = follow(() => build(store), {
      onLive: () => {
        setPhase('live')
        refresh()
      },
      onInterrupted: () => {
        setPhase('reconnecting')
        ensureFetched()
      },
    })
    return () => {
      clearTimeout(impatient)
      clearTimeout(retryTimer)
      unfollow()
      running?.abort()
      running = null
      askedAgain = false
      store.setState({ loading: false })
      connection.forget(name)
    }
  }

  /** Without realtime the page still shows what the API knows. */
  function ensureFetched() {
    if (store.getState().fetchedAt === null && !running) refresh()
  }

  const ensureFresh = () => {
    const { phase, fetchedAt } = store.getState()
    // Not live yet: a fetch comes with SUBSCRIBED, or when the wait is over.
    if (running || (phase === 'connecting' && fetchedAt === null)) return
    if (fetchedAt === null || now() - fetchedAt >= STALE_AFTER_MS) refresh()
  }

  return { store, connect, ensureFresh, refresh }
}
