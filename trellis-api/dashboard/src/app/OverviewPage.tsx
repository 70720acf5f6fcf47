import { Link } from 'react-router'
import { useMemo } from 'react'
import { hasEnded, isRunning } from '../api/rows'
import { JobTable } from '../jobs/JobTable'
import { useFreshStores } from './useFresh'
import { useLive, useWorkspace } from '../session/SessionContext'
import { newestFirst } from '../stores/jobs'
import { listed } from '../stores/rows'
import { monthlyCost } from '../stores/vineyards'
import { countText, moneyText, pluralText, timeOf } from '../ui/format'
import { PageHead } from '../ui/PageHead'
import { Empty, ListStates } from '../ui/states'
import { useNow } from '../ui/useNow'

const RECENT = 8
const DAY_MS = 24 * 60 * 60 * 1_000

export function OverviewPage() {
  const { stores, user } = useWorkspace()
  useFreshStores()
  const { rows, fetchedAt, problem } = useLive(stores.jobs, (state) => state)
  const jobs = useMemo(() => newestFirst(rows), [rows])

  return (
    <div className="page">
      <PageHead
        title={`Good to see you, ${user.name.split(' ', 1)[0] ?? user.name}`}
        tab="Overview"
      />
      <Tiles />
      <section className="card" aria-labelledby="recent-jobs">
        <div className="card-head">
          <h2 id="recent-jobs">Recent jobs</h2>
          <Link to="/jobs">All jobs</Link>
        </div>
        <ListStates
          label="jobs"
          rows={jobs.slice(0, RECENT)}
          fetchedAt={fetchedAt}
          problem={problem}
          onRetry={stores.jobs.refresh}
          empty={
            <Empty
              icon="jobs"
              title="No jobs yet"
              action={<Link to="/vineyards">To the vineyards</Link>}
            >
              Plan or deploy a vine; its job shows up here and moves as it runs.
            </Empty>
          }
        >
          {(recent) => <JobTable jobs={recent} label="Recent jobs" />}
        </ListStates>
      </section>
    </div>
  )
}

function Tiles() {
  const { stores } = useWorkspace()
  const jobState = useLive(stores.jobs, (state) => state)
  const tendrilState = useLive(stores.tendrils, (state) => state)
  const vineState = useLive(stores.vineyards.vines, (state) => state)
  const now = useNow(true, 60_000)

  const jobs = listed(jobState.rows)
  const queued = jobs.filter((job) => job.status === 'QUEUED').length
  const dayOld = jobs.filter((job) => hasEnded(job) && now - timeOf(job.completed_at) < DAY_MS)
  const failed = dayOld.filter((job) => job.status === 'FAILED').length
  const tendrils = listed(tendrilState.rows)
  const online = tendrils.filter((tendril) => tendril.status === 'ONLINE').length
  const vines = listed(vineState.rows)
  const active = vines.filter((vine) => vine.status === 'ACTIVE').length

  return (
    <div className="tiles">
      <Tile
        to="/jobs"
        label="Running"
        value={known(jobState, jobs.filter(isRunning).length)}
        note={`${queued} queued`}
      />
      <Tile
        to="/jobs"
        label="Last 24 hours"
        value={known(jobState, dayOld.length)}
        note={failed === 0 ? 'none failed' : `${failed} failed`}
      />
      <Tile
        to="/tendrils"
        label="Tendrils online"
        value={known(tendrilState, online)}
        note={`of ${tendrils.length}`}
      />
      <Tile
        to="/vineyards"
        label="Active vines"
        value={known(vineState, active)}
        note={`of ${pluralText(vines.length, 'vine')}`}
      />
      <Tile
        to="/vineyards"
        label="Monthly cost"
        value={moneyText(monthlyCost(vines))}
        note="estimated"
      />
    </div>
  )
}

/** Nothing is counted before it was fetched. */
function known(state: { fetchedAt: number | null }, count: number): string {
  return state.fetchedAt === null ? '–' : countText(count)
}

function Tile({ to, label, value, note }: Record<'to' | 'label' | 'value' | 'note', string>) {
  return (
    <Link className="card tile" to={to}>
      <span className="tile-label">{label}</span>
      <span className="tile-value">{value}</span>
      <span className="tile-note">{note}</span>
    </Link>
  )
}
