import { vi } from 'vitest'
import type { Job, LogChunk, Tendril, Vine, Vineyard } from '../api/rows'
import type { TrellisApi } from '../api/trellis'
import { createConnection } from '../realtime/connection'
import type { ChannelListener, FollowChannel } from '../realtime/followChannel'
import type { StoreContext } from '../stores/stores'

type Callback = (payload: Record<string, unknown>) => void

interface Binding {
  filter: Record<string, string>
  callback: Callback
}

/** A realtime server in memory: what stores subscribe to, and the means to send them changes. */
export class MemoryRealtime {
  readonly channels = new Map<string, Binding[]>()
  private readonly listeners = new Map<string, ChannelListener>()

  readonly supabase = {
    channel: (name: string) => {
      const bindings: Binding[] = []
      this.channels.set(name, bindings)
      const channel = {
        name,
        on: (_kind: string, filter: Record<string, string>, callback: Callback) => {
          bindings.push({ filter, callback })
          return channel
        },
      }
      return channel
    },
  }

  readonly follow: FollowChannel = (build, listener) => {
    const { name } = build() as unknown as { name: string }
    this.listeners.set(name, listener)
    return () => {
      this.listeners.delete(name)
      this.channels.delete(name)
    }
  }

  live(name: string): void {
    this.listeners.get(name)?.onLive()
  }

  interrupt(name: string): void {
    this.listeners.get(name)?.onInterrupted('the socket was lost')
  }

  send(name: string, eventType: 'INSERT' | 'UPDATE' | 'DELETE', row: object): void {
    for (const { filter, callback } of this.channels.get(name) ?? []) {
      if (filter['event'] !== '*' && filter['event'] !== eventType) continue
      callback(
        eventType === 'DELETE'
          ? { eventType, new: {}, old: row }
          : { eventType, new: row, old: {} },
      )
    }
  }
}

/** An answer that the test gives when it wants to. */
export interface Pending<T> {
  answer: (value: T) => Promise<void>
  fail: (reason: Error) => Promise<void>
}

/** A call of the API whose answers the test gives one by one, in the order of the asking. */
export function answered<T>() {
  const pending: Pending<T>[] = []
  const call = vi.fn<(...args: unknown[]) => Promise<T>>(
    () =>
      new Promise<T>((resolve, reject) => {
        pending.push({
          answer: async (value) => {
            resolve(value)
            await settle()
          },
          fail: async (reason) => {
            reject(reason)
            await settle()
          },
        })
      }),
  )
  return { call, pending }
}

/** Lets every promise that is ready go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

export function contextOf(
  realtime: MemoryRealtime,
  api: Partial<TrellisApi>,
  now: () => number = Date.now,
): StoreContext {
  return {
    supabase: realtime.supabase as unknown as StoreContext['supabase'],
    api: api as TrellisApi,
    userId: 'user-1',
    follow: realtime.follow,
    connection: createConnection(now),
    now,
  }
}

export function aJob(part: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    user_id: 'user-1',
    vine_id: 'vine-1',
    vineyard_id: 'vineyard-1',
    job_type: 'DEPLOY',
    status: 'QUEUED',
    attempt: 1,
    assigned_worker_id: null,
    worker_id: null,
    worker_name: null,
    plan_job_id: null,
    unreviewed: false,
    required_labels: {},
    waiting_reason: null,
    error_code: null,
    error_message: null,
    created_at: '2026-11-22T10:00:00+00:00',
    claimed_at: null,
    started_at: null,
    completed_at: null,
    version: 1,
    ...part,
  }
}

export function aTendril(part: Partial<Tendril> = {}): Tendril {
  return {
    id: 'tendril-1',
    user_id: 'user-1',
    name: 'cellar',
    status: 'ONLINE',
    agent_version: '0.1.0',
    labels: {},
    last_heartbeat: '2026-11-22T10:00:00+00:00',
    created_at: '2026-11-22T09:00:00+00:00',
    version: 1,
    ...part,
  }
}

export function aVine(part: Partial<Vine> = {}): Vine {
  return {
    id: 'vine-1',
    user_id: 'user-1',
    vineyard_id: 'vineyard-1',
    project_name: 'barrel',
    environment_stage: 'staging',
    region: 'eu-central-1',
    terraform_version: '1.11.4',
    status: 'DRAFT',
    reconcile: false,
    estimated_monthly_cost: null,
    created_at: '2026-11-22T09:00:00+00:00',
    updated_at: '2026-11-22T09:00:00+00:00',
    version: 1,
    ...part,
  }
}

export function aVineyard(part: Partial<Vineyard> = {}): Vineyard {
  return {
    id: 'vineyard-1',
    user_id: 'user-1',
    name: 'Slope',
    description: null,
    created_at: '2026-11-22T09:00:00+00:00',
    updated_at: '2026-11-22T09:00:00+00:00',
    version: 1,
    ...part,
  }
}

export function aChunk(seq: number, text: string, part: Partial<LogChunk> = {}): LogChunk {
  return {
    id: 100 + seq,
    job_id: 'job-1',
    attempt: 1,
    seq,
    stream_type: 'STDOUT',
    log_chunk: text,
    emitted_at: '2026-11-22T10:00:00+00:00',
    created_at: '2026-11-22T10:00:00+00:00',
    gap_bytes: null,
    ...part,
  }
}
