import type { SupabaseClient } from '@supabase/supabase-js'
import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import { messageOf } from '../api/http'
import type { Job } from '../api/rows'
import type { CancelMode, NewJob, TrellisApi } from '../api/trellis'
import { createLiveTable, type LiveState } from './liveTable'
import { bury, listed, upsert, type Rows, type Snapshot } from './rows'
import { timeOf } from '../ui/format'
import type { StoreContext } from './stores'

export interface Older {
  /** Where the next older page begins; null: everything is here. */
  cursor: string | null
  loading: boolean
  problem: string | null
}

/** The user's jobs, newest first, live. */
export function createJobsStore(context: StoreContext) {
  const { supabase, api, userId } = context
  let pages = 1
  const older = createStore<Older>(() => ({ cursor: null, loading: false, problem: null }))

  const table = createLiveTable<Job>({
    ...context,
    name: 'job-updates',
    build: (store) => jobUpdates(supabase, userId, store),
    fetch: async (signal) => {
      const { snapshot, cursor } = await newestJobs(api, pages, signal)
      older.setState({ cursor })
      return snapshot
    },
  })

  const addOrUpdateJob = (job: Job) =>
    table.store.setState(({ rows }) => ({ rows: upsert(rows, job) }))

  return {
    ...table,
    older,
    addOrUpdateJob,
    loadOlder: async () => {
      const { cursor, loading } = older.getState()
      if (cursor === null || loading) return
      older.setState({ loading: true, problem: null })
      try {
        const page = await api.jobs(cursor)
        pages += 1
        page.items.forEach(addOrUpdateJob)
        older.setState({ cursor: page.next_cursor, loading: false })
      } catch (failure) {
        older.setState({ loading: false, problem: messageOf(failure) })
      }
    },
    /** A job that the list has not loaded: an old one, opened by its address. */
    loadJob: async (id: string) => addOrUpdateJob(await api.job(id)),
    create: async (job: NewJob) => {
      const created = await api.createJob(job)
      addOrUpdateJob(created)
      return created
    },
    cancel: async (id: string, mode: CancelMode) => {
      const cancelled = await api.cancelJob(id, mode)
      if (cancelled) addOrUpdateJob(cancelled)
    },
  }
}

export type JobsStore = ReturnType<typeof createJobsStore>

function jobUpdates(supabase: SupabaseClient, userId: string, store: StoreApi<LiveState<Job>>) {
  return supabase.channel('job-updates').on<Job>(
    'postgres_changes',
    {
      event: '*',
      schema: 'public',
      table: 'provision_jobs',
      filter: `user_id=eq.${userId}`,
    },
    (payload) => {
      store.setState(({ rows }) => ({
        rows:
          payload.eventType === 'DELETE' ? bury(rows, payload.old.id) : upsert(rows, payload.new),
      }))
    },
  )
}

/** As many pages as the list has loaded, so that a reconnect does not shorten it. */
async function newestJobs(api: TrellisApi, pages: number, signal: AbortSignal) {
  const jobs: Job[] = []
  let cursor: string | null = null
  for (let page = 0; page < pages; page++) {
    const answer: Awaited<ReturnType<TrellisApi['jobs']>> = await api.jobs(cursor, signal)
    jobs.push(...answer.items)
    cursor = answer.next_cursor
    if (cursor === null) break
  }
  const oldest = jobs.at(-1)
  const complete = cursor === null || oldest === undefined
  const snapshot: Snapshot<Job> = {
    rows: jobs,
    covers: (job) => complete || timeOf(job.created_at) > timeOf(oldest.created_at),
  }
  return { snapshot, cursor }
}

export function newestFirst(rows: Rows<Job>): Job[] {
  return listed(rows).sort(
    (a, b) => timeOf(b.created_at) - timeOf(a.created_at) || b.id.localeCompare(a.id),
  )
}
