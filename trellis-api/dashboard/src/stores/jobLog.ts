import type { SupabaseClient } from '@supabase/supabase-js'
import { createStore } from 'zustand/vanilla'
import { messageOf } from '../api/http'
import type { LogChunk, StreamType } from '../api/rows'
import type { Phase } from '../realtime/connection'
import { LogLines, type LogLine } from './logLines'
import { LogOrder } from './logOrder'
import { RECONNECT, delayMs } from './retry'
import type { StoreContext } from './stores'

export interface JobLogState {
  /** Grows in place; `revision` tells that it did. */
  lines: readonly LogLine[]
  counts: Readonly<Record<StreamType, number>>
  widest: number
  revision: number
  phase: Phase
  /** False until the log was read to its end once. */
  complete: boolean
  problem: string | null
}

/** Chunks that come within this time are shown together: a flood costs one rendering a frame. */
const FRAME_MS = 16
const LIVE_WAIT_MS = 1_500

/** The log of one job, live, gap-free, each chunk once. */
export function createJobLogStore(context: StoreContext, jobId: string) {
  const { supabase, api, follow, connection } = context
  const name = `job-logs-${jobId}`
  const order = new LogOrder()
  const log = new LogLines()
  const chunks: LogChunk[] = []
  let reading: AbortController | null = null
  /** Readings asked for, and how many of those the present one began after. */
  let asked = 0
  let failures = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let frame: ReturnType<typeof setTimeout> | undefined

  const store = createStore<JobLogState>(() => ({
    lines: log.lines,
    counts: log.counts,
    widest: 0,
    revision: 0,
    phase: 'connecting',
    complete: false,
    problem: null,
  }))

  const show = (fresh: readonly LogChunk[]) => {
    if (fresh.length === 0) return
    for (const chunk of fresh) {
      chunks.push(chunk)
      log.append(chunk)
    }
    frame ??= setTimeout(publish, FRAME_MS)
  }

  const publish = () => {
    clearTimeout(frame)
    frame = undefined
    store.setState(({ revision }) => ({
      revision: revision + 1,
      counts: { ...log.counts },
      widest: log.widest,
    }))
  }

  const appendLog = (chunk: LogChunk) => {
    show(order.acceptLive(chunk))
    // While a reading runs, live chunks wait for its end; otherwise a waiting one is a hole.
    if (order.hasHole && !reading && store.getState().complete) catchUp()
  }

  const catchUp = () => {
    clearTimeout(retryTimer)
    asked += 1
    if (!reading) void readToEnd()
  }

  const readToEnd = async () => {
    const controller = new AbortController()
    reading = controller
    const { signal } = controller
    try {
      let served: number
      do {
        served = asked
        let more = true
        while (more) {
          const page = await api.logs(jobId, order.position.id, signal)
          if (signal.aborted) return
          show(order.acceptFetched(page.items))
          more = page.more
        }
      } while (served !== asked)
      if (order.hasHole) throw new Error('a part of the log is still on its way')
      failures = 0
      publish()
      store.setState({ complete: true, problem: null })
      connection.fetched()
    } catch (failure) {
      if (signal.aborted) return
      store.setState({ problem: messageOf(failure) })
      retryTimer = setTimeout(catchUp, delayMs(RECONNECT, failures++))
    }
    reading = null
  }

  const setPhase = (phase: Phase) => {
    store.setState({ phase })
    connection.report(name, phase)
  }

  return {
    store,
    appendLog,
    refresh: catchUp,
    connect: () => {
      setPhase('connecting')
      const impatient = setTimeout(() => {
        if (!store.getState().complete && !reading) catchUp()
      }, LIVE_WAIT_MS)
      const unfollow = follow(() => jobLogs(supabase, jobId, appendLog), {
        onLive: () => {
          setPhase('live')
          catchUp()
        },
        onInterrupted: () => {
          setPhase('reconnecting')
          if (!store.getState().complete && !reading) catchUp()
        },
      })
      return () => {
        clearTimeout(impatient)
        clearTimeout(retryTimer)
        clearTimeout(frame)
        frame = undefined
        unfollow()
        reading?.abort()
        reading = null
        connection.forget(name)
      }
    },
    /** Exactly what the Tendril sent on the streams, ANSI colours kept. */
    rawText: (streams: ReadonlySet<StreamType>) =>
      chunks
        .filter((chunk) => streams.has(chunk.stream_type))
        .map((chunk) => chunk.log_chunk)
        .join(''),
  }
}

export type JobLogStore = ReturnType<typeof createJobLogStore>

function jobLogs(supabase: SupabaseClient, jobId: string, appendLog: (chunk: LogChunk) => void) {
  return supabase.channel(`job-logs-${jobId}`).on<LogChunk>(
    'postgres_changes',
    {
      event: 'INSERT',
      schema: 'public',
      table: 'provision_job_logs',
      filter: `job_id=eq.${jobId}`,
    },
    (payload) => appendLog(payload.new),
  )
}
