import type { Job, Page } from '../api/rows'
import { MemoryRealtime, aJob, answered, contextOf, settle } from '../test/fakes'
import { createJobsStore, newestFirst } from './jobs'

function opened() {
  const realtime = new MemoryRealtime()
  const jobs = answered<Page<Job>>()
  const store = createJobsStore(contextOf(realtime, { jobs: jobs.call }))
  store.connect()
  const ids = () => newestFirst(store.store.getState().rows).map((job) => job.id)
  return { realtime, jobs, store, ids }
}

const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.5+00:00`

describe('the jobs store', () => {
  it('subscribes as the architecture page shows', () => {
    // When
    const { realtime } = opened()

    // Then
    expect(realtime.channels.get('job-updates')?.map((it) => it.filter)).toEqual([
      { event: '*', schema: 'public', table: 'provision_jobs', filter: 'user_id=eq.user-1' },
    ])
  })

  it('keeps older pages over a reconnect and lets go what is gone', async () => {
    // Given two pages
    const { realtime, jobs, store, ids } = opened()
    realtime.live('job-updates')
    const newest = aJob({ id: 'new', created_at: at(9) })
    const gone = aJob({ id: 'gone', created_at: at(5) })
    const oldest = aJob({ id: 'old', created_at: at(1) })
    await jobs.pending[0]?.answer({ items: [newest], next_cursor: 'c1' })
    const older = store.loadOlder()
    await jobs.pending[1]?.answer({ items: [gone, oldest], next_cursor: null })
    await older
    expect(ids()).toEqual(['new', 'gone', 'old'])

    // When
    realtime.interrupt('job-updates')
    realtime.live('job-updates')
    await jobs.pending[2]?.answer({ items: [newest], next_cursor: 'c1' })
    await jobs.pending[3]?.answer({ items: [oldest], next_cursor: null })

    // Then
    expect(ids()).toEqual(['new', 'old'])
  })

  it('keeps an old job that was opened by its address when the newest page is fetched', async () => {
    // Given
    const { realtime, jobs, store, ids } = opened()
    store.addOrUpdateJob(aJob({ id: 'old', created_at: at(1) }))

    // When
    realtime.live('job-updates')
    await jobs.pending[0]?.answer({
      items: [aJob({ id: 'new', created_at: at(9) })],
      next_cursor: 'c1',
    })

    // Then
    expect(ids()).toEqual(['new', 'old'])
  })

  it('follows a job through its states', async () => {
    // Given
    const { realtime, jobs, store } = opened()
    realtime.live('job-updates')
    await jobs.pending[0]?.answer({ items: [], next_cursor: null })
    const seen: string[] = []
    store.store.subscribe(({ rows }) => seen.push(newestFirst(rows)[0]?.status ?? 'none'))

    // When
    realtime.send('job-updates', 'INSERT', aJob())
    realtime.send('job-updates', 'UPDATE', aJob({ status: 'CLAIMED', version: 2 }))
    realtime.send('job-updates', 'UPDATE', aJob({ status: 'PROCESSING', version: 3 }))
    realtime.send('job-updates', 'UPDATE', aJob({ status: 'SUCCESS', version: 4 }))
    realtime.send('job-updates', 'DELETE', { id: 'job-1', user_id: 'user-1' })
    await settle()

    // Then
    expect(seen).toEqual(['QUEUED', 'CLAIMED', 'PROCESSING', 'SUCCESS', 'none'])
  })
})
